using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Polly;
using Polly.CircuitBreaker;
using Polly.RateLimiting;

namespace Bridge.Grafana;

/// <summary>
/// Stands between the bridge and one Grafana: leaves it alone while it fails as a whole (a circuit breaker) or asked for it (429), and
/// gives it no more requests at once than it takes. Says when it goes down and when it comes up.
/// </summary>
internal sealed partial class GrafanaBreaker : IDisposable
{
    /// <summary>How long it is left alone without a <c>Retry-After</c>: first, and at most. Each probe that fails doubles it.</summary>
    internal static readonly TimeSpan FirstBreak = TimeSpan.FromSeconds(1);

    /// <inheritdoc cref="FirstBreak"/>
    internal static readonly TimeSpan LongestBreak = TimeSpan.FromMinutes(1);

    /// <summary>How long it is left alone after a 429, at least.</summary>
    private static readonly TimeSpan ShortestRest = TimeSpan.FromSeconds(1);

    private static readonly ResiliencePropertyKey<UpstreamFailure> Failed = new("bridge.failure");

    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly BridgeMetrics _metrics;
    private readonly ILogger _logger;
    private readonly CircuitBreakerManualControl _control = new();
    private readonly CircuitBreakerStateProvider _circuit = new();
    private readonly RequestSlots _slots;
    private readonly Lock _lock = new();
    private Held _opened = new(default, new UpstreamFailure(FailureReason.Network, "it was not reached"));
    private Held _resting = new(default, new UpstreamFailure(FailureReason.RateLimited, "HTTP 429"));
    private bool? _isUp;
    private DateTimeOffset? _since;
    private DateTimeOffset? _lastAnswerAt;
    private volatile bool _isSuspect;
    private volatile Lazy<Task> _forgotten;
    private bool _isStrangers;
    private int _epoch;

    public GrafanaBreaker(GrafanaOptions grafana, TimeProvider time, BridgeMetrics metrics, ILogger<GrafanaBreaker> logger)
    {
        (_name, _time, _metrics, _logger, MaxConcurrency) = (grafana.Name, time, metrics, logger, grafana.MaxConcurrency);
        _forgotten = ForgetsOnce();
        _slots = new RequestSlots(MaxConcurrency, grafana.Timeout * 2, time);
        Pipeline = new ResiliencePipelineBuilder<HttpResponseMessage> { TimeProvider = time }
            .AddStrategy(_ => new Gate(this, MaxConcurrency))
            .AddRateLimiter(new RateLimiterStrategyOptions { RateLimiter = _slots.AcquireAsync })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<HttpResponseMessage>
            {
                MinimumThroughput = 2,
                FailureRatio = 0.5,
                SamplingDuration = Remembered(grafana.Timeout),
                ShouldHandle = CountsAsync,
                BreakDurationGenerator = arguments => ValueTask.FromResult(Opens(arguments)),
                OnOpened = _ =>
                {
                    GoesDown();
                    return default;
                },
                ManualControl = _control,
                StateProvider = _circuit,
            })
            .Build();
    }

    /// <inheritdoc cref="IAnnotationTarget.MaxConcurrency"/>
    public int MaxConcurrency { get; }

    /// <summary>What requests go through, outside the time-out of one and inside the retry of blips.</summary>
    public ResiliencePipeline<HttpResponseMessage> Pipeline { get; }

    /// <inheritdoc cref="IAnnotationTarget.HeldUntil"/>
    public DateTimeOffset? HeldUntil => Now(Volatile.Read(ref _opened), Volatile.Read(ref _resting))?.Until;

    /// <summary>Counts the times that it opened, and that credentials changed: what was known of Grafana before may be so no more.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>How Grafana stands, for people.</summary>
    public GrafanaCondition Condition
    {
        get
        {
            lock (_lock)
            {
                // While Grafana is down, why it went down; while it rests after a 429, that it asked for it.
                var held = Now(_opened, _resting);
                return new GrafanaCondition(_name, _isUp, _since, (_isUp == false ? _opened : held)?.Failure, held?.Until, _lastAnswerAt);
            }
        }
    }

    /// <summary>Whether what answers is not ours to post to: for everybody who asks, it is down then.</summary>
    public bool IsStrangers
    {
        set
        {
            lock (_lock)
            {
                _isStrangers = value;
                if (_isUp is { } isUp)
                {
                    _metrics.GrafanaUp(_name, isUp && !value);
                }
            }
        }
    }

    /// <inheritdoc cref="IAnnotationTarget.Forgive"/>
    public void Forgive()
    {
        _isSuspect = false;
        Interlocked.Increment(ref _epoch);

        // Without callbacks of its own, it has closed when the call comes back.
        _ = _control.CloseAsync();
    }

    public void Dispose() => _slots.Dispose();

    /// <summary>How long a failure counts: two time-outs count together, also where one question waits for the other.</summary>
    private static TimeSpan Remembered(TimeSpan timeout) => TimeSpan.FromSeconds(10) + (2 * timeout);

    private bool IsOpen => _circuit.CircuitState != CircuitState.Closed;

    private Held? Now(Held opened, Held resting)
    {
        var isResting = resting.Until > _time.GetUtcNow();
        return IsOpen
            ? isResting && resting.Until > opened.Until ? resting : opened
            : isResting ? resting : null;
    }

    /// <summary>Whether an outcome counts against Grafana as a whole. It must not throw: a breaker that is half open would stay so.</summary>
    private async ValueTask<bool> CountsAsync(CircuitBreakerPredicateArguments<HttpResponseMessage> arguments)
    {
        var (context, outcome) = (arguments.Context, arguments.Outcome);
        if (outcome.Exception is { } exception
            && (context.CancellationToken.IsCancellationRequested || exception is UpstreamHeldException || !UpstreamFailures.IsExpected(exception)))
        {
            // Given up by the caller, or not sent: it says nothing of Grafana, and a probe that says nothing closes nothing.
            return _circuit.CircuitState == CircuitState.HalfOpen;
        }

        var failure = outcome.Exception is { } cause ? UpstreamFailures.From(cause) : UpstreamFailures.AttachedTo(outcome.Result!);
        var isProbe = outcome.Result?.RequestMessage is { } request && GrafanaQuestions.Of(request) == GrafanaQuestion.Probe;
        if (failure is { Reason: FailureReason.RateLimited })
        {
            Rests(failure);
        }

        if (failure is null or { OfUpstream: false } && !(failure is not null && _isSuspect && GrafanaFailures.IsOwnError(failure)))
        {
            Answers(failure);
            return false;
        }

        context.Properties.Set(Failed, failure);
        _isSuspect |= isProbe;
        await _forgotten.Value;
        return true;
    }

    /// <summary>However much went well before, the next failure in a row opens it: the first one has that forgotten, and one at the same time waits for it.</summary>
    private Lazy<Task> ForgetsOnce() => new(() => _circuit.CircuitState == CircuitState.Closed ? _control.CloseAsync() : Task.CompletedTask);

    /// <summary>How long the breaker stays open. The breaker asks before it opens, one at a time.</summary>
    private TimeSpan Opens(BreakDurationGeneratorArguments arguments)
    {
        // A probe that was given up says nothing new, and what was asked for before it was granted.
        var failure = arguments.Context.Properties.TryGetValue(Failed, out var failed)
            ? failed
            : Volatile.Read(ref _opened).Failure with { RetryAfter = null };
        var grown = FirstBreak * Math.Pow(2, Math.Min(arguments.HalfOpenAttempts, 30));
        var pause = grown < LongestBreak ? grown : LongestBreak;
        pause = failure.RetryAfter > pause ? failure.RetryAfter.Value : pause;
        Volatile.Write(ref _opened, new Held(_time.GetUtcNow() + pause, failure));
        return pause;
    }

    private void Rests(UpstreamFailure failure)
    {
        var until = _time.GetUtcNow() + (failure.RetryAfter > ShortestRest ? failure.RetryAfter.Value : ShortestRest);
        lock (_lock)
        {
            if (until > _resting.Until)
            {
                Volatile.Write(ref _resting, new Held(until, failure));
            }
        }
    }

    private void Answers(UpstreamFailure? failure)
    {
        if (failure is null)
        {
            _isSuspect = false;
            _forgotten = _forgotten.IsValueCreated ? ForgetsOnce() : _forgotten;
        }

        lock (_lock)
        {
            _lastAnswerAt = failure is null ? _time.GetUtcNow() : _lastAnswerAt;

            // An error of its own says little until it was probed, and an answer to what was asked before it went down says nothing.
            if (_isUp == true || _circuit.CircuitState == CircuitState.Open || (failure is not null && GrafanaFailures.IsOwnError(failure)))
            {
                return;
            }

            if (_isUp == false)
            {
                Log.GrafanaUp(_logger, _name);
            }

            (_isUp, _since) = (true, _time.GetUtcNow());
            _metrics.GrafanaUp(_name, isUp: !_isStrangers);
        }
    }

    private void GoesDown()
    {
        Interlocked.Increment(ref _epoch);
        lock (_lock)
        {
            if (_isUp != false)
            {
                var (until, failure) = Volatile.Read(ref _opened);
                _since = _time.GetUtcNow();
                Log.GrafanaDown(_logger, _name, Labels.Of(failure.Reason), failure.Detail, until);
            }

            _isUp = false;
            _metrics.GrafanaUp(_name, isUp: false);
        }
    }

    /// <summary>Until when Grafana is left alone, and why.</summary>
    private sealed record Held(DateTimeOffset Until, UpstreamFailure Failure);

    /// <summary>Turns away who would only wait for the answer that is known already, and says why to those that the breaker or the line turns away.</summary>
    private sealed class Gate(GrafanaBreaker breaker, int slots) : ResilienceStrategy<HttpResponseMessage>
    {
        protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
            Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback, ResilienceContext context, TState state)
        {
            var (opened, resting) = (Volatile.Read(ref breaker._opened), Volatile.Read(ref breaker._resting));
            if (breaker.Now(opened, resting) is { } held && held.Until > breaker._time.GetUtcNow())
            {
                return TurnAway(held);
            }

            var outcome = await callback(context, state);
            return outcome.Exception switch
            {
                BrokenCircuitException => TurnAway(Volatile.Read(ref breaker._opened)),
                RateLimiterRejectedException => TurnAway(new UpstreamFailure(FailureReason.RateLimited, $"its {slots} requests at once are all under way, and others wait")),
                _ => outcome,
            };
        }

        private static Outcome<HttpResponseMessage> TurnAway(Held held) =>
            TurnAway(held.Failure with { Detail = $"{held.Failure.Detail}; it is left alone until {held.Until:HH:mm:ss} UTC" });

        private static Outcome<HttpResponseMessage> TurnAway(UpstreamFailure failure) => Outcome.FromException<HttpResponseMessage>(
            new UpstreamHeldException(failure with { MayHaveActed = false, IsHeld = true, OfUpstream = true }));
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.GrafanaDown,
            LogLevel.Warning,
            "Grafana {Grafana} is down for {Reason}: {Detail}. It is left alone and asked again from {AskedAgainAt:O} on.")]
        public static partial void GrafanaDown(ILogger logger, string grafana, string reason, string detail, DateTimeOffset askedAgainAt);

        [LoggerMessage(EventIds.GrafanaUp, LogLevel.Information, "Grafana {Grafana} is up again.")]
        public static partial void GrafanaUp(ILogger logger, string grafana);
    }
}
