using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Vocabulary;

namespace Bridge.Commands.Backfill;

/// <summary>Prints what came of a backfill, or what would come of it.</summary>
internal static class BackfillReport
{
    private static readonly ReportColumn[] PlanColumns =
    [
        ReportColumn.Shared("Would"),
        ReportColumn.Of("Incident"),
        ReportColumn.Shared("Part"),
        ReportColumn.Shared("Route"),
        ReportColumn.Shared("Grafana", "Grafana"),
    ];

    private static readonly ReportColumn[] SummaryColumns = [ReportColumn.Of("Summary"), ReportColumn.Of("Count")];

    public static void WritePlan(CommandScreen screen, IReadOnlyList<PlannedStep> steps)
    {
        if (steps.Count == 0)
        {
            return;
        }

        screen.Table(
            PlanColumns,
            [
                .. steps.Select(planned => (IReadOnlyList<string>)
                [
                    planned.Verb,
                    CommandText.Typed(planned.Reference),
                    Labels.Of(planned.Step.Key.Part),
                    planned.Step.Key.Route,
                    CommandText.Place(planned.Step.Key.Grafana, planned.Step.Key.Dashboard),
                ]),
            ]);
        screen.Line();
    }

    public static void WriteSummary(CommandScreen screen, BackfillTally tally, bool isDryRun)
    {
        var to = isDryRun ? "to be " : "";
        var rows = new List<IReadOnlyList<string>>
        {
            Row("Incidents listed", tally.Listed),
            Row($"Annotations {to}created", tally.Created),
            Row($"Annotations {to}updated", tally.Updated),
            Row($"Annotations {to}deleted", tally.Deleted),
            Row("Incidents unchanged", tally.Unchanged),
            Row("Incidents left to the bridge", tally.Left),
        };
        if (tally.Past > 0)
        {
            rows.Insert(1, Row("Skipped: ended before KeepFor", tally.Past));
        }

        rows.AddRange(tally.Failed.Select(failed => Row($"Incidents failed: {Labels.Of(failed.Key)}", failed.Value)));
        rows.Add(Row("Incidents failed", tally.Failed.Values.Sum()));
        screen.Table(SummaryColumns, rows);
        screen.Line();
        screen.Line(Verdict(tally, isDryRun));
    }

    private static string Verdict(BackfillTally tally, bool isDryRun) => tally switch
    {
        { ListFailure: { } failure } =>
            $"Not complete: incident.io's list broke off, {Labels.Of(failure.Reason)} ({AnnotationText.OneLine(failure.Detail)}). Run it again.",
        { Stopped: true } when isDryRun => "Not complete: it was stopped. Nothing was written.",
        { Stopped: true } => "Not complete: it was stopped, and has done what the table says. Run it again: what is right is not written again.",
        { Failed.Count: > 0 } when isDryRun => "Some incidents would fail.",
        { Failed.Count: > 0 } => "Some incidents failed. A running bridge tries them again; incident-bridge explain says why one failed.",
        _ when isDryRun => "Nothing was written.",
        _ => "Complete.",
    };

    private static string[] Row(string what, long count) => [what, CommandText.Number(count)];
}
