using System.Text;
using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.IntegrationTests.Kinds;

/// <summary>The bridge between a simulated incident.io, which it lists every second unless a test says otherwise, and a simulated Grafana.</summary>
internal sealed class KindWorld : IAsyncDisposable
{
    private KindWorld(SimulatedIncidentIo incidentIo, SimulatedGrafana grafana) => (IncidentIo, Grafana) = (incidentIo, grafana);

    public SimulatedIncidentIo IncidentIo { get; }

    public SimulatedGrafana Grafana { get; }

    public BridgeInstance Bridge { get; private set; } = null!;

    /// <summary>Now, in whole seconds: what Grafana keeps can be compared with it.</summary>
    public DateTimeOffset Now { get; } = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <param name="prepare">What incident.io has before the bridge starts.</param>
    /// <param name="settings">Those that differ.</param>
    public static async Task<KindWorld> StartAsync(Action<KindWorld> prepare, params IReadOnlyList<(string Key, string Value)> settings)
    {
        var world = new KindWorld(
            await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation), await SimulatedGrafana.StartNewAsync(time: null, Cancellation));
        prepare(world);
        var all = new Dictionary<string, string?>
        {
            ["IncidentIo:ApiUrl"] = world.IncidentIo.Url.ToString(),
            ["IncidentIo:ApiKey"] = world.IncidentIo.ApiKey,
            ["IncidentIo:ResyncInterval"] = "00:00:01",
            ["Grafana:main:Url"] = world.Grafana.Url.ToString(),
            ["Grafana:main:Token"] = world.Grafana.EditorToken,
            ["Reconciliation:MinInterval"] = "00:00:00",
            ["Logging:LogLevel:Default"] = "Trace",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        world.Bridge = await BridgeInstance.StartAsync(all);
        return world;
    }

    /// <summary>Delivers an event, which the bridge must take.</summary>
    public async Task SendAsync(string body)
    {
        using var answer = await Bridge.Webhooks.SendAsync(new TestWebhook { Body = Encoding.UTF8.GetBytes(body) }.ToRequest(), Cancellation);
        Assert.Equal(204, (int)answer.StatusCode);
    }

    /// <summary>The annotations with a tag, oldest start first, as soon as they are as expected.</summary>
    public async Task<IReadOnlyList<SimulatedAnnotation>> ShownAsync(string tag, Func<IReadOnlyList<SimulatedAnnotation>, bool> isExpected)
    {
        IReadOnlyList<SimulatedAnnotation> shown = [];
        await Eventually.IsTrueAsync(
            () => isExpected(shown = [.. Grafana.WithTags(tag).OrderBy(annotation => annotation.Start).ThenBy(annotation => annotation.Text, StringComparer.Ordinal)]),
            () => $"{tag} as expected; there is:\n{string.Join('\n', shown.Select(one => $"{one.Start:O} to {one.End:O} {one.Text} {string.Join(' ', one.Tags)}"))}");
        return shown;
    }

    /// <summary>Everything that left the bridge or that it keeps: Grafana's requests, the log, the database, metrics and the status page.</summary>
    public async Task<string> TrailAsync()
    {
        var (logs, database) = (Bridge.Logs, Bridge.DatabasePath);
        var told = await Bridge.Management.GetStringAsync("/metrics", Cancellation) + await Bridge.Management.GetStringAsync("/api/v1/status", Cancellation);
        await Bridge.StopAsync();
        var files = Directory.GetFiles(Path.GetDirectoryName(database)!, $"{Path.GetFileName(database)}*").Where(file => !file.EndsWith(".lock", StringComparison.Ordinal));
        return string.Join(
            '\n',
            [
                told,
                .. files.Select(file => Encoding.Latin1.GetString(File.ReadAllBytes(file))),
                .. logs.GetSnapshot().Select(record => $"{record.Message} {record.Exception} {string.Join(' ', record.StructuredState ?? [])}"),
                .. Grafana.Requests.Select(request => request.PathAndQuery + request.Body),
            ]);
    }

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await IncidentIo.DisposeAsync();
        await Grafana.DisposeAsync();
    }
}
