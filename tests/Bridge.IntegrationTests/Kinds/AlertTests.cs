using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Kinds;

public sealed class AlertTests
{
    [Fact]
    public async Task Without_webhooks_those_that_match_are_found_on_the_list_and_the_others_cost_nothing()
    {
        await using var world = await AlertWorld.StartAsync(
            world =>
            {
                world.IncidentIo.Put(Alert(1, "Disk is full", from: -30).WithPriority("P1", AlertWorld.At(-30)));
                world.IncidentIo.Put(Alert(2, "Queue is long", from: -20).WithPriority("P1", AlertWorld.At(-20)).Resolved(AlertWorld.At(-10)));
                world.IncidentIo.Put(Alert(3, "Too short", from: -20).WithPriority("P1", AlertWorld.At(-20)).Resolved(AlertWorld.At(-19)));
                world.IncidentIo.Put(Alert(4, "Not urgent", from: -20).WithPriority("P3", AlertWorld.At(-20)));
            },
            ("Alerts:Show", "matching"),
            ("Alerts:Priorities:0", "P1"),
            ("IncidentIo:ResyncInterval", "00:00:30"));

        await world.ShowsAsync("firing -30–-30 Disk is full", "resolved -20–-10 Queue is long");

        Assert.Equal(2, world.IncidentIo.RequestsTo("/v2/alerts/{id}"));
    }

    [Fact]
    public async Task One_on_the_list_is_private_if_it_is_attached_to_a_private_incident()
    {
        await using var world = await AlertWorld.StartAsync(
            world =>
            {
                var incident = SimulatedIncident.Declared(1, "Plant7ed", AlertWorld.At(-20)).Live(AlertWorld.At(-20)).MadePrivate(AlertWorld.At(-20));
                var alert = Alert(1, "Plant7ed", from: -30);
                world.IncidentIo.HasGlobalAccess = true;
                world.IncidentIo.Put(incident);
                world.IncidentIo.Put(alert);
                world.IncidentIo.Attach(alert, incident);
            },
            ("Alerts:Show", "matching"),
            ("IncidentIo:ResyncInterval", "00:00:30"));

        await world.ShowsAsync("firing -30–-30 <b>Private alert</b>");

        Assert.DoesNotContain("Plant7ed", string.Join(' ', world.Grafana.Requests.Select(request => request.Body)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task From_its_firing_to_its_resolve_and_the_next_firing_an_alert_is_one_annotation()
    {
        await using var world = await AlertWorld.StartAsync(_ => { }, ("Alerts:Show", "matching"));
        var first = Alert(1, "Disk is full", from: 0);
        world.IncidentIo.Put(first);
        await world.SendAsync(WebhookEvents.Created(first));
        await world.IsDoneWithAsync(first);
        await world.ShowsAsync();

        world.Wait(TimeSpan.FromMinutes(2.1));
        await world.ShowsAsync("firing 0–0 Disk is full");

        first = first.Resolved(AlertWorld.At(2.1));
        world.IncidentIo.Put(first);
        await world.SendAsync(WebhookEvents.Resolved(first));
        await world.ShowsAsync("resolved 0–2.1 Disk is full");

        var second = first.FiringAgain(2, AlertWorld.At(4)).Renamed("Disk is full again", AlertWorld.At(4));
        world.Wait(TimeSpan.FromMinutes(2));
        world.IncidentIo.Put(second);
        await world.SendAsync(WebhookEvents.Created(second));
        await world.IsDoneWithAsync(second);
        await world.ShowsAsync("resolved 0–2.1 Disk is full");

        world.Wait(TimeSpan.FromMinutes(2.5));
        await world.ShowsAsync("firing 0–4 Disk is full");

        second = second.Resolved(AlertWorld.At(6.5));
        world.IncidentIo.Put(second);
        await world.SendAsync(WebhookEvents.Resolved(second));
        await world.ShowsAsync("resolved 0–6.5 Disk is full");
    }

    [Fact]
    public async Task What_does_not_match_costs_one_request_per_webhook_and_none_is_sent_about_alerts_that_nobody_wants()
    {
        await using var world = await AlertWorld.StartAsync(_ => { }, ("Alerts:Show", "matching"), ("Alerts:Priorities:0", "P1"));
        var alert = Alert(1, "Not urgent", from: -10).WithPriority("P3", AlertWorld.At(-10));
        world.IncidentIo.Put(alert);

        await world.SendAsync(WebhookEvents.Created(alert));
        await world.IsDoneWithAsync(alert);

        Assert.DoesNotContain(world.Grafana.Requests, request => request.QueryNames.Contains("tags"));
        Assert.Equal((1, 0, 0), (
            world.IncidentIo.RequestsTo("/v2/alerts/{id}"), world.IncidentIo.RequestsTo("/v2/alerts"), world.IncidentIo.RequestsTo("/v2/incident_alerts")));
        await world.ShowsAsync();
    }

    [Theory]
    [InlineData("none")]
    [InlineData("attached")]
    public async Task Webhooks_about_alerts_are_not_read_unless_they_may_match(string show)
    {
        await using var world = await AlertWorld.StartAsync(_ => { }, ("Alerts:Show", show));
        var alert = Alert(1, "Disk is full", from: -10);
        world.IncidentIo.Put(alert);

        await world.SendAsync(WebhookEvents.Created(alert));

        Assert.Null(world.Bridge.WorkOn($"alert:{alert.Id}"));
        Assert.Equal(0, world.IncidentIo.RequestsTo("/v2/alerts/{id}"));
    }

    [Fact]
    public async Task Attached_alerts_come_and_go_with_their_incident()
    {
        await using var world = await AlertWorld.StartAsync(_ => { }, ("Alerts:Show", "attached"));
        var incident = SimulatedIncident.Declared(1, "Checkout is slow", AlertWorld.Start).Live(AlertWorld.Start);
        var alert = Alert(1, "Disk is full", from: -10).Resolved(AlertWorld.At(-5));
        var other = Alert(2, "Nobody's", from: -10);
        world.IncidentIo.Put(alert);
        world.IncidentIo.Put(other);
        world.IncidentIo.Attach(alert, incident);

        await world.BecomesAsync(incident);
        await world.ShowsAsync("resolved -10–-5 Disk is full");
        Assert.Equal($"{incident.Reference}", world.Grafana.WithTags("incident-io-alert")[0].Tag("ref"), ignoreCase: true);

        await world.BecomesAsync(incident.InStatus(SimulatedStatus.Declined, AlertWorld.At(1)));
        await world.ShowsAsync();
    }

    [Fact]
    public async Task An_alert_of_a_private_source_is_redacted_and_read_on_events_only()
    {
        var alert = default(SimulatedAlert);
        await using var world = await AlertWorld.StartAsync(
            world => world.IncidentIo.Put(alert = SimulatedAlert.Firing(1, "Plant7ed", AlertWorld.At(-10), AlertWorld.Secret)),
            ("Alerts:Show", "matching"),
            ("IncidentIo:ResyncInterval", "00:00:30"));
        world.IncidentIo.HasGlobalAccess = true;
        await world.SendAsync(WebhookEvents.Created(alert!));
        await world.ShowsAsync("firing -10–-10 <b>Private alert</b>");
        world.IncidentIo.Put(alert!.Renamed("Plant7ed again", AlertWorld.At(0)));
        var lists = world.IncidentIo.RequestsTo("/v2/alerts");

        await Eventually.IsTrueAsync(
            () =>
            {
                world.Wait(TimeSpan.FromSeconds(10));
                return world.IncidentIo.RequestsTo("/v2/alerts") > lists + 3;
            },
            "it was listed again");

        Assert.Single(world.IncidentIo.AuditLog);
        Assert.DoesNotContain("Plant7ed", $"{string.Join(' ', world.Grafana.Annotations)} {string.Join(' ', world.Bridge.Logs.GetSnapshot().Select(line => line.Message))}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_right_that_the_key_loses_takes_nothing_away()
    {
        await using var world = await AlertWorld.StartAsync(_ => { }, ("Alerts:Show", "matching"));
        var alert = Alert(1, "Disk is full", from: -10);
        world.IncidentIo.Put(alert);
        await world.SendAsync(WebhookEvents.Created(alert));
        await world.ShowsAsync("firing -10–-10 Disk is full");

        world.IncidentIo.Scopes = world.IncidentIo.Scopes.Remove(IncidentIoScope.Alerts);
        alert = alert.Resolved(AlertWorld.At(0));
        world.IncidentIo.Put(alert);
        await world.SendAsync(WebhookEvents.Resolved(alert));
        await world.Bridge.HasEndedAsync($"alert:{alert.Id}", "retry");

        Assert.Equal("auth", world.Bridge.WorkOn($"alert:{alert.Id}")?.Reason);
        await world.ShowsAsync("firing -10–-10 Disk is full");
    }

    private static SimulatedAlert Alert(int number, string title, double from) => SimulatedAlert.Firing(number, title, AlertWorld.At(from));
}
