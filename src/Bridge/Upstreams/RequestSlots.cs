using System.Threading.RateLimiting;
using Polly.RateLimiting;

namespace Bridge.Upstreams;

/// <summary>How many requests an upstream is given at once. The others wait in line; the line and the wait are bounded.</summary>
/// <param name="count">Requests at once; at least 1.</param>
/// <param name="longestWait">How long one waits for its turn.</param>
/// <param name="time">Measures the wait.</param>
internal sealed class RequestSlots(int count, TimeSpan longestWait, TimeProvider time) : IDisposable
{
    /// <summary>Requests that wait, at most: as many as a backlog and every job together have at once.</summary>
    private const int LineLength = 256;

    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = count,
        QueueLimit = LineLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>A slot, which disposing the lease gives back; a lease that is not acquired for who does not get in.</summary>
    public async ValueTask<RateLimitLease> AcquireAsync(RateLimiterArguments arguments)
    {
        var caller = arguments.Context.CancellationToken;
        if (_limiter.AttemptAcquire() is { IsAcquired: true } free)
        {
            return free;
        }

        using var patience = new CancellationTokenSource(longestWait, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(caller, patience.Token);
        try
        {
            return await _limiter.AcquireAsync(1, giveUp.Token);
        }
        catch (OperationCanceledException) when (!caller.IsCancellationRequested)
        {
            return NoSlot.Instance;
        }
    }

    public void Dispose() => _limiter.Dispose();

    private sealed class NoSlot : RateLimitLease
    {
        public static readonly NoSlot Instance = new();

        public override bool IsAcquired => false;

        public override IEnumerable<string> MetadataNames => [];

        public override bool TryGetMetadata(string metadataName, out object? metadata)
        {
            metadata = null;
            return false;
        }
    }
}
