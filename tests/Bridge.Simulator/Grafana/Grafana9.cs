using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Grafana 9.4.0-pre on SQLite.</summary>
internal sealed class Grafana9() : GrafanaWithPermissions("9.4.0-pre")
{
    public bool TokenIsNarrow { get; init; }

    public bool NewTagsFail { get; init; }

    public override string ToString() =>
        base.ToString() + (TokenIsNarrow ? " with a narrow token" : "") + (NewTagsFail ? " where new tags fail" : "");

    internal override string LoginOf(GrafanaUser user) => user.IsPerson ? user.Name : $"sa-{user.Name}";

    internal override Answer Error(int status, string message) =>
        Answer.Json(status, new JsonObject { ["message"] = message, ["traceID"] = "" });

    internal override Answer Unauthorized(SignInFault fault) => fault switch
    {
        SignInFault.Nobody => GrafanaAnswer.Message(401, "Unauthorized", GrafanaAnswer.JsonWithCharset),
        SignInFault.ExpiredToken => Refuse("Expired API key"),
        SignInFault.WrongPassword => Refuse("invalid username or password"),
        _ => Refuse("invalid API key"),
    };

    /// <summary>Everybody who can read is let in to create: the right to annotate some dashboard is in every role.</summary>
    internal override Answer? AtTheDoor(GrafanaAction action, GrafanaRights rights) =>
        action == GrafanaAction.Create && rights.MaySeeOrganization ? null : base.AtTheDoor(action, rights);

    internal override Answer Missing(GrafanaAction action, long id) =>
        TokenIsNarrow ? GrafanaAnswer.LacksPermission(action.Permission()) : base.Missing(action, id);

    internal override Answer? TooManyTags(GrafanaAction action, IReadOnlyList<string> tags) => !IsTooLong(tags)
        ? null
        : action == GrafanaAction.Write
            ? Error(500, "Failed to update annotation")
            : GrafanaAnswer.TagLimitExceeded(new JsonObject { ["traceID"] = "" });

    /// <summary>A uid that is not there is ignored: without a number too, the annotation is the whole organization's.</summary>
    internal override (SimulatedDashboard? Dashboard, Answer? Refusal) PlaceOf(AnnotationCommand command, GrafanaRights rights)
    {
        var dashboard = rights.Dashboards.FirstOrDefault(dashboard => dashboard.Uid == command.DashboardUid)
            ?? rights.Dashboards.FirstOrDefault(dashboard => dashboard.Id == command.DashboardId);
        return (dashboard, dashboard is null && command.DashboardId > 0 ? Error(500, "Error while checking dashboard permissions") : null);
    }

    internal override Answer UnknownUidInSearch() => Error(400, "Invalid dashboard UID in annotation request");

    /// <summary>
    /// The rows are replaced, but the row of a tag that Grafana never saved before points nowhere, and the tag stays unsaved. Two such
    /// rows are the same row twice, which the table refuses, as it does a tag that was sent twice.
    /// </summary>
    internal override bool TryReindex(StoredAnnotation row, IReadOnlyList<string> tags, HashSet<GrafanaTag> known)
    {
        var parsed = GrafanaTag.Parse(tags);
        var unsaved = parsed.Count(tag => !known.Contains(tag));
        if (unsaved > (NewTagsFail ? 0 : 1) || tags.Distinct().Count() < tags.Count)
        {
            return false;
        }

        row.Index = [.. parsed.Where(known.Contains)];
        return true;
    }

    internal override JsonObject Item(StoredAnnotation row, bool isAlone)
    {
        var item = row.ToJson(this);
        item["dashboardUID"] = isAlone ? null : row.DashboardUid;
        return item;
    }

    internal override void Describe(JsonObject meta, GrafanaRights rights, SimulatedDashboard dashboard)
    {
        base.Describe(meta, rights, dashboard);
        (meta["createdBy"], meta["updatedBy"]) = ("admin", "admin");
        (meta["hasPublicDashboard"], meta["publicDashboardEnabled"]) = (false, false);
        (meta["publicDashboardAccessToken"], meta["publicDashboardUid"]) = ("", "");
    }

    internal override Answer NoSuchDashboard() => Error(404, "Dashboard not found");

    internal override IEnumerable<string> Scopes(GrafanaAction action, GrafanaRights rights)
    {
        if (action != GrafanaAction.Read)
        {
            yield return "annotations:type:dashboard";
        }

        if (action == GrafanaAction.Read ? rights.MaySeeOrganization : rights.MayEditOrganization)
        {
            yield return "annotations:*";
        }
    }

    /// <summary>It says so to everybody, and refuses the write.</summary>
    protected override bool MayAnnotate(GrafanaRights rights, SimulatedDashboard dashboard) => true;

    private static Answer Refuse(string message) =>
        Answer.Json(401, new JsonObject { ["message"] = message, ["traceID"] = "" }, GrafanaAnswer.JsonWithCharset);
}
