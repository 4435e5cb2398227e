using Bridge.Store;

namespace Bridge.Operator.Status;

/// <summary>
/// Reads the figures of the status page from the store: once a second at most and once at a time, however many ask. A store that is away
/// or slow is said to be so, beside what was read last.
/// </summary>
internal sealed class StoreWatch(IWorkReader store, TimeProvider time)
{
    /// <summary>Dead letters that are listed; more is a flood, and its beginning tells of it.</summary>
    internal const int MaxDeadLetters = 50;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(1);

    /// <summary>How long somebody who looks at the page waits for the store.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private Task<StoreReading>? _reading;
    private long _begunAt;
    private volatile StoreReading _last = new(null, null, null);

    /// <summary>The figures of about now, or why they are older than that.</summary>
    public async Task<StoreReading> ReadAsync(CancellationToken cancellationToken)
    {
        Task<StoreReading> reading;
        lock (_lock)
        {
            if (_reading is null || (_reading.IsCompleted && time.GetElapsedTime(_begunAt) >= Lifetime))
            {
                _begunAt = time.GetTimestamp();

                // It belongs to nobody who asks: others may wait for it.
                _reading = Task.Run(LoadAsync, CancellationToken.None);
            }

            reading = _reading;
        }

        try
        {
            return await reading.WaitAsync(Patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return _last with { Problem = $"it did not answer within {Patience.TotalSeconds:0} seconds." };
        }
    }

    private async Task<StoreReading> LoadAsync()
    {
        try
        {
            var now = time.GetUtcNow();
            var figures = new StoreFigures(
                await store.ReadStatisticsAsync(CancellationToken.None),
                await store.CountDueAsync(now, CancellationToken.None),
                await store.ReadDeadLettersAsync(MaxDeadLetters, CancellationToken.None));
            return _last = new StoreReading(figures, now, null);
        }
        catch (StoreException exception)
        {
            return _last with { Problem = exception.Message };
        }
    }
}

/// <summary>What the store said, or did not say.</summary>
/// <param name="Figures">The last that it said; none before it said anything.</param>
/// <param name="ReadAt">When that was.</param>
/// <param name="Problem">Why it said nothing newer.</param>
internal sealed record StoreReading(StoreFigures? Figures, DateTimeOffset? ReadAt, string? Problem);

/// <param name="Statistics">The queue.</param>
/// <param name="Due">What is due, by Grafana.</param>
/// <param name="DeadLetters">Those that were worked on last.</param>
internal sealed record StoreFigures(
    StoreStatistics Statistics, IReadOnlyDictionary<string, DueWork> Due, IReadOnlyList<Delivery> DeadLetters);
