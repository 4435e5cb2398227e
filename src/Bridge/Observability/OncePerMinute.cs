namespace Bridge.Observability;

/// <summary>
/// Keeps strangers from filling the log: of what they cause, the first is logged at once, and then at most one line per minute and key,
/// with the number since the line before it. A metric counts them all.
/// </summary>
/// <typeparam name="TKey">Of few values, since none is forgotten.</typeparam>
internal sealed class OncePerMinute<TKey>(TimeProvider time)
    where TKey : notnull
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, (long Since, int Count)> _seen = [];

    /// <summary>Notes one.</summary>
    /// <returns>How many a line has to tell of, or 0 when it is not time for one.</returns>
    public int Note(TKey key)
    {
        lock (_lock)
        {
            var known = _seen.TryGetValue(key, out var entry);
            if (known && time.GetElapsedTime(entry.Since) < Interval)
            {
                _seen[key] = entry with { Count = entry.Count + 1 };
                return 0;
            }

            _seen[key] = (time.GetTimestamp(), 0);
            return entry.Count + 1;
        }
    }
}
