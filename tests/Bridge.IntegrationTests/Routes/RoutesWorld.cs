using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Routes;

/// <summary>
/// The bridge between a simulated incident.io and two simulated Grafanas, <c>main</c> and <c>other</c>, on a clock that a test moves.
/// Each route is a list of <c>setting=value</c>.
/// </summary>
internal sealed class RoutesWorld : IAsyncDisposable
{
    private RoutesWorld(SimulatedIncidentIo incidentIo, SimulatedGrafana main, SimulatedGrafana other)
    {
        (IncidentIo, Main, Other) = (incidentIo, main, other);
        Now = DateTimeOffset.FromUnixTimeMilliseconds(Clock.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public SimulatedIncidentIo IncidentIo { get; }

    public SimulatedGrafana Main { get; }

    public SimulatedGrafana Other { get; }

    public FakeTimeProvider Clock { get; } = TestClock.Create();

    /// <summary>When the test began.</summary>
    public DateTimeOffset Now { get; }

    public BridgeInstance Bridge { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<RoutesWorld> StartAsync(params IReadOnlyList<string[]> routes)
    {
        var world = new RoutesWorld(
            await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation),
            await SimulatedGrafana.StartNewAsync(time: null, Cancellation),
            await SimulatedGrafana.StartNewAsync(time: null, Cancellation));
        var settings = new Dictionary<string, string?>
        {
            ["IncidentIo:ApiUrl"] = world.IncidentIo.Url.ToString(),
            ["IncidentIo:ApiKey"] = world.IncidentIo.ApiKey,
            ["Grafana:main:Url"] = world.Main.Url.ToString(),
            ["Grafana:main:Token"] = world.Main.EditorToken,
            ["Grafana:other:Url"] = world.Other.Url.ToString(),
            ["Grafana:other:Token"] = world.Other.EditorToken,
            ["Annotations:OpenEndInterval"] = "00:01:00",
            ["Reconciliation:MinInterval"] = "00:00:00",
        };
        foreach (var (number, route) in routes.Index())
        {
            foreach (var setting in route.Select(line => line.Split('=', 2)))
            {
                settings[$"Routes:{number}:{setting[0]}"] = setting[1];
            }
        }

        world.Bridge = await BridgeInstance.StartAsync(settings, services => services.AddClock(world.Clock));
        return world;
    }

    /// <summary>A live incident with a severity.</summary>
    public SimulatedIncident Live(int number, string severity = "Major") => SimulatedIncident.Declared(number, "Checkout is slow", Now)
        .Live(Now)
        .WithSeverity(severity, IncidentIo.Severities.FirstOrDefault(known => known.Name == severity)?.Rank ?? 1, Now);

    /// <summary>The incident is so from now on, and the bridge hears of it.</summary>
    public async Task AnnounceAsync(SimulatedIncident incident)
    {
        IncidentIo.Put(incident);
        await Bridge.AnnounceAsync(incident.Id);
    }

    /// <summary>The same, and the work on it ends so.</summary>
    public async Task BecomesAsync(SimulatedIncident incident, string outcome = "succeeded")
    {
        await AnnounceAsync(incident);
        await Bridge.HasEndedAsync(incident.Id, outcome);
    }

    /// <summary>The routes by which a Grafana shows an incident.</summary>
    public static IReadOnlyList<string?> RoutesIn(SimulatedGrafana grafana, SimulatedIncident incident) =>
        [.. Annotations(grafana, incident).Select(annotation => annotation.Tag("route")).Order()];

    public static IReadOnlyList<SimulatedAnnotation> Annotations(SimulatedGrafana grafana, SimulatedIncident incident) =>
        grafana.WithTags($"x-incident:{incident.Id}");

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await IncidentIo.DisposeAsync();
        await Main.DisposeAsync();
        await Other.DisposeAsync();
        Assert.Equal((0, 0), (Main.OrganizationWipes, Other.OrganizationWipes));
        Assert.Equal((0, 0), (Main.SearchesWithoutTimes, Other.SearchesWithoutTimes));
    }
}
