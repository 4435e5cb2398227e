using System.Text.Json.Nodes;

namespace Bridge.Simulator.Grafana;

/// <summary>A row of Grafana's table, with the rows of its tag index. The two can differ: that is one of the quirks.</summary>
internal sealed class StoredAnnotation
{
    public required long Id { get; init; }

    public long DashboardId { get; init; }

    public string? DashboardUid { get; init; }

    public long PanelId { get; init; }

    public required long Created { get; init; }

    public long Updated { get; set; }

    public long Start { get; private set; }

    public long End { get; private set; }

    public required string Text { get; set; }

    /// <summary>What GET shows; null after a PUT without tags.</summary>
    public List<string>? ShownTags { get; set; }

    /// <summary>What a search finds it by.</summary>
    public List<GrafanaTag> Index { get; set; } = [];

    public JsonObject Data { get; set; } = [];

    /// <summary>Sets both ends; 0 keeps what is there. The wrong way round they are swapped.</summary>
    public void Move(long start, long end)
    {
        var (from, to) = (start == 0 ? Start : start, end == 0 ? End : end);
        (Start, End) = from <= to ? (from, to) : (to, from);
    }

    /// <param name="withUid">Whether this version shows the dashboard's uid.</param>
    public JsonObject ToJson(bool withUid)
    {
        var item = new JsonObject
        {
            ["id"] = Id,
            ["alertId"] = 0,
            ["alertName"] = "",
            ["dashboardId"] = DashboardId,
            ["panelId"] = PanelId,
            ["userId"] = 0,
            ["newState"] = "",
            ["prevState"] = "",
            ["created"] = Created,
            ["updated"] = Updated,
            ["time"] = Start,
            ["timeEnd"] = End,
            ["text"] = Text,
            ["tags"] = ShownTags is null ? null : new JsonArray([.. ShownTags.Select(tag => JsonValue.Create(tag))]),
            ["login"] = "",
            ["email"] = "",
            ["avatarUrl"] = "",
            ["data"] = Data.DeepClone(),
        };
        if (withUid)
        {
            item["dashboardUID"] = DashboardUid;
        }

        return item;
    }

    public SimulatedAnnotation ToSnapshot() => new(
        Id,
        DashboardUid,
        PanelId,
        DateTimeOffset.FromUnixTimeMilliseconds(Start),
        DateTimeOffset.FromUnixTimeMilliseconds(End),
        Text,
        [.. ShownTags ?? []],
        DateTimeOffset.FromUnixTimeMilliseconds(Created),
        DateTimeOffset.FromUnixTimeMilliseconds(Updated));
}
