using Bridge.Simulator;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.EndToEndTests.Watch;

/// <summary>
/// Promise 6, with the monitoring that operators have: whatever breaks, the right alert reaches Alertmanager, no other does, and it goes
/// quiet once the fault is mended.
/// </summary>
public sealed class WatchTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan WebhookInterval = TimeSpan.FromMilliseconds(250);

    private readonly List<WatchedAlert> _alerts = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_breaks_fires_its_alerts_and_no_others_and_what_is_mended_goes_quiet()
    {
        var management = ServerProcess.FreeAddress();
        await using var second = await SimulatedGrafana.StartNewAsync(time: null, Cancellation);
        await using var monitoring = await Monitoring.StartAsync(management.Authority);
        await using var world = await World.StartAsync(
            ("Server__ManagementPort", $"{management.Port}"), ("Grafana__second__Url", $"{second.Url}"), ("Grafana__second__Token", second.EditorToken));
        await Eventually.GetAsync("a scrape", Deadline, async _ => await monitoring.ScrapesAsync() ? "scraped" : null, Cancellation);

        // First of all, since no webhook may have been accepted for two hours.
        var incident = world.Live(1);
        var secretIsRight = false;
        await WatchAsync(
            monitoring,
            "webhooks are signed with another secret",
            () => Task.CompletedTask,
            () => Task.FromResult(secretIsRight = true),
            () => SendAsync(world, incident, secretIsRight),
            "IncidentBridgeSignatureFailures",
            "IncidentBridgeSigningSecretMismatch");

        await WatchAsync(
            monitoring,
            "the key loses the role `global_access`",
            () => ReplaceKeyAsync(world, mayReadPrivate: false),
            () => ReplaceKeyAsync(world, mayReadPrivate: true),
            () => Task.CompletedTask,
            "IncidentBridgePrivateAccessMissing");

        // Each webhook is about another incident, so that there is an attempt at once and not only when a retry is due. The first Grafana is well
        // all the while. A bridge that stops writing to a Grafana that is away says so, and has no attempts that could fail.
        const string Failing = "IncidentBridgeGrafanaDown";
        var (number, began) = (1, TimeProvider.System.GetTimestamp());
        await WatchAsync(
            monitoring,
            "one of two Grafanas answers 503",
            () => Task.Run(() => second.Faults.Always(Fault.Status(503))),
            () => Task.Run(second.Faults.Clear),
            () => SendAsync(world, world.Live(++number), secretIsRight: true),
            Failing,
            "IncidentBridgeDeliveryStalled");
        Assert.Equal(["second"], await monitoring.GrafanasNamedWithinAsync(TimeProvider.System.GetElapsedTime(began), Failing));

        await WatchAsync(
            monitoring,
            "the bridge is gone",
            () => world.Bridge.KillAsync(Cancellation),
            () => world.Bridge.StartAsync(Cancellation),
            () => Task.CompletedTask,
            "IncidentBridgeDown");

        await ReportAsync();
    }

    /// <summary>Breaks something, waits for exactly the alerts expected, mends it, and waits for quiet; webhooks come all the while, if any.</summary>
    private async Task WatchAsync(
        Monitoring monitoring, string fault, Func<Task> breakIt, Func<Task> mendIt, Func<Task> sendWebhook, params string[] expected)
    {
        var time = TimeProvider.System;
        var began = time.GetTimestamp();
        await breakIt();
        var fires = await SeenAsync(began, $"{string.Join(" and ", expected)} because {fault}", (alert, firing, received) => firing && received);

        var mended = time.GetTimestamp();
        await mendIt();
        var quiet = await SeenAsync(mended, $"{string.Join(" and ", expected)} to go quiet after {fault}", (alert, firing, received) => !firing && !received);

        Assert.Equal(expected.Order(), (await monitoring.FiredWithinAsync(time.GetElapsedTime(began))).Order());
        _alerts.AddRange(expected.Select(alert => new WatchedAlert(fault, alert, fires[alert], quiet[alert])));

        // When each alert was first seen to be as wanted; returns once all of them are, at the same time.
        async Task<Dictionary<string, TimeSpan>> SeenAsync(long since, string what, Func<string, bool, bool, bool> isAsWanted)
        {
            var seen = new Dictionary<string, TimeSpan>();
            long? sent = null;
            return await Eventually.GetAsync(
                what,
                Deadline,
                async _ =>
                {
                    if (sent is null || time.GetElapsedTime(sent.Value) >= WebhookInterval)
                    {
                        sent = time.GetTimestamp();
                        await sendWebhook();
                    }

                    var (firing, received) = (await monitoring.FiringAsync(), await monitoring.ReceivedAsync());
                    var wanted = expected.Where(alert => isAsWanted(alert, firing.Contains(alert), received.Contains(alert))).ToList();
                    wanted.ForEach(alert => seen.TryAdd(alert, time.GetElapsedTime(since)));
                    return wanted.Count == expected.Length ? seen : null;
                },
                Cancellation);
        }
    }

    /// <summary>The bridge asks at its start, and then every hour only, what its key may do.</summary>
    private static async Task ReplaceKeyAsync(World world, bool mayReadPrivate)
    {
        world.IncidentIo.HasGlobalAccess = mayReadPrivate;
        await world.Bridge.StopAsync(Cancellation);
        await world.Bridge.StartAsync(Cancellation);
    }

    private static async Task SendAsync(World world, SimulatedIncident incident, bool secretIsRight)
    {
        if (secretIsRight)
        {
            await world.AnnounceAsync(incident);
            return;
        }

        var refused = await world.Sender.ForgeAsync(WebhookEvents.Updated(incident), Cancellation);
        Assert.Equal(401, refused.Status);
    }

    private async Task ReportAsync()
    {
        var table = WatchReport.Table(_alerts, Monitoring.Speed);
        output.WriteLine(table);
        if (Environment.GetEnvironmentVariable(WatchReport.Variable) is { Length: > 0 } file)
        {
            await File.WriteAllTextAsync(file, table, Cancellation);
        }
    }
}
