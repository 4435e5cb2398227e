using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Upstreams;

/// <summary>A redirect would carry a credential to wherever it points, so none is followed: the request has failed.</summary>
public sealed class RedirectTests
{
    public static TheoryData<int> Redirects => [301, 302, 303, 307, 308];

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task A_fetch_is_not_redirected(int status)
    {
        using var elsewhere = new UpstreamMock();
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.IncidentIo.Answers(IncidentIoMock.FetchOf(IncidentPayload.SomeId), Answer.RedirectTo($"{elsewhere.Url}/v2/incidents/x", status));

        await bridge.AnnounceAsync(IncidentPayload.SomeId);
        await bridge.HasEndedAsync(IncidentPayload.SomeId, "dead_letter");

        AssertRefused(bridge, elsewhere, "client");
    }

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task A_search_is_not_redirected(int status)
    {
        using var elsewhere = new UpstreamMock();
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.Answers(GrafanaMock.Finding(), Answer.RedirectTo($"{elsewhere.Url}/api/annotations", status));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");

        AssertRefused(bridge, elsewhere, "invalid_answer");
    }

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task A_create_is_not_redirected(int status)
    {
        using var elsewhere = new UpstreamMock();
        await using var bridge = await BridgeInstance.StartAsync();
        bridge.Grafana.FindsNothing();
        bridge.Grafana.Answers(GrafanaMock.Creates(), Answer.RedirectTo($"{elsewhere.Url}/api/annotations", status));

        await bridge.BecomesAsync(new IncidentPayload(), "retry");

        AssertRefused(bridge, elsewhere, "invalid_answer");
        Assert.Single(bridge.Grafana.CallsWith("POST"));
    }

    [Theory]
    [MemberData(nameof(Redirects))]
    public async Task An_update_is_not_redirected(int status)
    {
        using var elsewhere = new UpstreamMock();
        await using var bridge = await BridgeInstance.StartAsync(new() { ["Reconciliation:MinInterval"] = "00:00:00" });
        bridge.Grafana.TakesCreates(id: 42);
        bridge.Grafana.Answers(GrafanaMock.Updates(42), Answer.RedirectTo($"{elsewhere.Url}/api/annotations/42", status));
        await bridge.BecomesAsync(new IncidentPayload());
        bridge.Grafana.ShowsCreated(42);

        await bridge.BecomesAsync(new IncidentPayload { Name = "Another name" }, "retry");

        AssertRefused(bridge, elsewhere, "invalid_answer");
    }

    private static void AssertRefused(BridgeInstance bridge, UpstreamMock elsewhere, string reason)
    {
        Assert.Equal(reason, bridge.WorkOn(IncidentPayload.SomeId)!.Reason);
        Assert.Equal(0, elsewhere.Arrived);
    }
}
