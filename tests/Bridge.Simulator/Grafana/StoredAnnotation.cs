using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Bridge.Simulator.Grafana;

/// <summary>A row of Grafana's table, with the rows of its tag index. The two can differ: that is one of the quirks.</summary>
internal sealed class StoredAnnotation
{
    public required long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>Null when nobody knows.</summary>
    public GrafanaUser? Author { get; init; }

    public long DashboardId { get; init; }

    public string? DashboardUid { get; init; }

    public long PanelId { get; init; }

    public required long Created { get; init; }

    public long Updated { get; set; }

    public long Start { get; private set; }

    public long End { get; private set; }

    public required string Text { get; set; }

    /// <summary>What GET shows; null after a PUT without tags.</summary>
    public IReadOnlyList<string>? ShownTags { get; set; }

    /// <summary>What a search finds it by.</summary>
    public IReadOnlyList<GrafanaTag> Index { get; set; } = [];

    public JsonObject Data { get; set; } = [];

    /// <summary>Sets both ends; 0 keeps what is there. The wrong way round they are swapped.</summary>
    public void Move(long start, long end)
    {
        var (from, to) = (start == 0 ? Start : start, end == 0 ? End : end);
        (Start, End) = from <= to ? (from, to) : (to, from);
    }

    /// <summary>As it is now, for a backup. What its members hold is never changed, only replaced.</summary>
    public StoredAnnotation Copy() => (StoredAnnotation)MemberwiseClone();

    /// <summary>Every member that a version may show, but for the dashboard's uid.</summary>
    /// <param name="dialect">Says how the author is shown.</param>
    public JsonObject ToJson(GrafanaDialect dialect)
    {
        var login = Author is null ? "" : dialect.LoginOf(Author);
        var email = Author is { IsPerson: true } ? $"{login}@localhost" : login;
        return new JsonObject
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
            ["login"] = login,
            ["email"] = email,
            ["avatarUrl"] = email.Length > 0 ? $"/avatar/{Gravatar(email)}" : "",
            ["data"] = Data.DeepClone(),
        };
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
        DateTimeOffset.FromUnixTimeMilliseconds(Updated))
    {
        OrganizationId = OrganizationId,
        Author = Author?.Name ?? "",
    };

#pragma warning disable CA5351 // A name for a picture, by the rule of gravatar.com; nothing is secured by it.
    private static string Gravatar(string email) => Convert.ToHexStringLower(MD5.HashData(Encoding.UTF8.GetBytes(email)));
#pragma warning restore CA5351
}
