using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>Whoever names an incident, or forges a webhook, writes no line of the log and steers no terminal that shows it.</summary>
public sealed partial class LogInjectionTests
{
    private const string Hostile = "x\r\n12:00:00 info: Bridge[0] Forged\u001b[2J\u009b31m\u2028\u202e";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("text")]
    [InlineData("logfmt")]
    [InlineData("systemd")]
    [InlineData("json")]
    public async Task Every_line_of_the_log_is_the_bridges_own(string format)
    {
        // Only lines of JSON name a free port in a way that the tests read.
        var webhooks = new Uri($"http://127.0.0.1:{FreePort()}/webhooks/incident-io");
        await using var world = await World.CreateAsync(
            ("Logging__Format", format),
            ("Logging__LogLevel__Default", "Trace"),
            ("Annotations__DriftInterval", "00:00:01"),
            ("Server__WebhookPort", $"{webhooks.Port}"));
        world.Bridge.Launch();
        await World.EventuallyAsync(
            "the bridge to listen", () => world.Bridge.Output.Any(line => line.Contains("Webhooks are taken at", StringComparison.Ordinal)));
        using var sender = new WebhookSender(() => webhooks, world.Environment["IncidentIo__SigningSecrets__0"]);
        var incident = SimulatedIncident.Declared(1, Hostile, world.Now).Live(world.Now);
        world.IncidentIo.Put(incident);

        var announced = await sender.SendAsync(WebhookEvents.Updated(incident), Cancellation);
        var unknown = await sender.SendAsync(
            WebhookEvents.Envelope(Hostile, new JsonObject { ["id"] = Hostile }), Cancellation);
        var forged = await sender.SendRawAsync(
            "msg\u001b[2J", "1", "v1,\u001b[31m", Hostile, Cancellation);
        await world.AnnotationAsync(incident, _ => true);
        await world.Bridge.StopAsync(Cancellation);

        Assert.Equal((204, 204), (announced.Status, unknown.Status));
        Assert.InRange(forged.Status, 400, 401);
        var lines = world.Bridge.Output;
        Assert.True(lines.Count > 5, "The log says too little.");
        Assert.All(lines, line =>
        {
            Assert.Matches(LineOf(format), line);
            Assert.DoesNotContain("Forged", line, StringComparison.Ordinal);
            Assert.DoesNotContain(line, character => char.IsControl(character) || character is '\u2028' or '\u202e');
        });
        Assert.Empty(world.Bridge.Errors);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static Regex LineOf(string format) => format switch
    {
        "text" => TextLine(),
        "logfmt" => LogfmtLine(),
        "systemd" => SystemdLine(),
        _ => JsonLine(),
    };

    [GeneratedRegex(@"^\d\d:\d\d:\d\d (trace|debug|info|warn|error|critical): [\w.-]+\[\d+\] ")]
    private static partial Regex TextLine();

    [GeneratedRegex(@"^ts=\S+ level=\w+ logger=[\w.-]+ event=\d+ msg=")]
    private static partial Regex LogfmtLine();

    [GeneratedRegex(@"^<[2-7]>[\w.-]+\[\d+\] ")]
    private static partial Regex SystemdLine();

    [GeneratedRegex(@"^\{""ts"":.*""event"":\d+,.*\}$")]
    private static partial Regex JsonLine();
}
