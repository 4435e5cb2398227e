using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.Simulator.Demo;

/// <summary>The ordinary part of the day: incidents that open, change, close or turn out to be none, one of them private.</summary>
internal sealed class DemoDay
{
    /// <summary>None of this may ever leave the bridge.</summary>
    public const string PrivateName = "Customer data of Acme in a public bucket";

    private readonly DemoWorld _world;
    private SimulatedIncident _checkout;
    private SimulatedIncident _leak;
    private SimulatedIncident _disk;

    public DemoDay(DemoWorld world)
    {
        _world = world;
        _checkout = SimulatedIncident.Declared(world.FirstNumber, "Checkout is slow", world.At(0, 40));
        _leak = SimulatedIncident.Declared(world.FirstNumber + 1, PrivateName, world.At(2, 10))
            .MadePrivate(world.At(2, 10))
            .WithSeverity("Critical", 2, world.At(2, 10))
            .Live(world.At(2, 12));
        _disk = SimulatedIncident.Declared(world.FirstNumber + 3, "Disk of db-3 is full", world.At(5, 0)).Live(world.At(5, 1));
    }

    public IEnumerable<DemoStep> Morning =>
    [
        new(_world.At(0, 40), "Somebody reports that the checkout is slow; it is in triage", ReportAsync),
        new(_world.At(0, 45), "It is accepted as a major incident that began at " + Clock(0, 32), AcceptAsync),
        new(_world.At(0, 54), "Somebody was paged at " + Clock(0, 50) + ", and answers after four minutes", PageAsync),
        new(_world.At(1, 5), "It is worse than thought: new name, severity critical", RenameAsync),
        new(_world.At(2, 12), "A private incident is opened", OpenPrivateAsync),
        new(_world.At(2, 25), "The checkout is fixed; the impact ended at " + Clock(2, 5), ResolveAsync),
        new(_world.At(4, 0), "Maintenance that was planned begins; no webhook tells of it", MaintainAsync),
    ];

    public IEnumerable<DemoStep> Noon =>
    [
        new(_world.At(5, 1), "A disk is full", OpenFalseAlarmAsync),
        new(_world.At(5, 9), "It was a false alarm: the incident is canceled", CancelAsync),
    ];

    public IEnumerable<DemoStep> Evening =>
    [
        new(_world.At(8, 30), "The private incident is resolved; it had ended at " + Clock(3, 5), ResolvePrivateAsync),
    ];

    private async Task ReportAsync(DemoScene scene)
    {
        _world.IncidentIo.Put(_checkout);
        await scene.SendAsync("public incident_created", WebhookEvents.Created(_checkout));
        await scene.ExpectNothingAsync(_checkout, "nothing yet: nobody has said that it is an incident");
    }

    private async Task AcceptAsync(DemoScene scene)
    {
        var at = _world.At(0, 45);
        var triage = _checkout.Status;
        _checkout = _checkout.Live(at).WithSeverity("Major", 1, at).WithTimestamp("Impact started at", _world.At(0, 32));
        _world.IncidentIo.Put(_checkout);
        await scene.SendAsync("public incident_status_updated", WebhookEvents.StatusUpdated(_checkout, triage));
        await scene.ExpectAsync(
            _checkout, "an open annotation from where the impact began", shown => shown.IsOpen && shown.Start == _world.At(0, 32));
    }

    private async Task PageAsync(DemoScene scene)
    {
        var escalation = SimulatedEscalation.Pending(_world.FirstNumber, "Checkout is slow", _world.At(0, 49))
            .About(_checkout, _world.At(0, 49))
            .Triggered(_world.At(0, 50))
            .UsersNotified(_world.At(0, 50), SimulatedPerson.Ada)
            .Acked(_world.At(0, 54), SimulatedPerson.Ada);
        _world.IncidentIo.Put(escalation);
        await scene.SendAsync("public escalation_status_updated", WebhookEvents.StatusUpdated(escalation, "triggered"));
        await scene.ExpectTaggedAsync(
            $"x-escalation:{escalation.Id}",
            "how long nobody answered, with a tag of its own; not who it was",
            shown => shown.Start == _world.At(0, 50) && shown.End == _world.At(0, 54)
                && shown.Text.Contains("acknowledged after 4 min", StringComparison.Ordinal) && !shown.Text.Contains(SimulatedPerson.Ada.Name, StringComparison.Ordinal));
    }

    private async Task RenameAsync(DemoScene scene)
    {
        var at = _world.At(1, 5);
        _checkout = _checkout.Renamed("Checkout fails for everyone", at).WithSeverity("Critical", 2, at);
        _world.IncidentIo.Put(_checkout);
        await scene.SendAsync("public incident_updated", WebhookEvents.Updated(_checkout));
        await scene.ExpectAsync(
            _checkout,
            "one annotation, with the new name and severity",
            shown => shown.Severity == "critical" && shown.Text.Contains(_checkout.Name, StringComparison.Ordinal));
    }

    private async Task OpenPrivateAsync(DemoScene scene)
    {
        _world.IncidentIo.Put(_leak);
        await scene.SendAsync("private incident_created (an id, nothing else)", WebhookEvents.Created(_leak));
        await scene.ExpectAsync(_leak, "that there is one, but not what it is about", shown => shown.IsOpen && IsRedacted(shown));
    }

    private async Task ResolveAsync(DemoScene scene)
    {
        var before = _checkout.Status;
        _checkout = _checkout.Resolved(_world.At(2, 25)).WithTimestamp("Resolved at", _world.At(2, 5));
        _world.IncidentIo.Put(_checkout);
        await scene.SendAsync("public incident_status_updated", WebhookEvents.StatusUpdated(_checkout, before));
        await scene.ExpectAsync(
            _checkout,
            "one annotation, now a region over the whole impact",
            shown => shown is { IsOpen: false } && shown.End == _world.At(2, 5));
    }

    private Task<ShownAnnotation> MaintainAsync(DemoScene scene)
    {
        var window = _world.Upgrade;
        return scene.ExpectTaggedAsync(
            $"x-maintenance:{window.Id}",
            "a region over the planned time, with a tag of its own",
            shown => shown.Start == window.StartAt && shown.End == window.EndAt && shown.Tags.Contains("incident-io-maintenance") && !shown.Tags.Contains("incident-io"));
    }

    private async Task OpenFalseAlarmAsync(DemoScene scene)
    {
        _world.IncidentIo.Put(_disk);
        await scene.SendAsync("public incident_created", WebhookEvents.Created(_disk));
        await scene.ExpectAsync(_disk, "an open annotation", shown => shown.IsOpen);
    }

    private async Task CancelAsync(DemoScene scene)
    {
        var before = _disk.Status;
        _disk = _disk.InStatus(SimulatedStatus.Canceled, _world.At(5, 9));
        _world.IncidentIo.Put(_disk);
        await scene.SendAsync("public incident_status_updated", WebhookEvents.StatusUpdated(_disk, before));
        await scene.ExpectNothingAsync(_disk, "the annotation is gone");
    }

    private async Task ResolvePrivateAsync(DemoScene scene)
    {
        _leak = _leak.Resolved(_world.At(8, 30)).WithTimestamp("Resolved at", _world.At(3, 5));
        _world.IncidentIo.Put(_leak);
        await scene.SendAsync("private incident_updated (an id, nothing else)", WebhookEvents.Updated(_leak));
        await scene.ExpectAsync(_leak, "a region, still without its name", shown => !shown.IsOpen && IsRedacted(shown));
    }

    private static bool IsRedacted(ShownAnnotation shown) => !shown.Html.Contains("Acme", StringComparison.OrdinalIgnoreCase);

    private string Clock(int hours, int minutes) => $"{_world.At(hours, minutes):HH:mm}";
}
