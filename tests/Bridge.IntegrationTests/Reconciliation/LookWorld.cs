using Bridge.IntegrationTests.Hosting;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Reconciliation;

/// <summary>The bridge between a simulated incident.io and one simulated Grafana of a version, on a clock that a test moves.</summary>
internal sealed class LookWorld : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = TestClock.Create();

    private LookWorld(SimulatedIncidentIo incidentIo, SimulatedGrafana grafana)
    {
        (IncidentIo, Grafana) = (incidentIo, grafana);
        Now = DateTimeOffset.FromUnixTimeMilliseconds(_clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public SimulatedIncidentIo IncidentIo { get; }

    public SimulatedGrafana Grafana { get; }

    public FaultyStore.Switch Store { get; } = new();

    /// <summary>When the test began.</summary>
    public DateTimeOffset Now { get; }

    public BridgeInstance Bridge { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<LookWorld> StartAsync(GrafanaDialect dialect, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var world = new LookWorld(
            await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation), await SimulatedGrafana.StartNewAsync(dialect, time: null, Cancellation));
        var all = new Dictionary<string, string?>
        {
            ["IncidentIo:ApiUrl"] = world.IncidentIo.Url.ToString(),
            ["IncidentIo:ApiKey"] = world.IncidentIo.ApiKey,
            ["Grafana:main:Url"] = world.Grafana.Url.ToString(),
            ["Grafana:main:Token"] = world.Grafana.EditorToken,
            ["Reconciliation:MinInterval"] = "00:00:00",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        world.Bridge = await BridgeInstance.StartAsync(all, services =>
        {
            services.AddClock(world._clock);
            services.Decorate<IBridgeStore>(store => new FaultyStore(store, world.Store));
        });
        return world;
    }

    /// <summary>An incident that is live since <see cref="Now"/>, with a severity.</summary>
    public SimulatedIncident Live(int number, string severity = "Minor") => SimulatedIncident.Declared(number, $"Checkout {number} is slow", Now)
        .Live(Now)
        .WithSeverity(severity, IncidentIo.Severities.FirstOrDefault(known => known.Name == severity)?.Rank ?? 1, Now);

    /// <summary>The incident is so from now on, and the work on it ends so.</summary>
    public async Task BecomesAsync(SimulatedIncident incident, string outcome = "succeeded")
    {
        IncidentIo.Put(incident);
        await Bridge.AnnounceAsync(incident.Id);
        await Bridge.HasEndedAsync(incident.Id, outcome);
    }

    /// <summary>Lets time pass in which nothing is due.</summary>
    public void Wait(TimeSpan time) => _clock.Advance(time);

    /// <summary>Moves the clock to the incident's next try, until the work on it succeeds.</summary>
    public async Task SucceedsAsync(SimulatedIncident incident)
    {
        for (var attempt = 0; Bridge.WorkOn(incident.Id) is { Outcome: not "succeeded" }; attempt++)
        {
            Assert.True(attempt < 10, "It does not succeed.");
            await Bridge.TryAgainAsync(_clock, incident.Id);
        }
    }

    /// <summary>Grafana is compared with the ledger, now.</summary>
    public async Task DriftAsync()
    {
        var drift = ActivatorUtilities.CreateInstance<Drift>(Bridge.Services, Bridge.Services.GetRequiredService<IAnnotationTarget>());
        Assert.IsType<JobResult.Done>(await drift.RunAsync(watermark: null, Cancellation));
    }

    /// <summary>The create of unknown fate cannot arrive any more.</summary>
    public async Task ConfirmAsync(SimulatedIncident incident)
    {
        var before = Grafana.Requests.Count;
        _clock.Advance(TimeSpan.FromMinutes(3));
        Bridge.Services.GetRequiredService<WorkSignal>().Wake();
        await Eventually.IsTrueAsync(() => Grafana.Requests.Count > before && Bridge.WorkOn(incident.Id) is { IsLeased: false, Outcome: "succeeded" }, "it is looked at");
    }

    public IReadOnlyList<SimulatedAnnotation> Of(SimulatedIncident incident) => Grafana.WithTags($"x-incident:{incident.Id}");

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await IncidentIo.DisposeAsync();
        await Grafana.DisposeAsync();
        Assert.Equal((0, 0), (Grafana.OrganizationWipes, Grafana.SearchesWithoutTimes));
        Assert.Empty(Grafana.OthersTouched);
    }
}
