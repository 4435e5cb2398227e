using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.Simulator.Demo;

/// <summary>Everything that runs: incident.io, Grafana, the bridge between them, and a temporary folder for its database.</summary>
internal sealed class DemoWorld : IAsyncDisposable
{
    /// <summary>From the beginning of the story to its end, which is now.</summary>
    public static readonly TimeSpan Day = TimeSpan.FromHours(9);

    private static readonly TimeSpan Grid = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder;

    private DemoWorld(
        DirectoryInfo folder, SimulatedIncidentIo incidentIo, SimulatedGrafana? grafana, GrafanaReader reader, BridgeProcess bridge, string secret)
    {
        _folder = folder;
        IncidentIo = incidentIo;
        Grafana = grafana;
        Reader = reader;
        Bridge = bridge;
        Sender = new WebhookSender(() => bridge.WebhookUrl, secret);
        var now = TimeProvider.System.GetLocalNow();
        DayStart = now - new TimeSpan(now.Ticks % Grid.Ticks) - Day;

        // In a Grafana that is not ours a second run must not find the annotations of the first.
        FirstNumber = grafana is null ? (int)(now.ToUnixTimeSeconds() % 100_000) * 10 : 101;
    }

    public SimulatedIncidentIo IncidentIo { get; }

    /// <summary>Null when a real one is used: that one is not ours to stop.</summary>
    public SimulatedGrafana? Grafana { get; }

    public GrafanaReader Reader { get; }

    public BridgeProcess Bridge { get; }

    public WebhookSender Sender { get; }

    /// <summary>When the story begins: so long ago that it ends now.</summary>
    public DateTimeOffset DayStart { get; }

    public int FirstNumber { get; }

    /// <summary>Planned work, which was known before the day began.</summary>
    public SimulatedMaintenanceWindow Upgrade => SimulatedMaintenanceWindow.Planned(FirstNumber, "Database upgrade", At(4, 0), At(4, 45));

    public static async Task<DemoWorld> StartAsync(DemoOptions options, CancellationToken cancellationToken)
    {
        var incidentIo = await SimulatedIncidentIo.StartNewAsync(time: null, cancellationToken);
        var grafana = options.GrafanaUrl is null ? await SimulatedGrafana.StartNewAsync(time: null, cancellationToken) : null;
        var (url, token) = grafana is null ? (options.GrafanaUrl!, options.GrafanaToken) : (grafana.Url, grafana.EditorToken);

        var secret = WebhookSigner.NewSecret();
        var folder = Directory.CreateTempSubdirectory("incident-bridge-demo-");
        var database = Path.Combine(folder.FullName, "bridge.db");
        var environment = BridgeEnvironment.Between(incidentIo, url, token, secret, database);
        environment["MaintenanceWindows__Show"] = "all";
        environment["Escalations__Show"] = "shown";
        var bridge = new BridgeProcess(environment);
        var world = new DemoWorld(folder, incidentIo, grafana, new GrafanaReader(url, token), bridge, secret);
        try
        {
            if (await world.Reader.FindProblemAsync(cancellationToken) is { } problem)
            {
                throw new InvalidOperationException(problem);
            }

            // No webhook tells of it: it is found by the list that is read at the start.
            incidentIo.Put(world.Upgrade);
            await bridge.StartAsync(cancellationToken);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A time of the story.</summary>
    public DateTimeOffset At(int hours, int minutes) => DayStart + new TimeSpan(hours, minutes, 0);

    /// <summary>What Grafana shows of this run's incidents; null while it is away.</summary>
    public Task<IReadOnlyList<ShownAnnotation>?> ReadGrafanaAsync(CancellationToken cancellationToken) =>
        Reader.ReadAsync([.. IncidentIo.Incidents.Select(incident => incident.Id)], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        try
        {
            if (Bridge.IsRunning)
            {
                await Bridge.StopAsync(CancellationToken.None);
            }
        }
        catch (TimeoutException)
        {
            // It is killed next.
        }

        await Bridge.DisposeAsync();
        Sender.Dispose();
        Reader.Dispose();
        await IncidentIo.DisposeAsync();
        if (Grafana is not null)
        {
            await Grafana.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }
}
