using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Upstreams;

namespace Bridge.Commands.Prune;

/// <summary>What was found in one Grafana, and what came of it.</summary>
/// <param name="Grafana">The Grafana's name.</param>
/// <param name="Found">What may go, the oldest end first.</param>
/// <param name="Failure">Why it could not be searched; null when it could.</param>
internal sealed record PruneResult(string Grafana, IReadOnlyList<PruneCandidate> Found, UpstreamFailure? Failure)
{
    /// <summary>What was deleted; null when nothing was to be.</summary>
    public PruneTally? Tally { get; init; }

    /// <summary>What is left to the running bridge counts as done.</summary>
    public bool IsComplete => Failure is null && Tally is null or { Failed.Count: 0, Stopped: false };
}

/// <summary>Prints what would be deleted, or what was.</summary>
internal static class PruneReport
{
    private static readonly ReportColumn[] Columns =
        [ReportColumn.Of("Annotation"), ReportColumn.Of("Incident"), ReportColumn.Shared("Route"), ReportColumn.Of("Ended")];

    public static void Write(CommandScreen screen, PruneScope scope, PruneResult result)
    {
        var count = CommandText.Count(result.Found.Count, "annotation");
        switch (result)
        {
            case { Failure: not null }:
                return;
            case { Found.Count: 0 }:
                screen.Line($"Grafana {result.Grafana}: {Nothing(scope)}.");
                return;
            case { Tally: { } tally }:
                screen.Line($"Grafana {result.Grafana}: {tally.Deleted} of {count} {scope} deleted.");
                WriteRest(screen, result.Grafana, tally);
                return;
            default:
                screen.Table(Columns, [.. result.Found.Select(Cells)]);
                screen.Line();
                screen.Line($"Grafana {result.Grafana}: {count} {scope} would be deleted. --yes deletes them.");
                return;
        }
    }

    private static void WriteRest(CommandScreen screen, string grafana, PruneTally tally)
    {
        if (tally.Left > 0)
        {
            screen.Line($"  {tally.Left} left: the bridge works on their incidents. Run it again later.");
        }

        foreach (var (reason, number) in tally.Failed)
        {
            screen.Line($"  {number} failed: {FailureWords.OfGrafana(reason, grafana, null)}.");
        }

        if (tally.Stopped)
        {
            screen.Line("  Not complete: it was stopped. Run it again.");
        }
    }

    private static string Nothing(PruneScope scope) => scope is { IsFormer: false, Before: { } before }
        ? $"no annotation of the bridge ended before {CommandText.Of(before)}"
        : $"no annotation {scope}";

    private static IReadOnlyList<string> Cells(PruneCandidate candidate) =>
    [
        CommandText.Number(candidate.Annotation.Id.Value),
        CommandText.Typed(AnnotationTags.ReferenceOf(candidate.Annotation.Tags) ?? candidate.Incident.ToString()),
        candidate.Route,
        CommandText.Of(candidate.Annotation.End),
    ];
}
