using Bridge.Commands.Output;
using Bridge.Store;

namespace Bridge.Commands.Explain;

/// <summary>Prints the answer: one sentence, then what it is founded on.</summary>
internal static class ExplainReport
{
    private static readonly ReportColumn[] Columns =
        [ReportColumn.Of("Route"), ReportColumn.Shared("Grafana", "Grafana"), ReportColumn.Of("State"), ReportColumn.Prose("Why")];

    public static void Write(CommandScreen screen, ExplainFacts facts, BridgeSettings settings, bool showPrivate)
    {
        var verdicts = PlaceVerdicts.Of(facts, settings);
        screen.Line(ExplainHeadline.Of(facts, verdicts));
        Section(screen, facts.PollInterval is null ? "Received" : "Found", ExplainSections.Received(facts, verdicts.Any(verdict => verdict.State == PlaceState.Waiting)));
        Section(screen, "incident.io", ExplainSections.IncidentIo(facts, showPrivate), facts.Incident is null ? 0 : ExplainSections.NameWidth);
        if (verdicts.Count > 0)
        {
            Section(screen, "Grafana", []);
            screen.Table(Columns, [.. verdicts.Select(Cells)]);
            if (verdicts.Any(verdict => verdict.State is >= PlaceState.Missing and <= PlaceState.Outdated))
            {
                screen.Line();
                screen.Line($"incident-bridge resync {facts.Asked.Argument} puts it right now.");
            }
        }

        var elsewhere = facts.Ledger.Where(entry => !IsJudged(entry, verdicts)).ToList();
        if (elsewhere.Count > 0)
        {
            Section(screen, "Posted before", elsewhere.Select(Describe));
        }
    }

    private static void Section(CommandScreen screen, string title, IEnumerable<string> lines, int hang = 0)
    {
        screen.Line();
        screen.Line(title);
        foreach (var line in lines)
        {
            screen.Line($"  {line}", hang);
        }
    }

    private static IReadOnlyList<string> Cells(PlaceVerdict verdict) =>
    [
        verdict.Route,
        CommandText.Place(verdict.Grafana, verdict.Dashboard),
        verdict.State switch
        {
            PlaceState.Failing => "failing",
            PlaceState.Missing => "missing",
            PlaceState.Elsewhere => "elsewhere",
            PlaceState.Double => "double",
            PlaceState.Changed => "changed",
            PlaceState.Outdated => "outdated",
            PlaceState.Waiting => "waiting",
            PlaceState.Forgotten => "forgotten",
            PlaceState.Unusable => "unusable",
            PlaceState.Recorded => "recorded",
            PlaceState.Omitted => "omitted",
            PlaceState.NotTaken => "not taken",
            PlaceState.Posted => "posted",
            var other => throw new InvalidOperationException($"No word for {other}."),
        },
        verdict.Words,
    ];

    private static bool IsJudged(LedgerEntry entry, IReadOnlyList<PlaceVerdict> verdicts) => verdicts.Any(verdict =>
        verdict.Route == entry.Key.Route && verdict.Grafana == entry.Key.Grafana && verdict.Dashboard == entry.Key.Dashboard);

    /// <summary>Of a route or a Grafana that the settings do not have any more, or of an incident that cannot be judged now.</summary>
    private static string Describe(LedgerEntry entry)
    {
        var place = $"route {entry.Key.Route}, Grafana {CommandText.Place(entry.Key.Grafana, entry.Key.Dashboard)}";
        return entry.AnnotationId is { } id ? $"annotation {CommandText.Number(id)}, {place}" : $"an attempt, {place}";
    }
}
