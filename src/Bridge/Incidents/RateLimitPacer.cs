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
        if (answer is null || RateLimitNotice.Read(answer, time.GetUtcNow()) is not { } notice)
        {
            return;
        }

        lock (_lock)
        {
            // The answer's own request has been counted.
            (_said, _saidAt, _unseen) = (notice, time.GetTimestamp(), _underWay - 1);
        }
    }
}
