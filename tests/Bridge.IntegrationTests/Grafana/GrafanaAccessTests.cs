using Bridge.IntegrationTests.Hosting;
using Bridge.Observability;

namespace Bridge.IntegrationTests.Grafana;

public sealed class GrafanaAccessTests
{
    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    public async Task A_refused_token_is_tried_slowly_and_the_incident_kept(int status)
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.Status(status), GrafanaMock.Created(42));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        var waiting = bridge.WorkOn(IncidentPayload.SomeId)!;
        var wait = waiting.DueAt!.Value - clock.GetUtcNow();
        await bridge.IsShownInTimeAsync(clock, IncidentPayload.SomeId);

        Assert.Equal("auth", waiting.Reason);
        if (status == 403)
        {
            // A 401 is everybody's: the breaker decides when Grafana is asked again.
            Assert.InRange(wait, TimeSpan.FromSeconds(24), TimeSpan.FromSeconds(36));
        }

        var metrics = await bridge.ReadMetricsAsync();
        Assert.Equal(1, metrics["""incidentbridge_deliveries_failed_total{grafana="main",kind="create",reason="auth"}"""]);
        Assert.Equal(1, metrics["""incidentbridge_upstream_failed_total{upstream="grafana",reason="auth"}"""]);
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
    }

    [Fact]
    public async Task A_search_that_is_refused_leads_to_no_create()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.Status(401));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");

        Assert.Equal("auth", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Equal("GET", bridge.Grafana.Sequence);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(413)]
    [InlineData(415)]
    public async Task A_request_that_grafana_will_never_take_is_a_dead_letter(int status)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.Status(status));

        await bridge.BecomesAsync(new IncidentPayload(), "dead_letter");

        Assert.Equal("client", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Equal("GET POST", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_and_the_token_goes_nowhere_else()
    {
        using var elsewhere = new UpstreamMock();
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.RedirectTo($"{elsewhere.Url}/api/annotations"));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");

        Assert.Equal("invalid_answer", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Equal(0, elsewhere.Arrived);
    }

    [Fact]
    public async Task A_token_that_was_replaced_in_its_file_is_used_from_the_next_request_on()
    {
        using var secrets = new TemporaryFolder();
        var file = secrets.File("Grafana__main__Token");
        await File.WriteAllTextAsync(file, "first-token", TestContext.Current.CancellationToken);
        await using var bridge = await BridgeInstance.StartAsync(new()
        {
            ["Secrets:Directory"] = secrets.Path,
            ["Reconciliation:MinInterval"] = "00:00:00",
        });
        bridge.Grafana.TakesCreates(id: 42);
        bridge.Grafana.TakesUpdatesOf(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.ShowsCreated(42);

        await File.WriteAllTextAsync(file, "second-token", TestContext.Current.CancellationToken);
        await Eventually.IsTrueAsync(
            () => bridge.Logs.GetSnapshot().Any(record => record.Id.Id == EventIds.SettingsReloaded), "the settings were read again");
        await bridge.BecomesAsync(new IncidentPayload { Name = "Another name" });

        Assert.Equal("Bearer first-token", Assert.Single(bridge.Grafana.CallsWith("POST")[0].RequestMessage.Headers!["Authorization"]));
        Assert.Equal("Bearer second-token", Assert.Single(bridge.Grafana.CallsWith("PUT")[0].RequestMessage.Headers!["Authorization"]));
    }
}
