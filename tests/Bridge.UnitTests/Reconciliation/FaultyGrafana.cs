using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A Grafana that something happens to at each call, until nothing is left to happen.</summary>
internal sealed class FaultyGrafana(InMemoryGrafana grafana, Queue<Fault> faults, TimeProvider time) : IAnnotationTarget
{
    /// <summary>How long a request may be under way at most: less than what the bridge waits before it searches once more.</summary>
    private static readonly TimeSpan LongestWay = TimeSpan.FromSeconds(115);

    private readonly List<(DateTimeOffset Sent, DesiredAnnotation Annotation)> _underWay = [];

    public string Name => grafana.Name;

    public int MaxConcurrency => grafana.MaxConcurrency;

    public int IncidentsPerSearch => grafana.IncidentsPerSearch;

    public DateTimeOffset? HeldUntil => grafana.HeldUntil;

    public Task<bool> ProbeAsync(CancellationToken cancellationToken) => grafana.ProbeAsync(cancellationToken);

    public void Forgive() => grafana.Forgive();

    public IReadOnlyList<FoundAnnotation> Annotations => grafana.Annotations;

    /// <summary>What has happened.</summary>
    public List<Fault> Struck { get; } = [];

    /// <summary>The creates that were held back get there, if they could not take any longer.</summary>
    public void Deliver(DateTimeOffset until)
    {
        foreach (var held in _underWay.Where(held => until - held.Sent > LongestWay).ToList())
        {
            _underWay.Remove(held);
            grafana.Add(held.Annotation);
        }
    }

    public Task<TargetResult> CreateAsync(DesiredAnnotation annotation, CancellationToken cancellationToken) => CallAsync(
        () => grafana.CreateAsync(annotation, cancellationToken),
        failure => new TargetResult.Failed(failure),
        fault =>
        {
            switch (fault)
            {
                case Fault.HeldBack:
                    _underWay.Add((time.GetUtcNow(), annotation));
                    break;
                case Fault.HalfMade:
                    grafana.AddHalf(annotation);
                    break;
            }

            return new TargetResult.Failed(InMemoryGrafana.Doubt);
        });

    public Task<TargetResult> UpdateAsync(FoundAnnotation found, DesiredAnnotation annotation, CancellationToken cancellationToken) => CallAsync(
        () => grafana.UpdateAsync(found, annotation, cancellationToken),
        failure => failure == InMemoryGrafana.Refusal ? new TargetResult.Refused(failure) : new TargetResult.Failed(failure),
        fault => fault == Fault.Denied ? new TargetResult.Gone() : new TargetResult.Failed(InMemoryGrafana.Doubt));

    public Task<TargetResult> MoveEndAsync(FoundAnnotation found, DateTimeOffset end, CancellationToken cancellationToken) => CallAsync(
        () => grafana.MoveEndAsync(found, end, cancellationToken),
        failure => failure == InMemoryGrafana.Refusal ? new TargetResult.Refused(failure) : new TargetResult.Failed(failure),
        fault => fault == Fault.Denied ? new TargetResult.Gone() : new TargetResult.Failed(InMemoryGrafana.Doubt));

    public Task<TargetResult> DeleteAsync(FoundAnnotation found, CancellationToken cancellationToken) => CallAsync(
        () => grafana.DeleteAsync(found, cancellationToken),
        failure => failure == InMemoryGrafana.Refusal ? new TargetResult.Refused(failure) : new TargetResult.Failed(failure),
        _ => new TargetResult.Failed(InMemoryGrafana.Doubt));

    public Task<FindResult> FindAsync(IReadOnlyList<SubjectId> incidents, SearchTimes times, CancellationToken cancellationToken) => CallAsync(
        () => grafana.FindAsync(incidents, times, cancellationToken),
        failure => new FindResult.Failed(failure),
        _ => new FindResult.Failed(InMemoryGrafana.Failure));

    public Task<FindResult> FindAtAsync(SubjectId incident, DateTimeOffset moment, CancellationToken cancellationToken) => CallAsync(
        () => grafana.FindAtAsync(incident, moment, cancellationToken),
        failure => new FindResult.Failed(failure),
        _ => new FindResult.Failed(InMemoryGrafana.Failure));

    public Task<FindResult> ListAsync(DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
        grafana.ListAsync(from, to, cancellationToken);

    private async Task<T> CallAsync<T>(Func<Task<T>> act, Func<UpstreamFailure, T> failed, Func<Fault, T> other)
    {
        var fault = faults.TryDequeue(out var next) ? next : Fault.None;
        Struck.Add(fault);
        switch (fault)
        {
            case Fault.None:
                return await act();
            case Fault.Refused:
                return failed(InMemoryGrafana.Refusal);
            case Fault.NotReached:
                return failed(InMemoryGrafana.Failure);
            case Fault.AnswerLost:
                await act();
                return failed(InMemoryGrafana.Doubt);
            case Fault.CrashBefore:
                throw new CrashException();
            case Fault.CrashAfter:
                await act();
                throw new CrashException();
            default:
                return other(fault);
        }
    }
}

/// <summary>What happens to one call.</summary>
internal enum Fault
{
    None,

    /// <summary>Grafana says no.</summary>
    Refused,

    /// <summary>The request never got there, and the bridge knows.</summary>
    NotReached,

    /// <summary>The request never got there, and the bridge does not know.</summary>
    RequestLost,

    /// <summary>It was carried out, and nobody said so.</summary>
    AnswerLost,

    /// <summary>A create arrives when nobody waits for it any more.</summary>
    HeldBack,

    /// <summary>A create is stopped between the annotation and the rows of its tags.</summary>
    HalfMade,

    /// <summary>Asked for a change, Grafana denies to have what it has.</summary>
    Denied,

    /// <summary>The bridge dies when it is about to send the request.</summary>
    CrashBefore,

    /// <summary>The bridge dies before it notes the answer.</summary>
    CrashAfter,
}

/// <summary>The end of the bridge's process.</summary>
internal sealed class CrashException : Exception;
