using Bridge.Annotations;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>One place that annotations are posted to. It does as it is told, once; what to do about a failure is the caller's to decide.</summary>
internal interface IAnnotationTarget
{
    /// <summary>The name from the settings.</summary>
    string Name { get; }

    /// <summary>How many incidents one search may ask for; at least 1.</summary>
    int IncidentsPerSearch { get; }

    /// <summary>
    /// Null while requests may go; else none goes before this time, because the breaker is open or Grafana asked for it (429). Once the
    /// time has come and the breaker is still open, it stays what it was: then <see cref="ProbeAsync"/> is due.
    /// </summary>
    DateTimeOffset? HeldUntil { get; }

    /// <summary>Asks Grafana whether it is well, by a search for one annotation, and closes the breaker if it is. Callers share one probe.</summary>
    /// <returns>Whether it is; false without asking before <see cref="HeldUntil"/>.</returns>
    Task<bool> ProbeAsync(CancellationToken cancellationToken);

    /// <summary>Closes the breaker, so that the next request is tried: what made Grafana refuse, such as a wrong token, may be mended.</summary>
    void Forgive();

    /// <summary>Answers <see cref="TargetResult.Done"/> or <see cref="TargetResult.Failed"/>. Never tries twice.</summary>
    Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken);

    Task<TargetResult> UpdateAsync(AnnotationId id, DesiredAnnotation annotation, CancellationToken cancellationToken);

    Task<TargetResult> DeleteAsync(AnnotationId id, CancellationToken cancellationToken);

    /// <summary>The annotations that carry all of the identity tags and belong to no other part of the incident, oldest first.</summary>
    Task<FindResult> FindAsync(IReadOnlyList<string> identity, CancellationToken cancellationToken);

    /// <summary>The annotations of an incident, by whatever route and in whatever place, oldest first.</summary>
    Task<FindResult> FindAsync(IncidentId incident, CancellationToken cancellationToken);

    /// <summary>The annotations of several incidents in one search, by whatever routes and in whatever places, oldest first.</summary>
    /// <param name="incidents">At most <see cref="IncidentsPerSearch"/>.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    Task<FindResult> FindAsync(IReadOnlyList<IncidentId> incidents, CancellationToken cancellationToken);

    /// <summary>All annotations of the bridge, or of another one, that overlap the time, however many there are, in the order of their ids.</summary>
    Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <summary>How a change of an annotation ended.</summary>
internal abstract record TargetResult
{
    private TargetResult()
    {
    }

    internal sealed record Done(AnnotationId Id) : TargetResult;

    /// <summary>There is no annotation with this id.</summary>
    internal sealed record Gone : TargetResult;

    /// <summary>Refused; newer Grafanas refuse in the same words what does not exist and what is not allowed.</summary>
    internal sealed record Refused(UpstreamFailure Failure) : TargetResult;

    internal sealed record Failed(UpstreamFailure Failure) : TargetResult;
}

/// <summary>How a search ended.</summary>
internal abstract record FindResult
{
    private FindResult()
    {
    }

    internal sealed record Found(IReadOnlyList<FoundAnnotation> Annotations) : FindResult;

    internal sealed record Failed(UpstreamFailure Failure) : FindResult;
}

/// <summary>An annotation as it is in Grafana.</summary>
internal sealed record FoundAnnotation(AnnotationId Id, DateTimeOffset Start, DateTimeOffset End, string Text, IReadOnlyList<string> Tags)
{
    /// <summary>The number of the dashboard that it is on; null for one of the whole organization.</summary>
    public long? DashboardId { get; init; }

    /// <summary>That dashboard's uid; null also before Grafana 9, which gives only the number.</summary>
    public string? DashboardUid { get; init; }

    /// <summary>The panel that it is on; null without one.</summary>
    public long? PanelId { get; init; }

    public bool Shows(DesiredAnnotation desired) =>
        Start == desired.Start
        && End == desired.End
        && Text == desired.Text
        && Tags.ToHashSet().SetEquals(desired.Tags);

    /// <summary>Comparable with what the ledger knows: <see cref="DesiredAnnotation.Fingerprint"/>.</summary>
    public string Fingerprint() => DesiredAnnotation.FingerprintOf(Start, End, Text, Tags);

    // A record prints its members, and the text of a private incident may be one of them.
    public override string ToString() => Id.ToString();
}
