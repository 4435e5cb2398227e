using System.Text;
using System.Text.Json.Nodes;
using Bridge.IntegrationTests.Hosting;
using Microsoft.Extensions.Logging.Testing;
using WireMock.Logging;

namespace Bridge.IntegrationTests.Privacy;

/// <summary>Everything that a bridge left behind anywhere, by place.</summary>
internal sealed class Trail
{
    /// <summary>Every log level of everything, the framework's own included.</summary>
    public static readonly IReadOnlyDictionary<string, string?> LogEverything = new Dictionary<string, string?>
    {
        ["Logging:LogLevel:Default"] = "Trace",
        ["Logging:LogLevel:Microsoft"] = "Trace",
        ["Logging:LogLevel:System"] = "Trace",
    };

    private readonly Dictionary<string, string> _places = [];

    private Trail()
    {
    }

    /// <summary>Reads the trail of a bridge and stops it.</summary>
    public static async Task<Trail> OfAsync(BridgeInstance bridge, TraceCollector collector)
    {
        var logs = bridge.Logs;
        var trail = new Trail();
        trail._places["metrics"] = await bridge.Management.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        trail._places["status page"] = await bridge.Management.GetStringAsync("/", TestContext.Current.CancellationToken);
        trail._places["status"] = await StatusAsync(bridge);
        trail._places["database while running"] = Files(bridge.DatabasePath);
        await bridge.StopAsync();
        trail._places["database"] = Files(bridge.DatabasePath);
        trail._places["logs"] = string.Join('\n', logs.GetSnapshot().Select(Text));
        trail._places["traces"] = collector.Received;
        trail._places["incident.io"] = Requests(bridge.IncidentIo);
        trail._places["grafana"] = Requests(bridge.Grafana);
        Assert.All(trail._places, place => Assert.NotEqual("", place.Value));
        return trail;
    }

    /// <summary>Where a text can be found, as it is, as JSON or as HTML would write it.</summary>
    public IEnumerable<string> PlacesOf(string text) =>
        _places.Where(place => place.Value.Contains(text, StringComparison.OrdinalIgnoreCase)).Select(place => place.Key);

    /// <summary>All that the management port has as JSON: the status, and each incident that it names.</summary>
    private static async Task<string> StatusAsync(BridgeInstance bridge)
    {
        var text = await bridge.Management.GetStringAsync("/api/v1/status", TestContext.Current.CancellationToken);
        var status = JsonNode.Parse(text)!;
        var named = status["deliveries"]!.AsArray().Concat(status["dead_letters"]!.AsArray()).Select(one => (string)one!["incident"]!).Distinct();
        var incidents = await Task.WhenAll(
            named.Take(4).Select(id => bridge.Management.GetStringAsync($"/api/v1/incidents/{id}", TestContext.Current.CancellationToken)));
        return text + string.Concat(incidents);
    }

    private static string Files(string database) => string.Concat(
        Directory.GetFiles(Path.GetDirectoryName(database)!, $"{Path.GetFileName(database)}*")
            .Where(file => !file.EndsWith(".lock", StringComparison.Ordinal))
            .Select(file =>
            {
                using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
                using var reader = new StreamReader(stream, Encoding.Latin1);
                return reader.ReadToEnd();
            }));

    private static string Text(FakeLogRecord record) => string.Join(
        '\n',
        [
            record.Message,
            record.Exception?.ToString() ?? "",
            .. (record.StructuredState ?? []).Select(pair => $"{pair.Key}={pair.Value}"),
            .. record.Scopes.Select(scope => scope is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs) : $"{scope}"),
        ]);

    private static string Requests(UpstreamMock upstream) => string.Join('\n', upstream.Calls.Select(Text));

    /// <summary>Without the header that carries the credential to where it belongs.</summary>
    private static string Text(ILogEntry call) => string.Join(
        '\n',
        [
            call.RequestMessage.Method,
            call.RequestMessage.Url,
            call.RequestMessage.Body,
            .. call.RequestMessage.Headers!.Where(header => header.Key != "Authorization").Select(header => $"{header.Key}: {header.Value}"),
        ]);
}
