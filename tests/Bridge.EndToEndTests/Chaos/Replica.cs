using Bridge.Simulator;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>One bridge process, its clock, and what a supervisor does: start it again until it is ready.</summary>
internal sealed class Replica : IAsyncDisposable
{
    /// <summary>A start may fail while its store is broken; faults are shorter than this.</summary>
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(90);

    private static readonly TimeSpan StartPause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _oneFaultAtATime = new(1);
    private readonly string _clockFile = Path.GetTempFileName();
    private readonly Dictionary<string, string> _settings;

    public Replica(IReadOnlyDictionary<string, string> settings, string signingSecret)
    {
        Clock = new MovedClock(_clockFile);
        Clock.SetOff(0);
        _settings = settings.Concat(Clock.Settings).ToDictionary();
        Bridge = new BridgeProcess(_settings);
        Sender = new WebhookSender(() => Bridge.WebhookUrl, signingSecret);
    }

    public BridgeProcess Bridge { get; }

    public MovedClock Clock { get; }

    public WebhookSender Sender { get; }

    public async Task StartAsync(CancellationToken cancellationToken) => await Eventually.GetAsync(
        "a replica to start",
        StartDeadline,
        async token =>
        {
            try
            {
                await Bridge.StartAsync(token);
                return "started";
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                if (Bridge.IsRunning)
                {
                    await Bridge.KillAsync(token);
                }

                await Task.Delay(StartPause, TimeProvider.System, token);
                return null;
            }
        },
        cancellationToken);

    /// <summary>Has the fault to itself until it is healed: nobody kills what is about to be started.</summary>
    public async Task StrikeAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        await _oneFaultAtATime.WaitAsync(cancellationToken);
        try
        {
            AssertAlive();
            await (fault.Kind switch
            {
                FaultKind.Killed => DownAsync(() => Bridge.KillAsync(cancellationToken)),
                FaultKind.Stopped => DownAsync(() => Bridge.StopAsync(cancellationToken)),
                FaultKind.Paused or FaultKind.PausedBeyondLease => PausedAsync(),
                FaultKind.ClockMoved => MovedAsync(),
                var other => throw new InvalidOperationException($"A replica has no {other}."),
            });
        }
        finally
        {
            _oneFaultAtATime.Release();
        }

        async Task DownAsync(Func<Task> end)
        {
            await end();
            await WaitAsync();
            await StartAsync(cancellationToken);
        }

        async Task PausedAsync()
        {
            Bridge.Pause();
            await WaitAsync();
            Bridge.Resume();
        }

        async Task MovedAsync()
        {
            Clock.SetOff(fault.Size);
            await WaitAsync();
            Clock.SetOff(0);
        }

        Task WaitAsync() => Task.Delay(fault.Duration, TimeProvider.System, cancellationToken);
    }

    /// <summary>Starts it again with another value of a setting, once no fault has it.</summary>
    public async Task ChangeAsync(string setting, string value, CancellationToken cancellationToken)
    {
        await _oneFaultAtATime.WaitAsync(cancellationToken);
        try
        {
            AssertAlive();
            await Bridge.StopAsync(cancellationToken);
            _settings[setting] = value;
            await StartAsync(cancellationToken);
        }
        finally
        {
            _oneFaultAtATime.Release();
        }
    }

    /// <summary>From its next start on.</summary>
    public void Set(string setting, string value) => _settings[setting] = value;

    /// <summary>Nothing that a run breaks is a reason for the bridge to end.</summary>
    public void AssertAlive() => Assert.True(
        Bridge.IsRunning, $"A replica died by itself:\n{string.Join('\n', Bridge.Output.Concat(Bridge.Errors).TakeLast(20))}");

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        Sender.Dispose();
        _oneFaultAtATime.Dispose();
        File.Delete(_clockFile);
    }
}
