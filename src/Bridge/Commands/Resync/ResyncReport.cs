using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Resync;

/// <summary>Says what was done.</summary>
internal static class ResyncReport
{
    private static readonly ReportColumn[] Columns =
    [
        ReportColumn.Of("Done"),
        ReportColumn.Of("Annotation"),
        ReportColumn.Shared("Part"),
        ReportColumn.Shared("Route"),
        ReportColumn.Shared("Grafana", "Grafana"),
    ];

    public static void Write(CommandScreen screen, AskedSubject asked, ResyncResult result)
    {
        switch (result)
        {
            case ResyncResult.NotFetched { Failure: var failure }:
                screen.Line($"{asked} could not be brought up to date: {FailureWords.OfIncidentIo(failure)}.");
                screen.Line($"incident-bridge explain {asked.Argument} says more.");
                break;
            case ResyncResult.Done done:
                Write(screen, asked, done);
                break;
            default:
                throw new InvalidOperationException($"No rule for {result.GetType().Name}.");
        }
    }

    private static void Write(CommandScreen screen, AskedSubject asked, ResyncResult.Done done)
    {
        var notDone = done.Results.Where(result => result.Value?.Outcome is not WorkOutcome.Succeeded).ToList();
        var steps = done.Results.Where(result => result.Value?.Outcome is WorkOutcome.Succeeded).SelectMany(result => result.Value!.Steps).ToList();
        if (notDone.Count == 0)
        {
            screen.Line(steps.Count == 0 ? $"{asked} was up to date. Nothing had to be done." : $"{asked} is up to date.");
        }

        foreach (var (grafana, result) in notDone)
        {
            WriteNotDone(screen, asked, grafana, result, done);
        }

        if (steps.Count > 0)
        {
            screen.Line();
            screen.Table(Columns, [.. steps.Select(step => Cells(step, done.Ledger))]);
        }

        if (notDone.Count > 0)
        {
            screen.Line($"incident-bridge explain {asked.Argument} says more.");
        }
    }

    private static void WriteNotDone(
        CommandScreen screen, AskedSubject asked, string grafana, ReconciliationResult? result, ResyncResult.Done done)
    {
        var where = done.Results.Count == 1 ? "" : $" in Grafana {grafana}";
        var refused = done.Ledger.Where(entry => entry.Key.Grafana == grafana && entry.LastFailure is not null).ToList();
        switch (result?.Outcome)
        {
            case null:
                screen.Line($"{asked} was not touched{where}: somebody else works on it, and did not end. Run it again.");
                return;
            case WorkOutcome.Held:
                screen.Line($"{asked} could not be brought up to date{where}: Grafana {grafana} takes no requests now. A running bridge goes on when it does.");
                return;
            case WorkOutcome.Retry retry:
                WriteFailed(retry.Reason, retry.DueAt);
                return;
            case WorkOutcome.DeadLetter dead:
                WriteFailed(dead.Reason, dead.DueAt);
                return;
            case var other:
                throw new InvalidOperationException($"No rule for {other}.");
        }

        void WriteFailed(FailureReason reason, DateTimeOffset next)
        {
            screen.Line(reason == FailureReason.NotFound && refused.Count == 0
                ? $"{asked} could not be brought up to date{where}: incident.io does not show it to this key (not_found)."
                : $"{asked} could not be brought up to date{where}: {Labels.Of(reason)}.");
            foreach (var entry in refused)
            {
                screen.Line($"  route {entry.Key.Route}: {FailureWords.OfGrafana(entry.LastFailure!.Value, entry.Key.Grafana, entry.Key.Dashboard)}.");
            }

            screen.Line($"A running bridge tries it again at {CommandText.Of(next)}.");
        }
    }

    private static IReadOnlyList<string> Cells(ReconciliationStep step, IReadOnlyList<LedgerEntry> ledger)
    {
        var (verb, id) = ResyncSteps.Read(step, ledger);
        return
        [
            verb,
            id is { } number ? CommandText.Number(number) : "none",
            Labels.Of(step.Key.Part),
            step.Key.Route,
            CommandText.Place(step.Key.Grafana, step.Key.Dashboard),
        ];
    }
}

/// <summary>What a step did, in words. Pure.</summary>
internal static class ResyncSteps
{
    /// <param name="step">One that succeeded.</param>
    /// <param name="ledger">As it is after the steps.</param>
    /// <returns>The verb, and the annotation's number; none if it is not known.</returns>
    public static (string Verb, long? Annotation) Read(ReconciliationStep step, IReadOnlyList<LedgerEntry> ledger)
    {
        return step switch
        {
            ReconciliationStep.Create => ("created", Known()),
            ReconciliationStep.Update => ("updated", Known()),
            ReconciliationStep.Delete delete => ("taken away", delete.Known.AnnotationId),
            ReconciliationStep.Clear clear => ("taken away", clear.Found.Id.Value),
            _ => throw new InvalidOperationException($"No word for {step.GetType().Name}."),
        };

        long? Known() => ledger.FirstOrDefault(entry => entry.Key == step.Key)?.AnnotationId;
    }
}
