using Bridge.Commands.Output;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Commands.Resync;

/// <summary>Says what was done.</summary>
internal static class ResyncReport
{
    /// <returns>Whether the incident is up to date.</returns>
    public static bool Write(CommandScreen screen, AskedIncident asked, ResyncResult result)
    {
        switch (result)
        {
            case ResyncResult.NotFetched { Failure: var failure }:
                screen.Line($"{asked} could not be brought up to date: {FailureWords.OfIncidentIo(failure)}.");
                screen.Line($"incident-bridge explain {asked.Argument} says more.");
                return false;
            case ResyncResult.Busy:
                screen.Line($"{asked} was not touched: somebody else works on it, and did not end. Run it again.");
                return false;
            case ResyncResult.Done { Result.Outcome: WorkOutcome.Succeeded } done:
                WriteDone(screen, asked, done);
                return true;
            case ResyncResult.Done done:
                WriteFailed(screen, asked, done);
                return false;
            default:
                throw new InvalidOperationException($"No rule for {result.GetType().Name}.");
        }
    }

    private static void WriteDone(CommandScreen screen, AskedIncident asked, ResyncResult.Done done)
    {
        if (done.Result.Steps.Count == 0)
        {
            screen.Line($"{asked} was up to date. Nothing had to be done.");
            return;
        }

        screen.Line($"{asked} is up to date.");
        screen.Line();
        screen.Table(
            ["Done", "Annotation", "Part", "Route", "Grafana"],
            [.. done.Result.Steps.Select(step => Cells(step, done.Ledger))]);
    }

    private static void WriteFailed(CommandScreen screen, AskedIncident asked, ResyncResult.Done done)
    {
        var (reason, next) = done.Result.Outcome switch
        {
            WorkOutcome.Retry retry => (retry.Reason, retry.DueAt),
            WorkOutcome.DeadLetter dead => (dead.Reason, dead.DueAt),
            var other => throw new InvalidOperationException($"No rule for {other}."),
        };
        var refused = done.Ledger.Where(entry => entry.LastFailure is not null).ToList();
        screen.Line(reason == FailureReason.NotFound && refused.Count == 0
            ? $"{asked} could not be brought up to date: incident.io does not show it to this key (not_found)."
            : $"{asked} could not be brought up to date: {Labels.Of(reason)}.");
        foreach (var entry in refused)
        {
            screen.Line($"  route {entry.Key.Route}: {FailureWords.OfGrafana(entry.LastFailure!.Value, entry.Key.Grafana, entry.Key.Dashboard)}.");
        }

        screen.Line($"A running bridge tries it again at {CommandText.Of(next)}. incident-bridge explain {asked.Argument} says more.");
    }

    private static IReadOnlyList<string> Cells(ReconciliationStep step, IReadOnlyList<LedgerEntry> ledger)
    {
        var (verb, id) = step switch
        {
            ReconciliationStep.Create => ("created or found", IdOf(step)),
            ReconciliationStep.Update => ("updated", IdOf(step)),
            ReconciliationStep.Delete delete => ("taken away", delete.Known.AnnotationId),
            ReconciliationStep.Confirm => ("looked for once more", IdOf(step)),
            _ => throw new InvalidOperationException($"No word for {step.GetType().Name}."),
        };
        return
        [
            verb,
            id is { } number ? CommandText.Number(number) : "none",
            Labels.Of(step.Key.Part),
            step.Key.Route,
            CommandText.Place(step.Key.Grafana, step.Key.Dashboard),
        ];

        long? IdOf(ReconciliationStep of) => ledger.FirstOrDefault(entry => entry.Key == of.Key)?.AnnotationId;
    }
}
