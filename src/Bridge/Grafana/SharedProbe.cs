using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>Asks one Grafana whether it is well: one question at a time, whoever wants to know.</summary>
/// <param name="ask">Sends the probe through the breaker, which learns from it.</param>
/// <param name="breaker">Says whether anything may be sent.</param>
/// <param name="time">Spaces the probes that nobody waits for.</param>
internal sealed class SharedProbe(Func<Task<UpstreamFailure?>> ask, GrafanaBreaker breaker, TimeProvider time)
{
    /// <summary>How often an error of Grafana's own has it asked, at most: a storm of them must not double the requests.</summary>
    private static readonly TimeSpan OnceIn = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private Task<bool> _asked = Task.FromResult(true);
    private long? _askedAt;

    public Task<bool> AskAsync(CancellationToken cancellationToken) => Shared().WaitAsync(cancellationToken);

    /// <summary>Asks soon, unless that was done within the last second.</summary>
    public void AskInBackground()
    {
        lock (_lock)
        {
            if (_askedAt is not { } at || time.GetElapsedTime(at) >= OnceIn)
            {
                _ = Shared();
            }
        }
    }

    private Task<bool> Shared()
    {
        lock (_lock)
        {
            if (_asked.IsCompleted)
            {
                _askedAt = time.GetTimestamp();
                _asked = Task.Run(IsWellAsync);
            }

            return _asked;
        }
    }

    /// <summary>One answer opens no breaker, so that a failure is asked for once more: then it is known.</summary>
    private async Task<bool> IsWellAsync()
    {
        var failure = await ask();
        if (failure is { IsHeld: false, OfUpstream: true } && breaker.HeldUntil is null)
        {
            failure = await ask();
        }

        return failure is null;
    }
}
