using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Grafana;

public sealed class UnusableAnswerTests
{
    [Theory]
    [InlineData("""{"message":"Annotation added"}""")]
    [InlineData("""{"message":"Annotation added","id":null}""")]
    [InlineData("""{"message":"Annotation added","id":0}""")]
    [InlineData("""{"message":"Annotation added","id":-1}""")]
    [InlineData("""{"message":"Annotation added","id":"abc"}""")]
    [InlineData("""{"message":"Annotation added","id":"42"}""")]
    [InlineData("""{"message":"Annotation added","id":1.5}""")]
    [InlineData("""{"message":"Annotation added","id":99999999999999999999}""")]
    [InlineData("""[]""")]
    [InlineData("")]
    [InlineData("<!doctype html>")]
    public async Task A_create_without_a_usable_id_is_found_by_its_tags_and_adopted(string answer)
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(services: services => services.AddClock(clock));
        var annotations = bridge.Grafana.Remembers();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.Json(answer));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        var reason = bridge.WorkOn(IncidentPayload.SomeId)!.Reason;
        annotations.Add(bridge.Grafana.CreatedBodies[0]);
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.Equal("invalid_answer", reason);
        Assert.Equal("GET POST GET GET", bridge.Grafana.Sequence);
        Assert.Equal("succeeded", bridge.WorkOn(IncidentPayload.SomeId)!.Outcome);
        Assert.Single(annotations.All);
    }

    [Fact]
    public async Task Until_it_is_found_no_request_carries_an_id()
    {
        var clock = TestClock.Create();
        await using var bridge = await BridgeInstance.StartAsync(
            new() { ["Reconciliation:MinInterval"] = "00:00:00" }, services => services.AddClock(clock));
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.Json("""{"id":0}"""));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");
        bridge.IncidentIo.Has(new IncidentPayload { Name = "Another name" });
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);
        bridge.IncidentIo.Has(new IncidentPayload { Category = "canceled" });
        await bridge.TryAgainAsync(clock, IncidentPayload.SomeId);

        Assert.All(bridge.Grafana.Calls.Where(call => call.RequestMessage.Path != "/api/org"), call => Assert.Equal("/api/annotations", call.RequestMessage.Path));
        Assert.Equal("GET POST GET GET POST GET GET", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task Found_annotations_with_other_tags_are_left_alone()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);
        bridge.Grafana.Finds($$"""
            [
                {"id":7,"time":1,"timeEnd":1,"text":"","tags":["incident-io","X-INCIDENT:{{IncidentPayload.SomeId}}","route:default"]},
                {"id":8,"time":1,"timeEnd":1,"text":"","tags":["incident-io","x-incident:{{IncidentPayload.SomeId}}","route:theirs"]},
                {"id":9,"time":1,"timeEnd":1,"text":"","tags":null}
            ]
            """);

        await bridge.BecomesAsync(new IncidentPayload());

        Assert.Equal("GET POST", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task A_found_annotation_with_an_impossible_id_is_neither_touched_nor_doubled()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);
        bridge.Grafana.Finds($$"""
            [{"id":0,"time":1,"timeEnd":1,"text":"","tags":["incident-io","x-incident:{{IncidentPayload.SomeId}}","route:default"]}]
            """);

        await bridge.BecomesAsync(new IncidentPayload(), outcome: "retry");

        Assert.DoesNotContain("POST", bridge.Grafana.Sequence, StringComparison.Ordinal);
        Assert.DoesNotContain("DELETE", bridge.Grafana.Sequence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_several_the_oldest_is_kept_and_the_others_are_deleted()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        var annotations = bridge.Grafana.Remembers();
        string[] tags = ["incident-io", $"x-incident:{IncidentPayload.SomeId}", "route:default"];
        for (var copy = 0; copy < 3; copy++)
        {
            annotations.Add($$"""{"time":1,"timeEnd":1,"text":"old","tags":["{{string.Join("\",\"", tags)}}"]}""");
        }

        var oldest = annotations.All[0].Id;

        await bridge.BecomesAsync(new IncidentPayload());

        var kept = Assert.Single(annotations.All);
        Assert.True(kept.Id > oldest, "Its tags were others, so that it was replaced.");
        Assert.Contains("Our database is sad", kept.Text, StringComparison.Ordinal);
        Assert.Equal("GET DELETE DELETE POST DELETE", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task A_search_answered_with_html_leads_to_no_create()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.Html());

        await bridge.BecomesAsync(new IncidentPayload(), "retry");

        Assert.Equal("invalid_answer", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.DoesNotContain("POST", bridge.Grafana.Sequence, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_update_answered_with_html_is_not_taken_for_done()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.ShowsCreated(42);
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Answer.Html(), Answer.Json("""{"message":"Annotation updated"}"""));

        await bridge.BecomesAsync(new IncidentPayload { Name = "Another name" });

        Assert.Equal("GET POST GET PUT GET PUT", bridge.Grafana.Sequence);
        Assert.Equal(1, (await bridge.ReadMetricsAsync())["""incidentbridge_deliveries_failed_total{grafana="main",kind="update",reason="invalid_answer"}"""]);
    }
}
