using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Dashboards and folders, for somebody who is known. What was not recorded of a version is not there in it.</summary>
internal sealed class DashboardApi(SimulatedGrafana grafana)
{
    private const string ByUid = "/api/dashboards/uid/";
    private const string Shared = "/public-dashboards";

    public Answer Serve(RecordedRequest request, GrafanaRights rights) => (request.Method, request.Path) switch
    {
        (_, var path) when path.EndsWith(Shared, StringComparison.Ordinal) && grafana.Dialect.SavesDashboards =>
            DashboardSharing.Serve(grafana, request, rights, UidIn(path[..^Shared.Length])),
        ("GET", var path) when path.StartsWith(ByUid, StringComparison.Ordinal) => Show(UidIn(path), rights),
        ("GET", "/api/search") when grafana.Dialect.SavesDashboards => new DashboardSearch(grafana, request, rights).Find(),
        ("POST", "/api/dashboards/db") when grafana.Dialect.SavesDashboards => Save(request, rights),
        ("POST", "/api/folders") when grafana.Dialect.SavesDashboards && rights.User.Role == GrafanaRole.Admin => MakeFolder(request, rights),
        _ => GrafanaAnswer.NoSuchPath(),
    };

    private static string UidIn(string path) => path.StartsWith(ByUid, StringComparison.Ordinal) ? path[ByUid.Length..] : "";

    private Answer Show(string uid, GrafanaRights rights) => rights.Dashboards.FirstOrDefault(dashboard => dashboard.Uid == uid) switch
    {
        null => grafana.Dialect.NoSuchDashboard(),
        var closed when !rights.MaySee(closed) => grafana.Dialect.ClosedDashboard(),

        // By Grafana's source, pkg/api/dashboard.go; the recorded one could not be read by who asked.
        { IsOfNewerSchema: true } => GrafanaAnswer.Message(
            406, $"dashboard api version not supported, use /apis/dashboard.grafana.app/v2beta1/namespaces/default/dashboards/{uid} instead"),
        var found => Answer.Json(
            200, DashboardModel.WithMeta(grafana.Dialect, rights, found, grafana.FolderOf(rights.User.OrganizationId, found.FolderUid))),
    };

    private Answer Save(RecordedRequest request, GrafanaRights rights)
    {
        if (!rights.HasAny(GrafanaAction.Write))
        {
            return GrafanaAnswer.LacksPermission("any of dashboards:create, dashboards:write");
        }

        if (Read(request.Body) is not { } body || body["dashboard"] is not JsonObject model)
        {
            return GrafanaAnswer.Message(400, "bad request data");
        }

        var uid = (string?)model["uid"] is { Length: > 0 } named ? named : $"imported-{rights.Dashboards.Count + 1}";
        var folderUid = (string?)body["folderUid"] ?? "";
        var old = rights.Dashboards.FirstOrDefault(dashboard => dashboard.Uid == uid);
        if (old is { IsProvisioned: true })
        {
            return GrafanaAnswer.Message(400, "Cannot save provisioned dashboard");
        }

        if (!MaySaveInto(folderUid, rights) || (old is not null && !rights.MayEdit(old)))
        {
            return GrafanaAnswer.Message(403, "Access denied to save dashboard");
        }

        if (old is not null && (bool?)body["overwrite"] != true && ((long?)model["version"] ?? 0) != old.Version)
        {
            return Answer.Json(
                412, new JsonObject { ["message"] = "The dashboard has been changed by someone else", ["status"] = "version-mismatch" });
        }

        var saved = grafana.Save(rights.User, uid, folderUid, model.ToJsonString());
        return Answer.Json(200, new JsonObject
        {
            ["folderUid"] = folderUid,
            ["id"] = saved.Id,
            ["slug"] = DashboardModel.Slug(DashboardModel.Title(saved)),
            ["status"] = "success",
            ["uid"] = saved.Uid,
            ["url"] = DashboardModel.Url(saved),
            ["version"] = saved.Version,
        });
    }

    private bool MaySaveInto(string folderUid, GrafanaRights rights) =>
        folderUid.Length == 0
        || (grafana.FolderOf(rights.User.OrganizationId, folderUid) is { } folder && (!folder.IsClosed || rights.User.Role == GrafanaRole.Admin));

    private Answer MakeFolder(RecordedRequest request, GrafanaRights rights)
    {
        if (Read(request.Body) is not { } body || (string?)body["title"] is not { Length: > 0 } title)
        {
            return GrafanaAnswer.Message(400, "bad request data");
        }

        var folder = grafana.AddFolder((string?)body["uid"] ?? DashboardModel.Slug(title), title);
        return Answer.Json(200, new JsonObject
        {
            ["id"] = folder.Id,
            ["uid"] = folder.Uid,
            ["orgId"] = folder.OrganizationId,
            ["title"] = folder.Title,
            ["url"] = folder.Url,
            ["hasAcl"] = false,
            ["canSave"] = true,
            ["canEdit"] = true,
            ["canAdmin"] = true,
            ["canDelete"] = true,
            ["createdBy"] = rights.User.Name,
            ["created"] = "0001-01-01T00:00:00Z",
            ["updatedBy"] = "Anonymous",
            ["updated"] = "0001-01-01T00:00:00Z",
            ["version"] = 1,
        });
    }

    private static JsonObject? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
