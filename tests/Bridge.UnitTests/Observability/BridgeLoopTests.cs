using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Reconciliation;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Observability;

public sealed class BridgeLoopTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly WatchedTime _loopTime;
    private readonly FakeLogCollector _logs = new();
    private readonly ScriptedLoop _loop;

    public BridgeLoopTests()
    {
        _loopTime = new WatchedTime(_time);
        _loop = new ScriptedLoop(_loopTime, new FakeLogger<BridgeLoopTests>(_logs));
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _loop.StopAsync(Cancellation);
        _loop.Dispose();
    }

    [Fact]
    public async Task No_exception_of_any_kind_ends_it_and_the_pause_doubles_up_to_five_seconds()
    {
        Exception[] all =
        [
            new StoreException("The store is away."), new InvalidOperationException("A bug."), new InsufficientMemoryException(), new TimeoutException(),
            new OperationCanceledException(), new ObjectDisposedException("it"), new FormatException(),
        ];
        Array.ForEach(all, _loop.Turns.Enqueue);
        await _loop.StartAsync(Cancellation);
        foreach (var (turn, seconds) in new[] { 1, 2, 4, 5, 5, 5, 5 }.Index())
        {
            await WaitsAsync(turn + 1);
            Assert.Equal(TimeSpan.FromSeconds(seconds), _loopTime.Waits.Last());
            _time.Advance(TimeSpan.FromSeconds(seconds));
        }

        await WaitsAsync(8);
        Assert.Equal(ScriptedLoop.Interval, _loopTime.Waits.Last());
        Assert.False(_loop.ExecuteTask!.IsCompleted);
    }

    [Fact]
    public async Task A_row_of_failures_is_logged_once_until_a_turn_goes_well()
    {
        Array.ForEach<Exception?>([new StoreException("Away."), new FormatException("Odd."), null, new FormatException("Odd.")], _loop.Turns.Enqueue);
        await _loop.StartAsync(Cancellation);
        for (var turn = 1; turn <= 4; turn++)
        {
            await WaitsAsync(turn);
            _time.Advance(_loopTime.Waits.Last());
        }

        await WaitsAsync(5);
        Assert.Equal(
            [
                (LogLevel.Warning, "The loop test could not do its work: Away. It goes on in 1 s.", false),
                (LogLevel.Debug, "The loop test could not do its work: Odd. It goes on in 2 s.", true),
                (LogLevel.Error, "The loop test could not do its work: Odd. It goes on in 1 s.", true),
            ],
            _logs.GetSnapshot().Select(line => (line.Level, line.Message, line.Exception is not null)));
    }

    [Fact]
    public async Task A_turn_that_fails_while_the_host_stops_is_told_and_the_loop_ends_in_order()
    {
        _loop.Turns.Enqueue(new FormatException("Odd."));
        _loop.BeforeTurn = new TaskCompletionSource();
        await _loop.StartAsync(Cancellation);
        await Eventually.IsTrueAsync(() => _loop.Begun > 0, "the turn has begun");

        var stop = _loop.StopAsync(Cancellation);
        _loop.BeforeTurn.SetResult();
        await stop;

        Assert.True(_loop.ExecuteTask!.IsCompletedSuccessfully);
        Assert.True(_loop.HasEnded);
        Assert.Single(_logs.GetSnapshot());
    }

    private Task WaitsAsync(int times) => Eventually.IsTrueAsync(() => _loopTime.Waits.Count >= times, $"the loop has waited {times} times");

    /// <summary>Each turn ends as a test says, and those after that go well.</summary>
    private sealed class ScriptedLoop(TimeProvider time, ILogger logger) : BridgeLoop("test", time, logger)
    {
        public static readonly TimeSpan Interval = TimeSpan.FromMinutes(7);

        public Queue<Exception?> Turns { get; } = new();

        public TaskCompletionSource? BeforeTurn { get; set; }

        public int Begun { get; private set; }

        public bool HasEnded { get; private set; }

        protected override async Task<TimeSpan> TurnAsync(CancellationToken stoppingToken)
        {
            Begun++;
            await (BeforeTurn?.Task ?? Task.CompletedTask);
            return Turns.TryDequeue(out var exception) && exception is not null ? throw exception : Interval;
        }

        protected override bool IsExpected(Exception exception) => exception is StoreException;

        protected override Task EndAsync()
        {
            HasEnded = true;
            return Task.CompletedTask;
        }
    }
}
