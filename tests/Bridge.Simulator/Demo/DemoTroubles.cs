using Bridge.Simulator.Http;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.Webhooks;

namespace Bridge.Simulator.Demo;

/// <summary>The part of the day in which everything around the bridge goes wrong.</summary>
internal sealed class DemoTroubles
{
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(4);

    private readonly DemoWorld _world;
    private readonly SimulatedIncident _search;
    private readonly SimulatedIncident _searchResolved;
    private WebhookDelivery? _late;

    public DemoTroubles(DemoWorld world)
    {
        _world = world;
        _search = New(2, "Search <b>misses</b> results & shows old ones", 3, 20, "Minor", 0);
        _searchResolved = _search.Resolved(world.At(4, 10));
    }

    public IEnumerable<DemoStep> Noon =>
    [
        new(_world.At(4, 10), "Events out of order: \"resolved\" arrives before \"created\"", OutOfOrderAsync),
        new(_world.At(4, 11), "The sender delivers the same message again", DuplicateAsync),
        new(_world.At(4, 12), "Somebody forges a message", ForgeAsync),
    ];

    public IEnumerable<DemoStep> Afternoon => _world.Grafana is null
        ? [new(_world.At(7, 50), "The bridge is killed right after it accepted a message", KillAsync)]
        :
        [
            new(_world.At(6, 5), $"Grafana is away for {Outage.TotalSeconds:0} seconds while payments fail", AwayAsync),
            new(_world.At(7, 32), "Grafana saves an annotation, but its answer is lost", AnswerLostAsync),
            new(_world.At(7, 50), "The bridge is killed right after it accepted a message", KillAsync),
        ];

    private async Task OutOfOrderAsync(DemoScene scene)
    {
        _world.IncidentIo.Put(_searchResolved);
        await scene.SendAsync("public incident_status_updated (resolved)", WebhookEvents.StatusUpdated(_searchResolved, _search.Status));
        _late = await scene.SendAsync("public incident_created (with the state from then)", WebhookEvents.Created(_search));
        await scene.SettleAsync();
        await scene.ExpectAsync(_search, "the latest state: resolved, and once", shown => !shown.IsOpen && shown.End == _world.At(4, 10));
    }

    private async Task DuplicateAsync(DemoScene scene)
    {
        const string Duplicates = "incidentbridge_webhook_accepted_total{result=\"duplicate\"}";
        var before = await scene.MetricAsync(Duplicates);
        await scene.DeliverAsync("the same id once more", _world.Sender.SendAgainAsync(_late!, scene.Cancelled), 204);
        if (await scene.MetricAsync(Duplicates) is var after && after != before + 1)
        {
            throw new DemoFailureException("one more duplicate to be counted", $"{after - before}");
        }

        await scene.SettleAsync();
        await scene.ExpectAsync(_search, "one annotation as before; the duplicate is counted", shown => !shown.IsOpen);
    }

    private async Task ForgeAsync(DemoScene scene)
    {
        var fetches = _world.IncidentIo.FetchesOf(_search.Id);
        var forged = WebhookEvents.Updated(_search.Renamed("Buy cheap pills", _world.At(4, 12)));
        await scene.DeliverAsync("signed with another secret", _world.Sender.ForgeAsync(forged, scene.Cancelled), 401);
        await scene.SettleAsync();
        if (_world.IncidentIo.FetchesOf(_search.Id) != fetches)
        {
            throw new DemoFailureException("a forged message to have no effect", "a request to incident.io");
        }

        await scene.ExpectAsync(_search, "refused, and without any effect", shown => !shown.Text.Contains("pills", StringComparison.Ordinal));
    }

    private async Task AwayAsync(DemoScene scene)
    {
        var payments = New(4, "Payments are declined", 6, 0, "Critical", 2);
        await _world.Grafana!.StopAsync();
        _world.IncidentIo.Put(payments);
        await scene.SendAsync("public incident_created, while Grafana is away", WebhookEvents.Created(payments));
        await scene.WaitAsync(Outage);
        scene.Tell("Grafana is back.");
        await _world.Grafana.StartAsync(scene.Cancelled);
        await scene.ExpectAsync(payments, "nothing was lost: it appears as soon as Grafana is back", shown => shown.IsOpen);
    }

    private async Task AnswerLostAsync(DemoScene scene)
    {
        var dns = New(5, "DNS answers slowly", 7, 10, "Minor", 0).Resolved(_world.At(7, 30));
        _world.Grafana!.Faults.Once(Fault.AnswerLost, request => request.Method == "POST");
        _world.IncidentIo.Put(dns);
        await scene.SendAsync("public incident_created", WebhookEvents.Created(dns));
        await scene.SettleAsync();
        await scene.ExpectAsync(dns, "one annotation, not two: it was found by its tag and adopted", shown => !shown.IsOpen);
    }

    private async Task KillAsync(DemoScene scene)
    {
        var login = New(6, "Logins fail in the app", 7, 45, "Major", 1);
        _world.IncidentIo.Put(login);
        await scene.SendAsync("public incident_created", WebhookEvents.Created(login));
        await _world.Bridge.KillAsync(scene.Cancelled);
        scene.Tell("The bridge was killed, and starts again on the same database.");
        await _world.Bridge.StartAsync(scene.Cancelled);
        await scene.ExpectAsync(login, "what was answered 204 is not lost, and is there once", shown => shown.IsOpen);
    }

    private SimulatedIncident New(int number, string name, int hours, int minutes, string severity, int rank) =>
        SimulatedIncident.Declared(_world.FirstNumber + number, name, _world.At(hours, minutes))
            .WithSeverity(severity, rank, _world.At(hours, minutes))
            .Live(_world.At(hours, minutes + 1));
}
