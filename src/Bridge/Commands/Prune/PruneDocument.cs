using Bridge.Vocabulary;

namespace Bridge.Commands.Prune;

/// <summary>What <c>prune --json</c> prints.</summary>
/// <param name="Ok">Whether everything is done.</param>
/// <param name="Deletes">Whether <c>--yes</c> was given.</param>
/// <param name="Before">Annotations that ended before; null for whenever.</param>
/// <param name="Route">The route that the settings do not have any more; null for all that they have.</param>
/// <param name="Grafanas">In the order of the settings.</param>
internal sealed record PruneDocument(bool Ok, bool Deletes, string? Before, string? Route, IReadOnlyList<PruneDocument.PrunedGrafana> Grafanas)
{
    public static PruneDocument Of(PruneScope scope, bool deletes, bool isComplete, IReadOnlyList<PruneResult> results) => new(
        isComplete, deletes, CommandJson.Time(scope.Before), scope.FormerRoute, [.. results.Select(Of)]);

    private static PrunedGrafana Of(PruneResult result) => new(
        result.Grafana,
        [
            .. result.Found.Select(found => new PrunedAnnotation(
                found.Annotation.Id.Value, found.Incident.ToString(), found.Route, CommandJson.Time(found.Annotation.Start), CommandJson.Time(found.Annotation.End))),
        ],
        result.Tally?.Deleted ?? 0,
        result.Tally?.Left ?? 0,
        (result.Tally?.Failed ?? new Dictionary<FailureReason, int>()).ToDictionary(failed => Labels.Of(failed.Key), failed => failed.Value),
        result.Tally?.Stopped ?? false,
        FailureDocument.Of(result.Failure));

    /// <param name="Name">The Grafana's name.</param>
    /// <param name="Found">What may go, the oldest end first.</param>
    /// <param name="Deleted">How many of them are gone.</param>
    /// <param name="Left">How many are left, since the bridge works on their incidents.</param>
    /// <param name="Failed">How many could not be deleted, by reason.</param>
    /// <param name="Stopped">Whether somebody stopped it.</param>
    /// <param name="Failure">Why it could not be searched; null when it could.</param>
    internal sealed record PrunedGrafana(
        string Name, IReadOnlyList<PrunedAnnotation> Found, int Deleted, int Left, IReadOnlyDictionary<string, int> Failed, bool Stopped, FailureDocument? Failure);

    /// <param name="Id">The annotation's number in Grafana.</param>
    /// <param name="IncidentId">The incident's id.</param>
    /// <param name="Route">The route's name.</param>
    /// <param name="Start">When it starts.</param>
    /// <param name="End">When it ended.</param>
    internal sealed record PrunedAnnotation(long Id, string IncidentId, string Route, string Start, string End);
}
