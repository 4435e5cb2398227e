using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Grafana;

/// <summary>A Grafana that is asked for nothing before it is known whose it is (<see cref="GrafanaOwner"/>).</summary>
internal sealed class GuardedTarget(IAnnotationTarget inner, GrafanaOwner owner) : IAnnotationTarget
{
    public string Name => inner.Name;

    public int MaxConcurrency => inner.MaxConcurrency;

    public int IncidentsPerSearch => inner.IncidentsPerSearch;

    public DateTimeOffset? HeldUntil => inner.HeldUntil ?? owner.HeldUntil;

    public async Task<bool> ProbeAsync(CancellationToken cancellationToken)
    {
        if (inner.HeldUntil is not null || owner.HeldUntil is null)
        {
            return await inner.ProbeAsync(cancellationToken);
        }

        try
        {
            return await owner.AskAgainAsync(cancellationToken) is null;
        }
        catch (StoreException)
        {
            return false;
        }
    }

    public void Forgive() => inner.Forgive();

    public Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.CreateAsync(annotation, cancellationToken), cancellationToken);

    public Task<TargetResult> UpdateAsync(FoundAnnotation found, DesiredAnnotation annotation, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.UpdateAsync(found, annotation, cancellationToken), cancellationToken);

    public Task<TargetResult> MoveEndAsync(FoundAnnotation found, DateTimeOffset end, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.MoveEndAsync(found, end, cancellationToken), cancellationToken);

    public Task<TargetResult> DeleteAsync(FoundAnnotation found, CancellationToken cancellationToken) =>
        WriteAsync(() => inner.DeleteAsync(found, cancellationToken), cancellationToken);

    public Task<FindResult> FindAsync(IReadOnlyList<SubjectId> incidents, SearchTimes times, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.FindAsync(incidents, times, cancellationToken), cancellationToken);

    public Task<FindResult> FindAtAsync(SubjectId incident, DateTimeOffset moment, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.FindAtAsync(incident, moment, cancellationToken), cancellationToken);

    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        ReadAsync(() => inner.ListAsync(from, to, cancellationToken), cancellationToken);

    private async Task<TargetResult> WriteAsync(Func<Task<TargetResult>> write, CancellationToken cancellationToken) =>
        await owner.WhyNotAsync(cancellationToken) is { } failure ? new TargetResult.Failed(failure) : await write();

    /// <summary>What is found in a stranger's organization would look like everything being gone. A command that only looks has no store open.</summary>
    private async Task<FindResult> ReadAsync(Func<Task<FindResult>> read, CancellationToken cancellationToken)
    {
        UpstreamFailure? failure = null;
        try
        {
            failure = await owner.WhyNotAsync(cancellationToken);
        }
        catch (StoreException)
        {
            // Nothing is known, and nothing is written.
        }

        return failure is null ? await read() : new FindResult.Failed(failure);
    }
}
