using System.Net;
using Polly;
using Polly.Timeout;

namespace Bridge.Upstreams;

/// <summary>Lets as many requests go at once as a <see cref="ConcurrencyLimit"/> says; the others wait for their turn.</summary>
/// <remarks>
/// It stands outside the time-out of one request, so that waiting is not taken for an upstream that does not answer, and inside the
/// retries, so that each try waits.
/// </remarks>
/// <param name="limit">Learns from each answer that says something of the upstream's load.</param>
/// <param name="time">Measures them.</param>
/// <param name="changed">Told of each new limit.</param>
internal sealed class ConcurrencyLimiter(ConcurrencyLimit limit, TimeProvider time, Action<int> changed)
    : ResilienceStrategy<HttpResponseMessage>
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private int _underWay;

    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
    {
        await EnterAsync(context.CancellationToken);
        try
        {
            var started = time.GetTimestamp();
            var outcome = await callback(context, state);

            // What the caller gave up says nothing of the upstream.
            if (!context.CancellationToken.IsCancellationRequested)
            {
                Learn(time.GetElapsedTime(started), outcome);
            }

            return outcome;
        }
        finally
        {
            Leave();
        }
    }

    private async Task EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource> place;
        lock (_lock)
        {
            if (_underWay < limit.Current && _waiting.Count == 0)
            {
                _underWay++;
                return;
            }

            place = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(place, cancellationToken), null);
        await place.Value.Task;
    }

    /// <summary>Who was let in at the same moment goes on, and finds out by itself.</summary>
    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                return;
            }

            _waiting.Remove(place);
        }

        place.Value.SetCanceled(cancellationToken);
    }

    /// <summary>
    /// A connection that is refused, a proxy's 502 or a 404 comes quicker than any work is done: taken for a good answer, it would raise
    /// the limit, and make every later one look slow.
    /// </summary>
    private void Learn(TimeSpan elapsed, Outcome<HttpResponseMessage> outcome)
    {
        var isRefusal = IsRefusal(outcome);
        if (!isRefusal && outcome.Result?.IsSuccessStatusCode != true)
        {
            return;
        }

        lock (_lock)
        {
            var before = limit.Current;
            limit.Answered(elapsed, isRefusal);
            if (limit.Current != before)
            {
                changed(limit.Current);
            }
        }
    }

    private void Leave()
    {
        lock (_lock)
        {
            _underWay--;
            while (_underWay < limit.Current && _waiting.First is { } next)
            {
                _waiting.Remove(next);
                _underWay++;
                next.Value.SetResult();
            }
        }
    }

    private static bool IsRefusal(Outcome<HttpResponseMessage> outcome) =>
        outcome.Exception is TimeoutRejectedException
        || outcome.Result?.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;
}
