using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Resync;

/// <summary>What <c>resync --json</c> prints.</summary>
/// <param name="Ok">Whether the incident is up to date in every Grafana.</param>
/// <param name="Incident">As it was asked for.</param>
/// <param name="IncidentId">The id; null when incident.io did not say it.</param>
/// <param name="Failure">Why incident.io did not say which incident it is; null when it did.</param>
/// <param name="Grafanas">What came of it in each.</param>
internal sealed record ResyncDocument(
    bool Ok, string Incident, string? IncidentId, FailureDocument? Failure, IReadOnlyList<ResyncDocument.ResyncedGrafana> Grafanas)
{
    public static ResyncDocument Of(AskedSubject asked, ResyncResult result) => result switch
    {
        ResyncResult.NotFetched { Failure: var failure } => new(false, asked.Argument, asked.Id?.ToString(), FailureDocument.Of(failure), []),
        ResyncResult.Done done => new(
            done.IsUpToDate, asked.Argument, done.Incident.ToString(), null, [.. done.Results.Select(one => Of(one.Key, one.Value, done.Ledger))]),
        _ => throw new InvalidOperationException($"No rule for {result.GetType().Name}."),
    };

    private static ResyncedGrafana Of(string name, ReconciliationResult? result, IReadOnlyList<LedgerEntry> ledger)
    {
        var (outcome, next) = result?.Outcome switch
        {
            null => ("busy", (DateTimeOffset?)null),
            WorkOutcome.Succeeded => ("up_to_date", null),
            WorkOutcome.Held => ("held", null),
            WorkOutcome.Retry retry => ("retry", retry.DueAt),
            WorkOutcome.DeadLetter dead => ("dead_letter", dead.DueAt),
            var other => throw new InvalidOperationException($"No rule for {other}."),
        };
        var steps = result?.Outcome is WorkOutcome.Succeeded ? result.Steps : [];
        return new ResyncedGrafana(
            name, outcome, result?.Outcome?.FailedFor is { } reason ? Labels.Of(reason) : null, CommandJson.Time(next), [.. steps.Select(step => Of(step, ledger))]);
    }

    private static ResyncedStep Of(ReconciliationStep step, IReadOnlyList<LedgerEntry> ledger)
    {
        var (verb, annotation) = ResyncSteps.Read(step, ledger);
        return new ResyncedStep(
            verb.Replace(' ', '_'), annotation, Labels.Of(step.Key.Part), step.Key.Route, PlaceDocument.Of(step.Key.Grafana, step.Key.Dashboard));
    }

    /// <param name="Name">The Grafana's name.</param>
    /// <param name="Outcome"><c>up_to_date</c>, <c>retry</c>, <c>dead_letter</c>, <c>held</c> or <c>busy</c>.</param>
    /// <param name="Reason">Why it is not up to date; null when it is, or somebody else works on it.</param>
    /// <param name="NextTry">When a running bridge tries it again.</param>
    /// <param name="Steps">What was done.</param>
    internal sealed record ResyncedGrafana(string Name, string Outcome, string? Reason, string? NextTry, IReadOnlyList<ResyncedStep> Steps);

    /// <param name="Action"><c>created</c>, <c>updated</c> or <c>taken_away</c>.</param>
    /// <param name="Annotation">The annotation's number in Grafana; null if it is not known.</param>
    /// <param name="Part"><c>region</c>, <c>start</c> or <c>resolve</c>.</param>
    /// <param name="Route">The route's name.</param>
    /// <param name="Place">Where.</param>
    internal sealed record ResyncedStep(string Action, long? Annotation, string Part, string Route, PlaceDocument Place);
}
