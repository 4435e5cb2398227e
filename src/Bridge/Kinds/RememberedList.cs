using Bridge.Subjects;
using Bridge.Upstreams;

namespace Bridge.Kinds;

/// <summary>
/// Values by id that hardly ever change. They are read when one is first needed and again when they are old; one that is not among them is
/// asked for once more, but not more often than once a minute. What the key may not read has no values for an hour.
/// </summary>
/// <param name="refusal">Tells once that the key may not read them.</param>
/// <param name="lifetime">When they are old.</param>
/// <param name="read">Reads them all.</param>
/// <param name="time">Says how old they are.</param>
internal sealed class RememberedList<TValue>(
    ListRefusal refusal,
    TimeSpan lifetime,
    Func<CancellationToken, Task<(IReadOnlyDictionary<string, TValue>? Values, SubjectResult.Failed? Failure)>> read,
    TimeProvider time)
{
    private static readonly TimeSpan LifetimeWithUnknownIds = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LifetimeOfRefusal = TimeSpan.FromHours(1);
    private static readonly Dictionary<string, TValue> Nothing = [];

    private volatile Snapshot? _latest;

    /// <inheritdoc cref="IOptionalList.ProveAsync"/>
    public async Task<string?> ProveAsync(CancellationToken cancellationToken) =>
        (await read(cancellationToken)).Failure is { } failure && ListRefusal.Is(failure) ? refusal.WordsFor(failure.Failure) : null;

    /// <param name="ids">Those that are needed.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A failure when they may be known later, and never were.</returns>
    public async Task<(IReadOnlyDictionary<string, TValue> Values, UpstreamFailure? Failure)> GetAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return (Nothing, null);
        }

        if (_latest is { } latest && time.GetElapsedTime(latest.ReadAt) < LifetimeOf(latest, ids))
        {
            return (latest.Values, null);
        }

        // Two that ask at once do no harm.
        var (values, failure) = await read(cancellationToken);

        var isRefused = ListRefusal.Is(failure);
        if (isRefused)
        {
            refusal.Tell(failure!.Failure);
        }

        if (values is not null || isRefused)
        {
            _latest = new Snapshot(values ?? Nothing, time.GetTimestamp(), isRefused);
            return (_latest.Values, null);
        }

        // Old ones are better than none.
        return _latest is { } old ? (old.Values, null) : (Nothing, failure!.Failure);
    }

    private TimeSpan LifetimeOf(Snapshot snapshot, IReadOnlyCollection<string> ids) =>
        snapshot.IsRefusal ? LifetimeOfRefusal
        : ids.All(snapshot.Values.ContainsKey) || lifetime < LifetimeWithUnknownIds ? lifetime
        : LifetimeWithUnknownIds;

    private sealed record Snapshot(IReadOnlyDictionary<string, TValue> Values, long ReadAt, bool IsRefusal);
}
