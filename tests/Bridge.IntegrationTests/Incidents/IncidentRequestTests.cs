using Bridge.IntegrationTests.Hosting;
using WireMock;
using WireMock.RequestBuilders;

namespace Bridge.IntegrationTests.Incidents;

public sealed class IncidentRequestTests
{
    [Fact]
    public async Task An_incident_is_asked_for_by_its_id_with_the_key_and_the_bridges_name()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(new IncidentPayload());
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        var request = FetchesBy(bridge)[0];
        Assert.Equal("GET", request.Method);
        Assert.Equal($"{bridge.IncidentIo.Url}/v2/incidents/{IncidentPayload.SomeId}", request.Url);
        Assert.Equal($"Bearer {BridgeInstance.ApiKey}", Assert.Single(request.Headers!["Authorization"]));
        Assert.Equal("application/json", Assert.Single(request.Headers!["Accept"]));
        Assert.Matches(@"^incident-bridge/\d+\.\d+\.\d+", Assert.Single(request.Headers!["User-Agent"]));
        Assert.Null(request.Body);
    }

    [Fact]
    public async Task The_api_may_live_under_a_path()
    {
        await using var bridge = await BridgeInstance.StartAsync(prepare: bridge =>
        {
            bridge.Set("IncidentIo:ApiUrl", $"{bridge.IncidentIo.Url}/proxy/");
            bridge.IncidentIo.Answers(Request.Create().WithPath("/proxy/v1/identity"), Answer.Status(500));
            bridge.IncidentIo.Answers(
                Request.Create().WithPath("/proxy/v2/incidents/abc"), Answer.Json(new IncidentPayload("abc").ToJson()));
        });
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync("abc");

        await bridge.HasEndedAsync("abc", "succeeded");
    }

    [Theory]
    [InlineData("a-b_C-9")]
    [InlineData("123")]
    public async Task Whatever_an_id_may_hold_reaches_incident_io_as_it_is(string id)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(new IncidentPayload(id));
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync(id);
        await bridge.HasEndedAsync(id, "succeeded");

        Assert.EndsWith($"/v2/incidents/{id}", FetchesBy(bridge)[0].Url, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../../v1/identity")]
    [InlineData("a/b")]
    [InlineData("a?b=c")]
    [InlineData("a%2Fb")]
    [InlineData("a:b")]
    public async Task An_id_that_could_lead_elsewhere_leads_nowhere(string id)
    {
        await using var bridge = await BridgeInstance.StartAsync();
        await Eventually.IsTrueAsync(() => bridge.IncidentIo.Calls.Count == 1, "the key's identity was asked for");

        using var answer = await bridge.Webhooks.SendAsync(TestWebhook.About(id).ToRequest(), TestContext.Current.CancellationToken);
        await bridge.StopAsync();

        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Single(bridge.IncidentIo.Calls);
    }

    [Fact]
    public async Task The_answer_about_another_incident_is_not_taken_for_this_one()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has("123", new IncidentPayload().ToJson());
        bridge.Grafana.FindsNothing();

        await bridge.AnnounceAsync("123");
        await bridge.HasEndedAsync("123", "retry");

        Assert.Equal("not_found", bridge.WorkOn("123")!.Reason);
        Assert.Equal("GET", bridge.Grafana.Sequence);
    }

    [Fact]
    public async Task A_private_incident_is_fetched_like_any_other_and_told_without_its_words()
    {
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Has(new IncidentPayload { Visibility = "private", Name = "Layoffs" });
        bridge.Grafana.TakesCreates(id: 42);

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "succeeded");

        var body = Assert.Single(bridge.Grafana.CreatedBodies);
        Assert.Contains("Private incident", body, StringComparison.Ordinal);
        Assert.Contains("INC-123", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Layoffs", body, StringComparison.Ordinal);
    }

    private static List<IRequestMessage> FetchesBy(BridgeInstance bridge) =>
        [.. bridge.IncidentIo.Calls.Select(call => call.RequestMessage).Where(request => request.Path.StartsWith("/v2/", StringComparison.Ordinal))];
}
