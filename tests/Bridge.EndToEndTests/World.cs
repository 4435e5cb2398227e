using Bridge.Simulator;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>
/// The built bridge as a process of its own between the stand-ins, on a database in a folder of its own. Disposing it fails when the
/// bridge made Grafana delete everything.
/// </summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>What the bridge does without being told to: off unless a test turns it on.</summary>
    private static readonly string[] ByTheClock =
        ["IncidentIo__ResyncInterval", "Annotations__OpenEndInterval", "Annotations__DriftInterval"];

    private readonly DirectoryInfo _folder;
    private readonly List<SimulatedGrafana> _others = [];

    private World(SimulatedIncidentIo incidentIo, SimulatedGrafana grafana, DirectoryInfo folder, BridgeBinary? binary)
    {
        var secret = WebhookSigner.NewSecret();
        _folder = folder;
        IncidentIo = incidentIo;
        Grafana = grafana;
        DatabasePath = Path.Combine(folder.FullName, "bridge.db");
        Environment = BridgeEnvironment.Between(incidentIo, grafana, secret, DatabasePath);
        foreach (var interval in ByTheClock)
        {
            Environment[interval] = "00:00:00";
        }

        Bridge = new BridgeProcess(Environment) { Binary = binary };
        Sender = new WebhookSender(() => Bridge.WebhookUrl, secret);
        Now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
    }

    public SimulatedIncidentIo IncidentIo { get; }

    public SimulatedGrafana Grafana { get; }

    public BridgeProcess Bridge { get; }

    public WebhookSender Sender { get; }

    public Dictionary<string, string> Environment { get; }

    public string DatabasePath { get; }

    /// <summary>When the test began, in whole milliseconds: what Grafana keeps can be compared with it.</summary>
    public DateTimeOffset Now { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>A world whose bridge is not started yet.</summary>
    public static Task<World> CreateAsync(params IReadOnlyList<(string Setting, string Value)> settings) => CreateAsync(binary: null, settings);

    /// <summary>The same with another way of starting the bridge.</summary>
    public static async Task<World> CreateAsync(BridgeBinary? binary, params IReadOnlyList<(string Setting, string Value)> settings)
    {
        var world = new World(
            await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation),
            await SimulatedGrafana.StartNewAsync(time: null, Cancellation),
            Directory.CreateTempSubdirectory("bridge-e2e-"),
            binary);
        foreach (var (setting, value) in settings)
        {
            world.Environment[setting] = value;
        }

        return world;
    }

    public static async Task<World> StartAsync(params IReadOnlyList<(string Setting, string Value)> settings)
    {
        var world = await CreateAsync(settings);
        await world.Bridge.StartAsync(Cancellation);
        return world;
    }

    /// <summary>One more Grafana, which the bridge knows from its next start on.</summary>
    public async Task<SimulatedGrafana> AddGrafanaAsync(string name)
    {
        var grafana = await SimulatedGrafana.StartNewAsync(time: null, Cancellation);
        _others.Add(grafana);
        Environment[$"Grafana__{name}__Url"] = grafana.Url.ToString();
        Environment[$"Grafana__{name}__Token"] = grafana.EditorToken;
        return grafana;
    }

    /// <summary>An incident that is live since <see cref="Now"/>.</summary>
    public SimulatedIncident Live(int number, string name = "Checkout is slow") =>
        SimulatedIncident.Declared(number, name, Now).Live(Now).WithTimestamp("Reported at", Now);

    /// <summary>Changes the incident in incident.io, and has that announced; the bridge must take the webhook.</summary>
    public async Task<WebhookDelivery> AnnounceAsync(SimulatedIncident incident)
    {
        IncidentIo.Put(incident);
        var delivery = await Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
        Assert.Equal(204, delivery.Status);
        return delivery;
    }

    public IReadOnlyList<SimulatedAnnotation> AnnotationsOf(SimulatedIncident incident) => AnnotationsOf(incident, Grafana);

    public static IReadOnlyList<SimulatedAnnotation> AnnotationsOf(SimulatedIncident incident, SimulatedGrafana grafana) =>
        grafana.WithTags($"x-incident:{incident.Id}");

    /// <summary>The one annotation of an incident, as soon as it is as expected: while it is replaced there are two for a moment.</summary>
    public async Task<SimulatedAnnotation> AnnotationAsync(SimulatedIncident incident, Func<SimulatedAnnotation, bool> isExpected)
    {
        IReadOnlyList<SimulatedAnnotation> found = [];
        await EventuallyAsync($"one annotation of {incident.Reference} as expected", () => (found = AnnotationsOf(incident)) is [var only] && isExpected(only));
        return found[0];
    }

    /// <summary>Waits until the bridge says that nothing is waiting for reconciliation.</summary>
    public Task IdleAsync()
    {
        var idle = new IdleWatch();
        return EventuallyAsync("an empty queue", async () => await Bridge.ReadMetricsAsync(Cancellation) is var metrics
            && idle.IsIdle(metrics["incidentbridge_queue_pending"] + metrics["incidentbridge_others_pending"]));
    }

    public static Task EventuallyAsync(string what, Func<bool> condition) =>
        Eventually.TrueAsync(what, Deadline, condition, Cancellation);

    public static async Task EventuallyAsync(string what, Func<Task<bool>> condition) =>
        await Eventually.GetAsync(what, Deadline, async _ => await condition() ? "so" : null, Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        Sender.Dispose();
        await IncidentIo.DisposeAsync();
        await Grafana.DisposeAsync();
        foreach (var other in _others)
        {
            await other.DisposeAsync();
        }

        _folder.Delete(recursive: true);
        Assert.All(_others.Append(Grafana), grafana => Assert.Equal((0, 0), (grafana.OrganizationWipes, grafana.SearchesWithoutTimes)));
    }
}
