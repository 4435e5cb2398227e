using System.Globalization;
using System.Text.Json;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Grafana;

public sealed class AnnotationRequestTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 9, 58, 30, 411, TimeSpan.Zero);

    private static readonly IncidentPayload Resolved = new()
    {
        Category = "closed",
        Status = "Closed",
        Timestamps = new() { ["Reported at"] = Start, ["Resolved at"] = Start.AddMinutes(42) },
    };

    [Fact]
    public async Task A_create_says_time_end_text_and_tags_and_nothing_else()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.BecomesAsync(Resolved);

        var body = JsonDocument.Parse(Assert.Single(bridge.Grafana.CreatedBodies)).RootElement;
        Assert.Equal(["time", "timeEnd", "text", "tags"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1793527110411, body.GetProperty("time").GetInt64());
        Assert.Equal(1793527110411 + (42 * 60 * 1000), body.GetProperty("timeEnd").GetInt64());
        Assert.Equal(
            "<b>INC-123</b> Our database is sad<br>Major · Closed · lasted 42 min · "
            + $"<a href=\"https://app.incident.io/acme/incidents/{IncidentPayload.SomeId}\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>",
            body.GetProperty("text").GetString());
        Assert.Equal(
            ["incident-io", "severity:major", "status:resolved", "route:default", $"x-incident:{IncidentPayload.SomeId}"],
            body.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!));
    }

    [Fact]
    public async Task A_create_is_json_from_the_bridge_with_the_token()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.BecomesAsync(Resolved);

        var headers = Assert.Single(bridge.Grafana.CallsWith("POST")).RequestMessage.Headers!;
        Assert.StartsWith("application/json", Assert.Single(headers["Content-Type"]), StringComparison.Ordinal);
        Assert.Equal("application/json", Assert.Single(headers["Accept"]));
        Assert.Equal($"Bearer {BridgeInstance.GrafanaToken}", Assert.Single(headers["Authorization"]));
        Assert.StartsWith("incident-bridge/", Assert.Single(headers["User-Agent"]), StringComparison.Ordinal);
        Assert.DoesNotContain("X-Grafana-Org-Id", headers.Keys);
    }

    [Fact]
    public async Task The_organization_is_named_when_it_is_set()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Grafana:main:OrgId"] = "7" }, prepare: starting => starting.Grafana.IsOfOrganization(7));
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.BecomesAsync(Resolved);

        Assert.All(bridge.Grafana.Calls, call => Assert.Equal("7", Assert.Single(call.RequestMessage.Headers!["X-Grafana-Org-Id"])));
    }

    [Fact]
    public async Task An_update_says_everything_again()
    {
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        bridge.Grafana.TakesUpdatesOf(id: 42);
        await bridge.BecomesAsync(Resolved with { Status = "Postmortem" });
        bridge.Grafana.ShowsCreated(42);

        await bridge.BecomesAsync(Resolved);

        var update = Assert.Single(bridge.Grafana.CallsWith("PUT")).RequestMessage;
        Assert.Equal("/api/annotations/42", update.Path);
        var body = JsonDocument.Parse(update.Body!).RootElement;
        Assert.Equal(["time", "timeEnd", "text", "tags"], body.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1793527110411 + (42 * 60 * 1000), body.GetProperty("timeEnd").GetInt64());
        Assert.Contains("status:resolved", body.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
    }

    [Fact]
    public async Task A_search_asks_for_the_incident_under_either_key_within_the_times_that_it_may_be_shown_at()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.BecomesAsync(Resolved);

        var search = Assert.Single(bridge.Grafana.Searches).RequestMessage;
        Assert.Equal(["from", "limit", "matchAny", "tags", "to", "type"], search.Query!.Keys.Order(StringComparer.Ordinal));
        Assert.Equal([$"x-incident:{IncidentPayload.SomeId}", $"incident:{IncidentPayload.SomeId}"], search.Query["tags"]);
        Assert.Equal(("annotation", "100"), (Assert.Single(search.Query["type"]), Assert.Single(search.Query["limit"])));
        Assert.InRange(Start.ToUnixTimeMilliseconds(), long.Parse(search.Query["from"][0], CultureInfo.InvariantCulture), long.Parse(search.Query["to"][0], CultureInfo.InvariantCulture));
        Assert.Equal($"Bearer {BridgeInstance.GrafanaToken}", Assert.Single(search.Headers!["Authorization"]));
    }

    [Theory]
    [InlineData("/grafana")]
    [InlineData("/grafana/")]
    [InlineData("/tools/grafana")]
    public async Task A_grafana_under_a_path_is_reached_there(string path)
    {
        await using var bridge = await BridgeInstance.StartAsync(prepare: bridge =>
        {
            bridge.Set("Grafana:main:Url", bridge.Grafana.Url + path);
            bridge.Grafana.Answers(GrafanaMock.Finding(path.TrimEnd('/')), Answer.Json("[]"));
            bridge.Grafana.Answers(GrafanaMock.Creates(path.TrimEnd('/')), GrafanaMock.Created(42));
        });

        await bridge.BecomesAsync(Resolved);

        Assert.Equal("GET POST", bridge.Grafana.Sequence);
    }
}
