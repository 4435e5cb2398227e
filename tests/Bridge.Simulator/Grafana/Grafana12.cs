using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Grafana 12.4.3 on SQLite, with the legacy annotations API.</summary>
internal sealed class Grafana12() : GrafanaWithPermissions("12.4.3")
{
    /// <summary>Dashboards have snowflakes: 16 digits, some millions apart.</summary>
    private const long FirstDashboard = 1_540_972_897_808_384, BetweenDashboards = 8_388_608;

    internal override bool SavesDashboards => true;

    internal override long DashboardNumber(int count) => FirstDashboard + ((count - 1) * BetweenDashboards);

    internal override string LoginOf(GrafanaUser user) => user.IsPerson ? user.Name : $"sa-{user.OrganizationId}-{user.Name}";

    internal override Answer Unauthorized(SignInFault fault)
    {
        var (id, message) = fault switch
        {
            SignInFault.Nobody => ("auth.unauthorized", "Unauthorized"),
            SignInFault.ExpiredToken => ("api-key.expired", "Expired API key"),
            SignInFault.WrongPassword => ("password-auth.failed", "Invalid username or password"),
            _ => ("api-key.invalid", "Invalid API key"),
        };
        return Answer.Json(
            401,
            new JsonObject { ["extra"] = null, ["message"] = message, ["messageId"] = id, ["statusCode"] = 401, ["traceID"] = "" },
            GrafanaAnswer.JsonWithCharset);
    }

    internal override Answer Forbidden(GrafanaAction action) => action == GrafanaAction.Create
        ? GrafanaAnswer.Message(403, "Access denied to save the annotation")
        : GrafanaAnswer.LacksPermission(action.Permission());

    internal override Answer Missing(GrafanaAction action, long id) =>
        action == GrafanaAction.Delete ? GrafanaAnswer.Message(200, "Annotation deleted") : base.Missing(action, id);

    internal override UnseenAnnotation Unseen(GrafanaAction action) =>
        action == GrafanaAction.Delete ? UnseenAnnotation.Changed : UnseenAnnotation.Missing;

    internal override Answer? TooManyTags(GrafanaAction action, IReadOnlyList<string> tags) =>
        IsTooLong(tags) ? GrafanaAnswer.TagLimitExceeded([]) : null;

    /// <summary>A uid counts before a number; neither is ignored.</summary>
    internal override (SimulatedDashboard? Dashboard, Answer? Refusal) PlaceOf(AnnotationCommand command, GrafanaRights rights)
    {
        if (command.DashboardUid.Length > 0)
        {
            var named = rights.Dashboards.FirstOrDefault(dashboard => dashboard.Uid == command.DashboardUid);
            return (named, named is null ? Error(500, "Error while checking annotation permissions") : null);
        }

        var numbered = rights.Dashboards.FirstOrDefault(dashboard => dashboard.Id == command.DashboardId);
        return (numbered, numbered is null && command.DashboardId > 0 ? Error(400, "Invalid dashboard ID in annotation request") : null);
    }

    /// <summary>
    /// It first counts the matches, those of dashboards that the user may not see too, and then reads dashboard by dashboard, so many
    /// a page, until it has that many. Annotations of the organization are on every page: where some of the matches may not be seen,
    /// one item comes twice.
    /// </summary>
    internal override IEnumerable<StoredAnnotation> Readable(
        IReadOnlyList<StoredAnnotation> matches, AnnotationSearch search, GrafanaRights rights)
    {
        var limit = search.NamesDashboard ? search.Limit : search.Limited(matches).Count();
        var dashboards = search.NamesDashboard ? [.. rights.Visible.Where(search.IsOn)] : rights.Visible;
        var read = new List<StoredAnnotation>();
        foreach (var page in dashboards.Chunk((int)Math.Max(1, limit)).Append([]))
        {
            if (read.Count >= limit)
            {
                break;
            }

            read.AddRange(matches
                .Where(row => row.DashboardId == 0 ? rights.MaySeeOrganization : page.Any(dashboard => dashboard.Id == row.DashboardId))
                .Take((int)limit));
            if (page.Length < limit)
            {
                break;
            }
        }

        return read;
    }

    /// <summary>New tags get rows; none is taken away.</summary>
    internal override bool TryReindex(StoredAnnotation row, IReadOnlyList<string> tags, HashSet<GrafanaTag> known)
    {
        row.Index = [.. row.Index.Union(GrafanaTag.Parse(tags))];
        known.UnionWith(row.Index);
        return true;
    }

    /// <summary>Members without a value are left out; the uid of an annotation of the organization is empty.</summary>
    internal override JsonObject Item(StoredAnnotation row, bool isAlone)
    {
        var item = row.ToJson(this);
        foreach (var (name, _) in item.Where(member => IsEmpty(member.Value)).ToList())
        {
            item.Remove(name);
        }

        item["dashboardUID"] = row.DashboardUid ?? "";
        return item;
    }

    internal override void Describe(JsonObject meta, GrafanaRights rights, SimulatedDashboard dashboard)
    {
        base.Describe(meta, rights, dashboard);
        (meta["createdBy"], meta["updatedBy"]) = ("Anonymous", "Anonymous");
        meta["apiVersion"] = "v0alpha1";
    }

    internal override Answer NoSuchDashboard() => Answer.Json(
        404, new JsonObject { ["message"] = "Dashboard not found", ["title"] = "Not found" }, GrafanaAnswer.JsonWithCharset);

    internal override Answer ClosedDashboard() => GrafanaAnswer.LacksPermission("dashboards:read");

    internal override Answer WhoIs(GrafanaUser user) => Answer.Json(200, GrafanaInstance.User(user, LoginOf(user)));

    internal override IEnumerable<string> Scopes(GrafanaAction action, GrafanaRights rights)
    {
        var (everywhere, dashboards) = action == GrafanaAction.Read
            ? (rights.MaySeeOrganization, rights.Visible)
            : (rights.MayEditOrganization, rights.Editable);
        var scopes = dashboards.Select(dashboard => $"dashboards:uid:{dashboard.Uid}");
        return everywhere ? scopes.Prepend("annotations:*") : scopes;
    }

    protected override bool MayAnnotate(GrafanaRights rights, SimulatedDashboard dashboard) => rights.MayEdit(dashboard);

    private static bool IsEmpty(JsonNode? node) => node?.ToJsonString() is null or "0" or "\"\"" or "[]";
}
