using Bridge.Annotations;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>One place that annotations are posted to. It does as it is told, once; what to do about a failure is the caller's to decide.</summary>
internal interface IAnnotationTarget
{
    /// <summary>The name from the settings.</summary>
    string Name { get; }

    /// <summary>How many requests go at once; at least 1.</summary>
    int MaxConcurrency { get; }

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

    /// <summary>Answers <see cref="TargetResult.Made"/> or <see cref="TargetResult.Failed"/>. Never tries twice.</summary>
    Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken);

    /// <param name="found">What to change; its place stays what it is.</param>
    /// <param name="annotation">What it is to show. Tags are to be the same but for one that no search finds: newer versions go on finding it by those that it lost.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<TargetResult> UpdateAsync(FoundAnnotation found, DesiredAnnotation annotation, CancellationToken cancellationToken);

    /// <summary>Moves the end of an annotation and leaves the rest as it is.</summary>
    /// <param name="found">As it was found just now.</param>
    /// <param name="end">In whole milliseconds, not before its start.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    Task<TargetResult> MoveEndAsync(FoundAnnotation found, DateTimeOffset end, CancellationToken cancellationToken);

    /// <param name="found">What to delete.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    Task<TargetResult> DeleteAsync(FoundAnnotation found, CancellationToken cancellationToken);

    /// <summary>The annotations of incidents that overlap the time, by whatever routes and in whatever places, each once, oldest first.</summary>
    /// <param name="incidents">At most <see cref="IncidentsPerSearch"/>.</param>
    /// <param name="times">When.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    Task<FindResult> FindAsync(IReadOnlyList<SubjectId> incidents, SearchTimes times, CancellationToken cancellationToken);

    /// <summary>
    /// The annotations of an incident that overlap a moment, also those that no search by tags finds: all of that moment are read, and
    /// their tags compared.
    /// </summary>
    Task<FindResult> FindAtAsync(SubjectId incident, DateTimeOffset moment, CancellationToken cancellationToken);

    /// <summary>All annotations of the bridge, or of another one, that overlap the time, however many there are, in the order of their ids.</summary>
    Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken);
}

/// <summary>How a change of an annotation ended.</summary>
internal abstract record TargetResult
{
    private TargetResult()
    {
    }

    /// <summary>It is created; where it lies, Grafana does not say.</summary>
    internal sealed record Made(FoundAnnotation Annotation) : TargetResult;

    /// <summary>It is changed or deleted.</summary>
    internal sealed record Done : TargetResult;

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

    internal sealed record Found(IReadOnlyList<FoundAnnotation> Annotations) : FindResult
    {
        /// <summary>Of a list with a limit: whether there may be more.</summary>
        public bool IsFull { get; init; }
    }

    internal sealed record Failed(UpstreamFailure Failure) : FindResult;
}
