using System.Text;
using System.Text.Json.Nodes;

namespace Bridge.Simulator.Grafana;

/// <summary>The JSON of a dashboard, and of what Grafana says about it.</summary>
internal static class DashboardModel
{
    private const string Never = "0001-01-01T00:00:00Z";

    /// <summary>The dashboard itself, with the members in the order in which Grafana gives them: by name.</summary>
    public static JsonObject Of(SimulatedDashboard dashboard)
    {
        var model = dashboard.Model is { } saved
            ? JsonNode.Parse(saved)!.AsObject()
            : new JsonObject { ["panels"] = new JsonArray([.. dashboard.Panels.Select(Panel)]), ["title"] = dashboard.Uid };
        (model["id"], model["uid"], model["version"]) = (dashboard.Id, dashboard.Uid, dashboard.Version);
        return (JsonObject)InOrder(model)!;
    }

    public static string Title(SimulatedDashboard dashboard) =>
        dashboard.Model is null ? dashboard.Uid : (string?)Of(dashboard)["title"] ?? "";

    public static IReadOnlyList<string> Tags(SimulatedDashboard dashboard) =>
        dashboard.Model is null ? [] : [.. (Of(dashboard)["tags"] as JsonArray ?? []).Select(tag => (string)tag!)];

    /// <summary>A title in an address.</summary>
    public static string Slug(string title)
    {
        var slug = new StringBuilder();
        foreach (var character in title.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                slug.Append(character);
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        return slug.ToString().TrimEnd('-');
    }

    public static string Url(SimulatedDashboard dashboard) => $"/d/{dashboard.Uid}/{Slug(Title(dashboard))}";

    /// <summary>What <c>GET /api/dashboards/uid/…</c> answers.</summary>
    public static JsonObject WithMeta(GrafanaDialect dialect, GrafanaRights rights, SimulatedDashboard dashboard, SimulatedFolder? folder)
    {
        var mayEdit = rights.MayEdit(dashboard);
        var meta = new JsonObject
        {
            ["type"] = "db",
            ["canSave"] = mayEdit,
            ["canEdit"] = mayEdit,
            ["canAdmin"] = rights.User.Role == GrafanaRole.Admin || (dashboard.CreatedBy.Length > 0 && dashboard.CreatedBy == rights.User.Name),
            ["canStar"] = true,
            ["canDelete"] = mayEdit,
            ["slug"] = Slug(Title(dashboard)),
            ["url"] = Url(dashboard),
            ["expires"] = Never,
            ["created"] = Never,
            ["updated"] = Never,
            ["version"] = dashboard.Version,
            ["hasAcl"] = false,
            ["isFolder"] = false,
            ["folderId"] = folder?.Id ?? 0,
            ["folderUid"] = dashboard.FolderUid,
            ["folderTitle"] = folder?.Title ?? "General",
            ["folderUrl"] = folder?.Url ?? "",
            ["provisioned"] = dashboard.IsProvisioned,
            ["provisionedExternalId"] = dashboard.IsProvisioned ? $"{dashboard.Uid}.json" : "",
        };
        if (dashboard.SharesAnnotations is not null)
        {
            meta["publicDashboardEnabled"] = true;
        }

        dialect.Describe(meta, rights, dashboard);
        return new JsonObject { ["meta"] = meta, ["dashboard"] = Of(dashboard) };
    }

    /// <summary>Two in a row.</summary>
    private static JsonObject Panel(string title, int index) => new()
    {
        ["gridPos"] = new JsonObject { ["h"] = 8, ["w"] = 12, ["x"] = index % 2 * 12, ["y"] = index / 2 * 8 },
        ["id"] = index + 1,
        ["title"] = title,
        ["type"] = "timeseries",
    };

    private static JsonNode? InOrder(JsonNode? json) => json switch
    {
        JsonObject members => new JsonObject(members
            .OrderBy(member => member.Key, StringComparer.Ordinal)
            .Select(member => KeyValuePair.Create(member.Key, InOrder(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(InOrder)]),
        _ => json?.DeepClone(),
    };
}
