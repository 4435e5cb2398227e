using System.Diagnostics;
using System.Net;
using Bridge.EndToEndTests.Chaos;
using Bridge.Simulator.Http;
using Bridge.Simulator.Processes;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests;

/// <summary>A PostgreSQL server that is away: at the start it is waited for in sight of everybody, and later the bridge goes on as soon as it is back.</summary>
public sealed class PostgresOutageTests : IAsyncLifetime
{
    private PostgresServer _server = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _server = await PostgresChaosStore.StartServerAsync();

    public ValueTask DisposeAsync() => _server?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task At_the_start_it_is_waited_for_and_in_the_middle_of_the_work_it_costs_seconds()
    {
        await using var world = await World.CreateAsync(("Storage__Provider", "postgres"), ("Storage__ConnectionString", _server.ConnectionString));
        using var http = new HttpClient();
        await _server.StopAsync();

        world.Bridge.Launch();
        await World.EventuallyAsync("it says that it waits", () => world.Bridge.Log.Any(line => line.EventId == 6003) && world.Bridge.Log.Any(line => line.EventId == 1000));
        using (var ready = await http.GetAsync(new Uri(world.Bridge.ManagementUrl, "/readyz"), Cancellation))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
            Assert.StartsWith("Storage:ConnectionString: cannot open the database. ", await ready.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
        }

        Assert.Equal(0, (await world.Bridge.ReadMetricsAsync(Cancellation))["incidentbridge_store_ready"]);
        var incident = world.Live(1);
        Assert.Equal(503, (await world.Sender.SendAsync(WebhookEvents.Updated(incident), Cancellation)).Status);

        await _server.StartAgainAsync();
        await World.EventuallyAsync("it is there", () => world.Bridge.Log.Any(line => line.EventId == 6005));
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);

        world.Grafana.Faults.Always(Fault.Slow(TimeSpan.FromSeconds(2)));
        var interrupted = world.Live(2);
        await world.AnnounceAsync(interrupted);
        await World.EventuallyAsync("it is worked on", () => world.Grafana.Requests.Any(request => request.QueryValue("tags").Contains(interrupted.Id, StringComparison.Ordinal)));
        await _server.StopAsync();
        await World.EventuallyAsync("its end is not noted", () => world.Bridge.Log.Any(line => line.EventId == 5009));
        world.Grafana.Faults.Clear();
        await _server.StartAgainAsync();
        var back = Stopwatch.GetTimestamp();

        await world.AnnotationAsync(interrupted, _ => true);

        Assert.InRange(Stopwatch.GetElapsedTime(back), TimeSpan.Zero, TimeSpan.FromSeconds(15));
    }

}
