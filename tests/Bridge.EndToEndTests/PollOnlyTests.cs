using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>The quickest trial: a bridge that takes no webhooks needs one API key and one token.</summary>
public sealed class PollOnlyTests(ITestOutputHelper output)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_the_start_to_the_first_annotation_it_takes_one_key_one_token_and_seconds()
    {
        await using var world = await PollOnlyAsync();
        var incident = world.Live(1);
        world.IncidentIo.Put(incident);
        var start = Stopwatch.GetTimestamp();

        world.Bridge.Launch();
        await world.AnnotationAsync(incident, _ => true);

        var took = Stopwatch.GetElapsedTime(start);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"From the start of the process to the first annotation: {took.TotalSeconds:0.00} s"));
        Assert.InRange(took, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        Assert.Equal(0, world.IncidentIo.FetchesOf(incident.Id));
    }

    [Fact]
    public async Task Changes_are_shown_within_an_interval_and_no_port_is_there_for_webhooks()
    {
        var port = FreePort();
        await using var world = await PollOnlyAsync(("Server__WebhookPort", $"{port}"), ("IncidentIo__ResyncInterval", "00:00:01"));
        await world.Bridge.StartAsync(Cancellation);
        var incident = world.Live(2);

        world.IncidentIo.Put(incident);
        await world.AnnotationAsync(incident, annotation => annotation.Tags.Contains("status:open"));
        world.IncidentIo.Put(incident.Resolved(world.Now.AddSeconds(1)));
        await world.AnnotationAsync(incident, annotation => annotation.Tags.Contains("status:resolved"));

        using var client = new TcpClient();
        await Assert.ThrowsAsync<SocketException>(async () => await client.ConnectAsync(IPAddress.Loopback, port, Cancellation));
        using var http = new HttpClient();
        using var body = new StringContent("{}");
        using var answer = await http.PostAsync(new Uri(world.Bridge.ManagementUrl, "/webhooks/incident-io"), body, Cancellation);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(
            world.Bridge.Log, entry => entry.Message.StartsWith("No webhooks are taken (IncidentIo:Webhooks is false); changes are listed every 00:00:01.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task No_metric_counts_webhooks_that_cannot_come()
    {
        await using var world = await PollOnlyAsync();
        await world.Bridge.StartAsync(Cancellation);

        var metrics = await world.Bridge.ReadMetricsAsync(Cancellation);

        Assert.Equal(30, metrics["incidentbridge_resync_interval_seconds"]);
        Assert.Contains("incidentbridge_connections{port=\"management\"}", metrics.Keys);
        Assert.DoesNotContain(metrics.Keys, series => series.Contains("webhook", StringComparison.Ordinal) || series.Contains("signing_secret", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Health_and_check_say_that_there_are_no_webhooks()
    {
        await using var world = await PollOnlyAsync();
        await world.Bridge.StartAsync(Cancellation);

        var health = await CommandRun.InAsync(world, "health", "--url", $"{new Uri(world.Bridge.ManagementUrl, "/healthz")}");
        var check = await CommandRun.InAsync(world, "check");

        Assert.Equal(0, health.ExitCode);
        Assert.EndsWith("answered 200: ok, takes no webhooks and lists changes every 00:00:30", health.Headline, StringComparison.Ordinal);
        Assert.Equal(0, check.ExitCode);
        Assert.True(check.Says("No webhooks are taken (IncidentIo:Webhooks is false): there is no webhook port, and changes are listed every 00:00:30."), check.Everything);
        Assert.False(check.Says("webhooks are refused") || check.Says("webhook would"), check.Everything);
    }

    [Fact]
    public async Task Explain_blames_no_webhook()
    {
        await using var world = await PollOnlyAsync();
        var open = world.Live(4);
        world.IncidentIo.Put(open);
        await world.Bridge.StartAsync(Cancellation);
        await world.AnnotationAsync(open, _ => true);
        await world.IdleAsync();
        var now = TimeProvider.System.GetUtcNow();
        world.IncidentIo.Put(SimulatedIncident.Declared(3, "Checkout is slow", now).Live(now).Resolved(now));

        var missed = await CommandRun.InAsync(world, "explain", "INC-3");
        var shown = await CommandRun.InAsync(world, "explain", "INC-4");

        Assert.Equal("INC-3 is not on your graph: no list of changes had it yet.", missed.Headline);
        Assert.True(missed.Says("The last list was read at "), missed.Everything);
        Assert.True(missed.Says("incident-bridge resync INC-3 posts it now."), missed.Everything);
        Assert.Equal("INC-4 is on your graph, in 1 place.", shown.Headline);
        Assert.All([missed, shown], run => Assert.True(run.Says("changes are listed every 00:00:30"), run.Everything));
        Assert.All([missed, shown], run => Assert.False(run.Says("No webhook received") || run.Says("Settings → Webhooks"), run.Everything));
    }

    [Fact]
    public async Task Without_lists_it_does_not_start()
    {
        await using var world = await PollOnlyAsync(("IncidentIo__ResyncInterval", "00:00:00"));

        world.Bridge.Launch();

        Assert.Equal(78, await world.Bridge.WaitForExitAsync(TimeSpan.FromSeconds(20), Cancellation));
        Assert.StartsWith("IncidentIo:ResyncInterval: is 00:00:00, and IncidentIo:Webhooks is false", Assert.Single(world.Bridge.Errors), StringComparison.Ordinal);
    }

    /// <summary>With the two credentials, the stand-ins' addresses and a place for the database; everything else is as it is by default.</summary>
    private static async Task<World> PollOnlyAsync(params IReadOnlyList<(string Setting, string Value)> settings)
    {
        var world = await World.CreateAsync();
        string[] kept =
        [
            "IncidentIo__ApiUrl", "IncidentIo__ApiKey", "Grafana__main__Url", "Grafana__main__Token", "Storage__Path", "Server__Address", "Server__ManagementPort",
        ];
        foreach (var name in world.Environment.Keys.Except(kept).ToList())
        {
            world.Environment.Remove(name);
        }

        world.Environment["IncidentIo__Webhooks"] = "false";
        foreach (var (setting, value) in settings)
        {
            world.Environment[setting] = value;
        }

        return world;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
