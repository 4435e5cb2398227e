using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>What the stand-in shows to which key, and what it counts.</summary>
public sealed class OnCallRightsTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    private static readonly SimulatedAlertSource Secret =
        SimulatedAlertSource.Of(2, "Security") with { IsPrivate = true, AutoResolveAfterMinutes = 60 };

    private static readonly SimulatedAlert Public = SimulatedAlert.Firing(1, "High error rate", Day);

    private static readonly SimulatedAlert Private = SimulatedAlert.Firing(2, "Somebody is inside", Day, Secret);

    private static readonly SimulatedEscalation PublicPage = SimulatedEscalation.Pending(1, Public, Day);

    private static readonly SimulatedEscalation PrivatePage = SimulatedEscalation.Pending(2, Private, Day);

    private static readonly SimulatedIncident PrivateIncident = SimulatedIncident.Declared(7, "Breach", Day).MadePrivate(Day);

    [Theory]
    [InlineData("alerts.view", "/v2/alerts?page_size=1")]
    [InlineData("alerts.view", "/v2/alerts/01FALERT000000000000000001")]
    [InlineData("alerts.view", "/v2/incident_alerts?page_size=1")]
    [InlineData("alert_sources.view", "/v2/alert_sources")]
    [InlineData("escalations.view", "/v2/escalations")]
    [InlineData("escalation_paths.view", "/v2/escalation_paths")]
    [InlineData("schedules.view", "/v2/schedules")]
    [InlineData("schedules.view", "/v2/schedule_entries?schedule_id=01")]
    [InlineData("maintenance_windows.view", "/v1/maintenance_windows")]
    public async Task Without_a_scope_its_endpoints_say_403_and_the_others_do_not(string scope, string question)
    {
        await using var world = await FilledAsync();

        world.Api.Scopes = IncidentIoScope.All.Remove(scope);
        var (status, body) = await world.AskAsync(question);
        world.Api.Scopes = [scope];
        var (allowed, _) = await world.AskAsync(question);

        Assert.Equal((403, "resource_forbidden"), (status, (string?)body["type"]));
        Assert.Contains(scope, (string)body["errors"]![0]!["message"]!, StringComparison.Ordinal);
        Assert.NotEqual(403, allowed);
    }

    [Fact]
    public async Task Faults_and_a_rotated_key_meet_these_endpoints_as_they_do_incidents()
    {
        await using var world = await FilledAsync();

        world.Api.Faults.Once(Bridge.Simulator.Http.Fault.TooManyRequests(retryAfterSeconds: 1));
        var (limited, _) = await world.AskAsync("/v2/alerts?page_size=1");
        world.Api.ApiKey = "rotated";
        var (refused, _) = await world.AskAsync("/v2/alerts?page_size=1");

        Assert.Equal((429, 401), (limited, refused));
        Assert.Equal(2, world.Api.RequestsTo("/v2/alerts"));
    }

    [Fact]
    public async Task Without_global_access_private_ones_are_not_there()
    {
        await using var world = await FilledAsync();
        world.Api.HasGlobalAccess = false;

        Assert.Equal(404, (await world.AskAsync($"/v2/alerts/{Private.Id}")).Status);
        Assert.Equal(404, (await world.AskAsync($"/v2/escalations/{PrivatePage.Id}")).Status);
        Assert.Equal([Public.Id], await world.IdsAsync("/v2/alerts?page_size=50"));
        Assert.Equal([PublicPage.Id], await world.IdsAsync("/v2/escalations"));
        Assert.Empty(await world.IdsAsync("/v2/incident_alerts?page_size=50"));
        Assert.Empty((await world.GetAsync($"/v2/escalations/{PublicPage.Id}"))["escalation"]!["related_incidents"]!.AsArray());
    }

    [Fact]
    public async Task With_global_access_private_ones_look_like_public_ones()
    {
        await using var world = await FilledAsync();

        var found = (await world.GetAsync($"/v2/alerts/{Private.Id}"))["alert"]!.AsObject();
        var other = (await world.GetAsync($"/v2/alerts/{Public.Id}"))["alert"]!.AsObject();
        var page = (await world.GetAsync($"/v2/escalations/{PublicPage.Id}"))["escalation"]!;

        Assert.Equal(other.Select(member => member.Key), found.Select(member => member.Key));
        Assert.Equal("Breach", (string?)page["related_incidents"]![0]!["name"]);
        Assert.Equal("private", (string?)page["related_incidents"]![0]!["visibility"]);
        Assert.Equal([Private.Id, Public.Id], (await world.IdsAsync("/v2/alerts?page_size=50")));
        Assert.Equal(2, (await world.IdsAsync("/v2/incident_alerts?page_size=50")).Length);
    }

    [Fact]
    public async Task Who_asks_for_a_private_one_by_its_id_is_in_the_audit_log()
    {
        await using var world = await FilledAsync();

        await world.AskAsync($"/v2/alerts/{Public.Id}");
        await world.AskAsync("/v2/alerts?page_size=50");
        await world.AskAsync($"/v2/alerts/{Private.Id}");
        world.Api.HasGlobalAccess = false;
        await world.AskAsync($"/v2/escalations/{PrivatePage.Id}");

        Assert.Equal(
            [
                new PrivateAccess("private_alert.access_attempted.1", Private.Id, WasGranted: true),
                new PrivateAccess("private_escalation.access_attempted.1", PrivatePage.Id, WasGranted: false),
            ],
            world.Api.AuditLog);
        Assert.Equal((2, 1, 1), (
            world.Api.RequestsTo("/v2/alerts/{id}"), world.Api.RequestsTo("/v2/alerts"), world.Api.FetchesOf(Private.Id)));
    }

    [Fact]
    public async Task A_source_says_whether_it_is_private_and_says_its_secrets_too()
    {
        await using var world = await FilledAsync();

        var source = (await world.GetAsync($"/v2/alert_sources/{Secret.Id}"))["alert_source"]!;
        var all = (await world.GetAsync("/v2/alert_sources"))["alert_sources"]!.AsArray();

        Assert.Equal(("Security", "http", true, 60), (
            (string?)source["name"],
            (string?)source["source_type"],
            (bool)source["template"]!["is_private"]!,
            (int)source["auto_resolve_timeout_minutes"]!));
        Assert.Equal((Secret.SecretToken, Secret.EventsUrl), ((string?)source["secret_token"], (string?)source["alert_events_url"]));
        Assert.Equal([false, true], all.Select(one => (bool)one!["template"]!["is_private"]!));
    }

    [Fact]
    public async Task An_escalation_shows_its_alerts_and_incidents_as_they_are_by_now()
    {
        await using var world = await FilledAsync();

        world.Api.Put(Public.Resolved(Day.AddHours(1)));
        world.Api.Put(PrivateIncident.MadePublic(Day).Live(Day));
        var page = (await world.GetAsync($"/v2/escalations/{PublicPage.Id}"))["escalation"]!;

        Assert.Equal("resolved", (string?)page["related_alerts"]![0]!["status"]);
        Assert.Equal(("public", "active"), (
            (string?)page["related_incidents"]![0]!["visibility"], (string?)page["related_incidents"]![0]!["status_category"]));
    }

    [Theory]
    [InlineData("/v2/alerts/gone")]
    [InlineData("/v2/escalations/gone")]
    [InlineData("/v2/alert_sources/gone")]
    [InlineData("/v2/schedules/gone")]
    [InlineData("/v2/schedule_entries?schedule_id=gone")]
    [InlineData("/v2/status_page_incidents/gone")]
    [InlineData("/v2/escalation_paths/gone")]
    [InlineData("/v2/alerts/gone/more")]
    public async Task What_is_not_there_is_404(string question)
    {
        await using var world = await FilledAsync();

        Assert.Equal(404, (await world.AskAsync(question)).Status);
    }

    private static async Task<OnCallWorld> FilledAsync()
    {
        var world = await OnCallWorld.StartAsync();
        world.Api.Put(Secret);
        world.Api.Put(Public);
        world.Api.Put(Private);
        world.Api.Put(PrivateIncident);
        world.Api.Put(PublicPage.About(PrivateIncident, Day));
        world.Api.Put(PrivatePage);
        world.Api.Attach(Public, PrivateIncident);
        world.Api.Attach(Private, PrivateIncident);
        return world;
    }
}
