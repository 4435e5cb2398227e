using Bridge.Upstreams;

namespace Bridge.Kinds.Escalations;

/// <summary>
/// Values by id that hardly ever change. They are read when one is first needed and again when they are old; one that is not among them is
/// asked for once more, but not more often than once a minute. What the key may not read has no values for an hour.
/// </summary>
/// <param name="lifetime">When they are old.</param>
/// <param name="time">Says how old they are.</param>
internal sealed class RememberedList<TValue>(TimeSpan lifetime, TimeProvider time)
{
    private static readonly TimeSpan LifetimeWithUnknownIds = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LifetimeOfRefusal = TimeSpan.FromHours(1);
    private static readonly Dictionary<string, TValue> Nothing = [];

    private volatile Snapshot? _latest;

    /// <param name="ids">Those that are needed.</param>
    /// <param name="read">Reads them all.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(IReadOnlyDictionary<string, TValue> Values, UpstreamFailure? Failure)> GetAsync(
        IReadOnlyList<string> ids, Func<CancellationToken, Task<Reading>> read, CancellationToken cancellationToken)
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
        var reading = await read(cancellationToken);
        if (reading.Values is { } values || reading.IsForbidden)
        {
            _latest = new Snapshot(reading.Values ?? Nothing, time.GetTimestamp(), reading.IsForbidden);
            return (_latest.Values, null);
        }

        // Old ones are better than none.
        return _latest is { } old ? (old.Values, null) : (Nothing, reading.Failure);
    }

    private TimeSpan LifetimeOf(Snapshot snapshot, IReadOnlyList<string> ids) =>
        snapshot.IsRefusal ? LifetimeOfRefusal
        : ids.All(snapshot.Values.ContainsKey) || lifetime < LifetimeWithUnknownIds ? lifetime
        : LifetimeWithUnknownIds;

    /// <summary>What came of reading them.</summary>
    /// <param name="Values">None if they could not be read.</param>
    /// <param name="Failure">Why.</param>
    /// <param name="IsForbidden">Whether the key may not read them.</param>
    internal sealed record Reading(IReadOnlyDictionary<string, TValue>? Values, UpstreamFailure? Failure, bool IsForbidden);

    private sealed record Snapshot(IReadOnlyDictionary<string, TValue> Values, long ReadAt, bool IsRefusal);
}
