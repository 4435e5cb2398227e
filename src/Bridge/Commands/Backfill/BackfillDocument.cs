using Bridge.Vocabulary;

namespace Bridge.Commands.Backfill;

/// <summary>What <c>backfill --json</c> prints. The counts are of what was done; with <c>--dry-run</c>, of what would be.</summary>
/// <param name="Ok">Whether everything is done.</param>
/// <param name="Since">Incidents created since then.</param>
/// <param name="Until">And until then; null for now.</param>
/// <param name="DryRun">Whether nothing was written.</param>
/// <param name="Stopped">Whether somebody stopped it.</param>
/// <param name="Listed">Incidents that were looked at.</param>
/// <param name="Created">Annotations.</param>
/// <param name="Updated">Annotations.</param>
/// <param name="Deleted">Annotations.</param>
/// <param name="Unchanged">Incidents that were right.</param>
/// <param name="Left">Incidents that are left to the running bridge.</param>
/// <param name="Failed">Incidents that failed, by reason.</param>
/// <param name="ListFailure">Why incident.io's list is not complete; null when it is.</param>
/// <param name="Plan">Each step of a dry run; null without one.</param>
internal sealed record BackfillDocument(
    bool Ok,
    string Since,
    string? Until,
    bool DryRun,
    bool Stopped,
    long Listed,
    long Created,
    long Updated,
    long Deleted,
    long Unchanged,
    long Left,
    IReadOnlyDictionary<string, long> Failed,
    FailureDocument? ListFailure,
    IReadOnlyList<BackfillDocument.BackfillStep>? Plan)
{
    /// <param name="range">Which incidents.</param>
    /// <param name="tally">What came of it.</param>
    /// <param name="plan">The steps of a dry run; null when it was none.</param>
    public static BackfillDocument Of(TimeRange range, BackfillTally tally, IReadOnlyList<PlannedStep>? plan) => new(
        tally.IsComplete,
        CommandJson.Time(range.Since),
        CommandJson.Time(range.Until),
        plan is not null,
        tally.Stopped,
        tally.Listed,
        tally.Created,
        tally.Updated,
        tally.Deleted,
        tally.Unchanged,
        tally.Left,
        tally.Failed.ToDictionary(failed => Labels.Of(failed.Key), failed => failed.Value),
        FailureDocument.Of(tally.ListFailure),
        plan is null ? null : [.. plan.Select(BackfillStep.Of)]);

    /// <param name="Action"><c>create</c>, <c>update</c> or <c>delete</c>.</param>
    /// <param name="Incident">The reference.</param>
    /// <param name="Part"><c>region</c>, <c>start</c> or <c>resolve</c>.</param>
    /// <param name="Route">The route's name.</param>
    /// <param name="Place">Where.</param>
    internal sealed record BackfillStep(string Action, string Incident, string Part, string Route, PlaceDocument Place)
    {
        public static BackfillStep Of(PlannedStep planned)
        {
            var key = planned.Step.Key;
            return new BackfillStep(planned.Verb, planned.Reference, Labels.Of(key.Part), key.Route, PlaceDocument.Of(key.Grafana, key.Dashboard));
        }
    }
}
