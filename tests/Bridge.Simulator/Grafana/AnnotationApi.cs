using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Everything below <c>/api/annotations</c>, for somebody who may at least read.</summary>
internal sealed class AnnotationApi(SimulatedGrafana grafana, AnnotationTable table)
{
    private const string Root = "/api/annotations";

    /// <summary>Newer versions measure the list of tags as JSON; the default of <c>[annotations] tags_length</c>.</summary>
    private const int MaxTagsLength = 500;

    private bool IsOld => grafana.Behaviour == GrafanaBehaviour.V7;

    public Answer Serve(RecordedRequest request, GrafanaRole role)
    {
        // A trailing slash makes no difference.
        var rest = request.Path.TrimEnd('/')[Root.Length..].TrimStart('/');
        return (request.Method, rest) switch
        {
            ("GET", "") => Search(request),
            ("GET", "tags") when !IsOld => AnnotationSearch.Tags(request, table.Rows),
            ("GET", _) when !IsOld => Show(rest),
            ("POST", "") => Create(request, role),
            ("POST", "graphite") => CreateGraphite(request, role),
            ("POST", "mass-delete") => MassDelete(request, role),
            ("PUT", { Length: > 0 }) => Update(request, role, rest, "UpdateAnnotationsCmd", "Annotation updated", table.Replace),
            ("PATCH", { Length: > 0 }) => Update(request, role, rest, "PatchAnnotationsCmd", "Annotation patched", table.Change),
            ("DELETE", { Length: > 0 }) => Delete(role, rest),
            _ => GrafanaAnswer.NoSuchPath(),
        };
    }

    private Answer Search(RecordedRequest request)
    {
        if (!IsOld && request.QueryValue("dashboardUID") is { Length: > 0 } uid && !grafana.Dashboards.Values.Contains(uid))
        {
            return GrafanaAnswer.Message(400, "Dashboard not found");
        }

        var found = AnnotationSearch.Find(request, table.Rows).Select(row => row.ToJson(withUid: !IsOld));
        return Answer.Json(200, new JsonArray([.. found]));
    }

    private Answer Show(string id) => !TryReadId(id, out var number)
        ? GrafanaAnswer.Message(400, "annotationId is invalid")
        : table.Find(number) is { } row ? Answer.Json(200, row.ToJson(withUid: true)) : GrafanaAnswer.Message(404, "Annotation not found");

    private Answer Create(RecordedRequest request, GrafanaRole role)
    {
        // Old versions read the body before they look at the role: a broken one is a 400 for everybody.
        var (command, refusal) = AnnotationCommand.Read(request, "PostAnnotationsCmd", grafana.Behaviour);
        if (role < GrafanaRole.Editor && (refusal is null || !IsOld))
        {
            return GrafanaAnswer.Forbidden(grafana.Behaviour, GrafanaPermissions.Create);
        }

        if (command is null)
        {
            return refusal!;
        }

        if (command.DashboardId > 0 && !grafana.Dashboards.ContainsKey(command.DashboardId))
        {
            return GrafanaAnswer.Forbidden(grafana.Behaviour, GrafanaPermissions.Create);
        }

        if (command.Text.Length == 0 || (!IsOld && JsonSerializer.Serialize(command.Tags ?? []).Length > MaxTagsLength))
        {
            return GrafanaAnswer.Message(400, "Failed to save annotation");
        }

        return GrafanaAnswer.Added(table.Add(command, DashboardOf(command)).Id);
    }

    /// <summary>7.5 does not know uids, and newer versions ignore one that does not exist: both post to the whole organization.</summary>
    private (long Id, string Uid)? DashboardOf(AnnotationCommand command)
    {
        foreach (var (id, uid) in grafana.Dashboards)
        {
            if (id == command.DashboardId || (!IsOld && uid == command.DashboardUid))
            {
                return (id, uid);
            }
        }

        return null;
    }

    private Answer CreateGraphite(RecordedRequest request, GrafanaRole role)
    {
        if (role < GrafanaRole.Editor)
        {
            return GrafanaAnswer.Forbidden(grafana.Behaviour, GrafanaPermissions.Create);
        }

        return AnnotationCommand.ReadGraphite(request) is { } command
            ? GrafanaAnswer.Added(table.Add(command, dashboard: null).Id, "Graphite annotation added")
            : GrafanaAnswer.Message(500, "Failed to save Graphite annotation");
    }

    private Answer Update(
        RecordedRequest request, GrafanaRole role, string id, string type, string done, Action<StoredAnnotation, AnnotationCommand> apply)
    {
        if (!TryReadId(id, out var number))
        {
            return GrafanaAnswer.Message(400, "annotationId is invalid");
        }

        var (command, refusal) = AnnotationCommand.Read(request, type, grafana.Behaviour);
        if (command is null)
        {
            return refusal!;
        }

        if (role < GrafanaRole.Editor)
        {
            return GrafanaAnswer.Forbidden(grafana.Behaviour, GrafanaPermissions.Write);
        }

        if (table.Find(number) is not { } row)
        {
            return GrafanaAnswer.Missing(grafana.Behaviour, GrafanaPermissions.Write);
        }

        apply(row, command);
        return GrafanaAnswer.Message(200, done);
    }

    private Answer Delete(GrafanaRole role, string id)
    {
        if (!TryReadId(id, out var number))
        {
            return GrafanaAnswer.Message(400, "annotationId is invalid");
        }

        if (role < GrafanaRole.Editor)
        {
            return GrafanaAnswer.Forbidden(grafana.Behaviour, GrafanaPermissions.Delete);
        }

        return number == 0 ? Wipe("Annotation deleted")
            : table.Remove(number) ? GrafanaAnswer.Message(200, "Annotation deleted")
            : GrafanaAnswer.Missing(grafana.Behaviour, GrafanaPermissions.Delete);
    }

    private Answer MassDelete(RecordedRequest request, GrafanaRole role)
    {
        if (role < GrafanaRole.Admin)
        {
            return GrafanaAnswer.Message(403, "Permission denied");
        }

        var body = JsonNode.Parse(request.Body.Length > 0 ? request.Body : "{}") as JsonObject ?? [];
        if ((long?)body["annotationId"] is > 0 and var id)
        {
            table.Remove(id);
            return GrafanaAnswer.Message(200, "Annotations deleted");
        }

        var (dashboard, panel) = ((long?)body["dashboardId"] ?? 0, (long?)body["panelId"] ?? 0);
        if ((dashboard, panel) == (0, 0))
        {
            return Wipe("Annotations deleted");
        }

        foreach (var row in table.Rows.Where(row => row.DashboardId == dashboard && row.PanelId == panel).ToList())
        {
            table.Remove(row.Id);
        }

        return GrafanaAnswer.Message(200, "Annotations deleted");
    }

    private Answer Wipe(string message)
    {
        grafana.NoteWipe();
        table.RemoveAllOfOrganization();
        return GrafanaAnswer.Message(200, message);
    }

    /// <summary>Old versions read what is not wholly a number as 0; one that is too large stays harmless.</summary>
    private bool TryReadId(string text, out long id)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out id))
        {
            return true;
        }

        id = text.All(char.IsAsciiDigit) ? long.MaxValue : 0;
        return IsOld;
    }
}
