using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>What <c>GET /api/search</c> finds: dashboards and folders by title, a page at a time.</summary>
internal sealed class DashboardSearch(SimulatedGrafana grafana, RecordedRequest request, GrafanaRights rights)
{
    private const int DefaultLimit = 1000, MaxLimit = 5000;

    public Answer Find()
    {
        var type = request.QueryValue("type");
        var hits = (type == "dash-db" ? [] : Folders()).Concat(type == "dash-folder" ? [] : Dashboards());
        var limit = Math.Clamp(Number("limit", DefaultLimit), 1, MaxLimit);
        var page = Math.Max(1, Number("page", 1));
        return Answer.Json(200, new JsonArray(
            [.. hits.OrderBy(hit => (string)hit["title"]!, StringComparer.OrdinalIgnoreCase).Skip((page - 1) * limit).Take(limit)]));
    }

    private IEnumerable<JsonObject> Folders() => grafana.FoldersOf(rights.User.OrganizationId)
        .Where(folder => (!folder.IsClosed || rights.User.Role == GrafanaRole.Admin) && IsTitled(folder.Title))
        .Select(folder => Hit(folder.Id, folder.Uid, folder.Title, "dash-folder", folder.Url, [], null));

    private IEnumerable<JsonObject> Dashboards()
    {
        var (tags, folders) = (request.Query("tag"), request.Query("folderUIDs"));
        return
            from dashboard in rights.Visible
            where folders.Count == 0 || folders.Contains(dashboard.FolderUid)
            let own = DashboardModel.Tags(dashboard)
            where tags.All(own.Contains)
            let title = DashboardModel.Title(dashboard)
            where IsTitled(title)
            let folder = grafana.FolderOf(dashboard.OrganizationId, dashboard.FolderUid)
            select Hit(dashboard.Id, dashboard.Uid, title, "dash-db", DashboardModel.Url(dashboard), own, folder);
    }

    private static JsonObject Hit(
        long id, string uid, string title, string type, string url, IReadOnlyList<string> tags, SimulatedFolder? folder)
    {
        var hit = new JsonObject
        {
            ["id"] = id,
            ["uid"] = uid,
            ["orgId"] = 1,
            ["title"] = title,
            ["uri"] = $"db/{DashboardModel.Slug(title)}",
            ["url"] = url,
            ["slug"] = "",
            ["type"] = type,
            ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
            ["isStarred"] = false,
            ["sortMeta"] = 0,
            ["isDeleted"] = false,
        };
        if (folder is not null)
        {
            (hit["folderId"], hit["folderUid"], hit["folderTitle"], hit["folderUrl"]) = (folder.Id, folder.Uid, folder.Title, folder.Url);
        }

        return hit;
    }

    private bool IsTitled(string title) => title.Contains(request.QueryValue("query"), StringComparison.OrdinalIgnoreCase);

    private int Number(string name, int missing) =>
        int.TryParse(request.QueryValue(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : missing;
}
