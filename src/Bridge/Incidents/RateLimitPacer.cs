using Polly;

namespace Bridge.Incidents;

/// <summary>Waits before a request as <see cref="RateLimitPace"/> says, and learns from each answer.</summary>
internal sealed class RateLimitPacer(TimeProvider time) : ResilienceStrategy<HttpResponseMessage>
{
    private readonly Lock _lock = new();
    private RateLimitNotice? _said;
    private long _saidAt;
    private int _unseen;
    private int _underWay;
    private DateTimeOffset? _answeredAt;

    /// <summary>What incident.io last said of the key's rate, and how long ago; none before it said anything.</summary>
    public (RateLimitNotice Notice, TimeSpan Age)? Latest
    {
        get
        {
            lock (_lock)
            {
                return _said is { } said ? (said, time.GetElapsedTime(_saidAt)) : null;
            }
        }
    }

    /// <summary>When a request last succeeded.</summary>
    public DateTimeOffset? LastSuccessAt
    {
        get
        {
            lock (_lock)
            {
                return _answeredAt;
            }
        }
    }

    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        var wait = Enter();
        try
        {
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait, time, context.CancellationToken);
            }

            var outcome = await callback(context, state);
            Learn(outcome.Result);
            return outcome;
        }
        catch (OperationCanceledException exception)
        {
            return Outcome.FromException<HttpResponseMessage>(exception);
        }
        finally
        {
            lock (_lock)
            {
                _underWay--;
            }
        }
    }

    /// <summary>Who waits already has a turn, so each waits longer than the one before.</summary>
    private TimeSpan Enter()
    {
        lock (_lock)
        {
            _underWay++;
            return RateLimitPace.WaitBefore(_said, time.GetElapsedTime(_saidAt), _unseen++);
        }
    }

    private void Learn(HttpResponseMessage? answer)
    {
        if (answer is null)
        {
            return;
        }

        var now = time.GetUtcNow();
        var said = RateLimitNotice.Read(answer, now);
        lock (_lock)
        {
            _answeredAt = answer.IsSuccessStatusCode ? now : _answeredAt;
            if (said is { } notice)
            {
                // The answer's own request has been counted.
                (_said, _saidAt, _unseen) = (notice, time.GetTimestamp(), _underWay - 1);
            }
        }
    }
}
