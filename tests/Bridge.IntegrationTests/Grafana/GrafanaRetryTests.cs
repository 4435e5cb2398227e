using Bridge.IntegrationTests.Hosting;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Grafana;

public sealed class GrafanaRetryTests
{
    public static TheoryData<string> Failures => ["500", "502", "503", "lost"];

    public static TheoryData<string> Blips => ["502", "503", "lost"];

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_create_that_failed_is_looked_for_before_it_is_sent_again(string failure)
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Failure(failure), Failure(failure), GrafanaMock.Created(42));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.Equal("GET POST GET GET POST GET GET POST", bridge.Grafana.Sequence);
        var metrics = await bridge.ReadMetricsAsync();
        Assert.Equal(3, metrics["""incidentbridge_deliveries_total{grafana="main",kind="create"}"""]);
        var reason = failure == "lost" ? "network" : "server";
        Assert.Equal(2, metrics[$$"""incidentbridge_deliveries_failed_total{grafana="main",kind="create",reason="{{reason}}"}"""]);
    }

    [Theory]
    [MemberData(nameof(Blips))]
    public async Task A_search_is_retried_over_a_blip(string failure)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);
        bridge.Grafana.Answers(GrafanaMock.Finding(), Failure(failure), Failure(failure), Answer.Json("[]"));

        await bridge.BecomesAsync(new IncidentPayload());

        Assert.Equal("GET GET GET POST", bridge.Grafana.Sequence);
        Assert.Equal(0, bridge.WorkOn(IncidentPayload.SomeId)!.Attempts);

        // The breaker opens after two failures; until the probe has closed it, the state may have grown old.
        Assert.InRange(bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId), 1, 2);
    }

    [Theory]
    [MemberData(nameof(Blips))]
    public async Task An_update_is_retried_over_a_blip(string failure)
    {
        await using var bridge = await AnnotatedAsync();
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Failure(failure), Answer.Json("""{"message":"Annotation updated"}"""));

        await bridge.BecomesAsync(new IncidentPayload { Name = "Another name" });

        Assert.Equal("GET POST GET PUT PUT", bridge.Grafana.Sequence);
        Assert.Equal(2, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    [Theory]
    [MemberData(nameof(Blips))]
    public async Task A_delete_is_retried_over_a_blip(string failure)
    {
        await using var bridge = await AnnotatedAsync();
        bridge.Grafana.Finds($$"""[{"id":42,"time":1,"timeEnd":1,"text":"","tags":["incident-io","x-incident:{{IncidentPayload.SomeId}}","route:default"]}]""");
        bridge.Grafana.Answers(GrafanaMock.Deletes(42), Failure(failure), Answer.Json("""{"message":"Annotation deleted"}"""));

        await bridge.BecomesAsync(new IncidentPayload { Category = "canceled" });

        Assert.Equal("GET POST GET DELETE DELETE", bridge.Grafana.Sequence);
        Assert.Equal(2, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
    }

    [Fact]
    public async Task An_update_that_grafana_cannot_do_waits_in_the_queue()
    {
        await using var bridge = await AnnotatedAsync();
        bridge.Grafana.Answers(
            GrafanaMock.Updates(42), Answer.Json("""{"message":"database is locked"}""", 500), Answer.Json("""{"message":"Annotation updated"}"""));

        await bridge.BecomesAsync(new IncidentPayload { Name = "Another name" });

        Assert.Equal("GET POST GET PUT GET PUT", bridge.Grafana.Sequence);
        Assert.Equal(3, bridge.IncidentIo.FetchesOf(IncidentPayload.SomeId));
        Assert.Equal(1, (await bridge.ReadMetricsAsync())["""incidentbridge_deliveries_failed_total{grafana="main",kind="update",reason="server"}"""]);
    }

    [Fact]
    public async Task A_rate_limit_is_honoured()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.TooMany(seconds: 300), GrafanaMock.Created(42));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        var waiting = bridge.WorkOn(IncidentPayload.SomeId)!;
        var refusedAt = clock.GetUtcNow();
        clock.Advance(TimeSpan.FromSeconds(290));
        await bridge.IsShownInTimeAsync(clock, IncidentPayload.SomeId);

        Assert.Equal("rate_limited", waiting.Reason);
        Assert.True(clock.GetUtcNow() - refusedAt >= TimeSpan.FromSeconds(300), $"asked again after {clock.GetUtcNow() - refusedAt}");
        Assert.Equal("GET POST GET POST", bridge.Grafana.Sequence);
        Assert.Null(bridge.WorkOn(IncidentPayload.SomeId)!.DueAt);
    }

    [Fact]
    public async Task The_configured_time_is_waited_for_an_answer_and_no_longer()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            new() { ["Grafana:main:Timeout"] = "00:00:03" }, services => services.AddClock(clock));
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);
        var gate = bridge.Grafana.Hold("POST");

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await Eventually.IsTrueAsync(() => gate.Waiting == 1, "the create was sent");
        clock.Advance(TimeSpan.FromSeconds(3));
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "retry");
        gate.Open();
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        var metrics = await bridge.ReadMetricsAsync();
        Assert.Equal(1, metrics["""incidentbridge_deliveries_failed_total{grafana="main",kind="create",reason="timeout"}"""]);
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
        Assert.Equal(3, bridge.Grafana.Searches.Count);
    }

    private static IResponseBuilder Failure(string failure) =>
        failure == "lost" ? Answer.Lost() : Answer.Status(int.Parse(failure, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<BridgeInstance> AnnotatedAsync()
    {
        var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.ShowsCreated(42);
        return bridge;
    }
}
