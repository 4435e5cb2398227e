using Bridge.IntegrationTests.Hosting;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Grafana;

public sealed class AnnotationGoneTests
{
    private static readonly IncidentPayload Renamed = new() { Name = "Another name" };

    public static TheoryData<string> WaysToSayGone => ["404", "500 of old", "403 of new"];

    [Theory]
    [MemberData(nameof(WaysToSayGone))]
    public async Task An_annotation_that_somebody_deleted_is_made_again(string way)
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Gone(way));
        bridge.Grafana.TakesCreates(id: 43);
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.Json("[]"), Answer.Json("[]"), Answer.Json(Item(43)));
        bridge.Grafana.TakesUpdatesOf(id: 43);

        await bridge.BecomesAsync(Renamed);
        await bridge.BecomesAsync(new IncidentPayload());

        // What was made again is looked up once: a token that cannot read would find it gone for ever.
        Assert.Equal("GET POST PUT GET GET POST GET PUT", bridge.Grafana.Sequence);
        Assert.Contains("Another name", bridge.Grafana.CreatedBodies[1], StringComparison.Ordinal);
        Assert.Equal("/api/annotations/43", bridge.Grafana.CallsWith("PUT")[1].RequestMessage.Path);
    }

    [Theory]
    [MemberData(nameof(WaysToSayGone))]
    public async Task An_annotation_that_has_another_id_now_is_found_by_its_tags(string way)
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Gone(way));
        bridge.Grafana.Finds(Item(77));
        bridge.Grafana.TakesUpdatesOf(id: 77);

        await bridge.BecomesAsync(Renamed);

        Assert.Single(bridge.Grafana.CreatedBodies);
        Assert.Equal("/api/annotations/77", bridge.Grafana.CallsWith("PUT")[^1].RequestMessage.Path);
        Assert.Contains("Another name", bridge.Grafana.UpdatedBodies[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_refusal_for_an_annotation_that_is_there_is_a_matter_of_rights()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Answer.Status(403));
        bridge.Grafana.Finds(Item(42));

        await bridge.BecomesAsync(Renamed, "retry");

        Assert.Equal("auth", bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Equal("GET POST PUT GET", bridge.Grafana.Sequence);
        Assert.Equal(1, (await bridge.ReadMetricsAsync())["""incidentbridge_deliveries_failed_total{grafana="main",kind="update",reason="auth"}"""]);
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
