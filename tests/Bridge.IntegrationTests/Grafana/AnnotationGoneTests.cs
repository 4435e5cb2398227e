using Bridge.IntegrationTests.Hosting;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Grafana;

public sealed class AnnotationGoneTests
{
    private static readonly IncidentPayload Renamed = new() { Name = "Another name" };

    [Fact]
    public async Task An_annotation_that_somebody_deleted_is_made_again()
    {
        await using var bridge = await AnnotatedAsync();
        bridge.Grafana.TakesCreates(id: 43);
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.Json("[]"), Answer.Json(Item(43)));
        bridge.Grafana.TakesUpdatesOf(id: 43);

        await bridge.BecomesAsync(Renamed);
        bridge.Grafana.ShowsCreated(43);
        await bridge.BecomesAsync(new IncidentPayload());

        // What was made again is looked up once: a token that cannot read would find it gone for ever.
        Assert.Equal("GET POST GET POST GET GET PUT", bridge.Grafana.Sequence);
        Assert.Contains("Another name", bridge.Grafana.CreatedBodies[1], StringComparison.Ordinal);
        Assert.Equal("/api/annotations/43", bridge.Grafana.CallsWith("PUT")[0].RequestMessage.Path);
    }

    [Fact]
    public async Task An_annotation_that_has_another_id_now_is_found_by_its_tags()
    {
        await using var bridge = await AnnotatedAsync();
        bridge.Grafana.ShowsCreated(77);
        bridge.Grafana.TakesUpdatesOf(id: 77);

        await bridge.BecomesAsync(Renamed);

        Assert.Single(bridge.Grafana.CreatedBodies);
        Assert.Equal("/api/annotations/77", Assert.Single(bridge.Grafana.CallsWith("PUT")).RequestMessage.Path);
        Assert.Contains("Another name", bridge.Grafana.UpdatedBodies[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404", "not_found")]
    [InlineData("500 of old", "not_found")]
    [InlineData("403 of new", "auth")]
    public async Task What_is_found_and_cannot_be_updated_is_made_no_second_time(string way, string reason)
    {
        await using var bridge = await AnnotatedAsync();
        bridge.Grafana.ShowsCreated(42);
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Gone(way));

        await bridge.BecomesAsync(Renamed, "retry");

        Assert.Equal(reason, bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.StartsWith("GET POST GET PUT", bridge.Grafana.Sequence, StringComparison.Ordinal);
        Assert.Single(bridge.Grafana.CreatedBodies);
    }

    [Theory]
    [InlineData("404")]
    [InlineData("500 of old")]
    public async Task An_annotation_that_is_gone_before_its_delete_counts_as_deleted(string way)
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.Finds(Item(42));
        bridge.Grafana.Answers(GrafanaMock.Deletes(42), Gone(way));

        await bridge.BecomesAsync(new IncidentPayload { Category = "declined" });
        bridge.Grafana.TakesCreates(id: 43);
        await bridge.BecomesAsync(new IncidentPayload());

        Assert.Equal("GET POST GET DELETE GET POST", bridge.Grafana.Sequence);
    }

    private static async Task<BridgeInstance> AnnotatedAsync()
    {
        var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        return bridge;
    }

    private static IResponseBuilder Gone(string way) => way switch
    {
        "404" => Answer.Json("""{"message":"Annotation not found"}""", 404),
        "500 of old" => Answer.OldGrafanaHasNoSuchId(),
        "403 of new" => Answer.Json("""{"title":"Access denied","message":"You'll need additional permissions to perform this action."}""", 403),
        _ => throw new ArgumentOutOfRangeException(nameof(way)),
    };

    private static string Item(long id) => $$"""
        [{"id":{{id}},"time":1,"timeEnd":1,"text":"","tags":["incident-io","x-incident:{{IncidentPayload.SomeId}}","route:default"]}]
        """;
}
