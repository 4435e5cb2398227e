using Bridge.Simulator.IncidentIo;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>How the stand-ins behave at the moment.</summary>
internal sealed class StandInConditions
{
    private readonly Lock _lock = new();
    private volatile RateLimit? _rateLimit;
    private long _delay;

    /// <summary>Both answer 503.</summary>
    public volatile bool IsAway;

    /// <summary>What each request to Grafana takes, as one that writes to a database does.</summary>
    public TimeSpan Delay
    {
        get => TimeSpan.FromTicks(Volatile.Read(ref _delay));
        set => Volatile.Write(ref _delay, value.Ticks);
    }

    /// <summary>Whether incident.io counts requests: 1,200 at once, and 20 more each second. A new count begins with each change.</summary>
    public bool IsRateLimited
    {
        get => _rateLimit is not null;
        set => _rateLimit = value ? new RateLimit(TimeProvider.System) : null;
    }

    /// <summary>Takes a request off the limit.</summary>
    /// <param name="remaining">How many more there are; none without a limit.</param>
    public bool TryTake(out int? remaining)
    {
        remaining = null;
        if (_rateLimit is not { } limit)
        {
            return true;
        }

        lock (_lock)
        {
            var taken = limit.TryTake();
            remaining = limit.Remaining;
            return taken;
        }
    }
}
