using System.Text.Json.Nodes;
using Bridge.IntegrationTests.Hosting;
using Bridge.IntegrationTests.Privacy;
using WireMock.RequestBuilders;

namespace Bridge.IntegrationTests.Management;

/// <summary>
/// A bad night: one Grafana is down, one incident is a dead letter, and one that is shown is private. The upstreams repeat words that must not be
/// told, and markup.
/// </summary>
internal sealed class StatusWorld : IAsyncDisposable
{
    public const string DeadLetter = "01FDAG4SAP5TYPT98WGR2N7DED";

    public const string TokenOfAway = "the-other-token";

    /// <summary>It would be an element of the page, if it were written as it is.</summary>
    public const string Element = "<img src=x onerror=alert(1)>";

    private readonly GrafanaMock _away;

    private StatusWorld(BridgeInstance bridge, GrafanaMock away, string marker)
    {
        (Bridge, _away, Marker) = (bridge, away, marker);
        Private = Words.PrivateWith(marker) with { Reference = "INC-77" };
    }

    public BridgeInstance Bridge { get; }

    /// <summary>In everything that a person typed, and in what the upstreams say.</summary>
    public string Marker { get; }

    public IncidentPayload Private { get; }

    public IncidentPayload Public { get; } = new() { Reference = "INC-123" };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<StatusWorld> StartAsync(params (string Key, string Value)[] settings)
    {
        var marker = Words.NewMarker();
        var away = new GrafanaMock();
        away.Answers(Request.Create().WithPath("/*"), Answer.Json($$"""{"message":"{{Element}} {{marker}}"}""", 503));
        var bridge = await BridgeInstance.StartAsync(new(settings.ToDictionary(setting => setting.Key, setting => (string?)setting.Value))
        {
            ["Grafana:away:Url"] = away.Url,
            ["Grafana:away:Token"] = TokenOfAway,
        });
        var world = new StatusWorld(bridge, away, marker);
        bridge.Grafana.Remembers();
        bridge.IncidentIo.Answers(
            IncidentIoMock.FetchOf(DeadLetter), Answer.Json($$"""{"errors":[{"message":"{{Element}} {{marker}}"}]}""", 422));
        await Eventually.IsTrueAsync(async () => (string?)(await world.StatusAsync())["grafanas"]![0]!["state"] == "down", "the Grafana that is away is down");
        bridge.IncidentIo.Has(world.Public);
        await bridge.AnnounceAsync(world.Public.Id);
        await Words.SendWithWordsAsync(bridge, world.Private);
        await bridge.AnnounceAsync(DeadLetter);
        await bridge.HasEndedAsync(world.Public.Id, "succeeded", "main");
        await bridge.HasEndedAsync(world.Private.Id, "succeeded", "main");
        await bridge.HasEndedAsync(DeadLetter, "dead_letter", "main");
        await Eventually.IsTrueAsync(
            async () => await world.StatusAsync() is var status && status["dead_letters"]!.AsArray().Count == 1 && status["deliveries"]!.AsArray().Count == 3,
            "the status has all of it");
        return world;
    }

    public async Task<JsonNode> StatusAsync() => JsonNode.Parse(await Bridge.Management.GetStringAsync("/api/v1/status", Token))!;

    public Task<string> PageAsync() => Bridge.Management.GetStringAsync("/", Token);

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        _away.Dispose();
    }
}
