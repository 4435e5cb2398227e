using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Grafana 7.5.5: roles, API keys, numbers. It was built without a version of its own and reports another.</summary>
internal sealed class Grafana7() : GrafanaDialect("7.5.5")
{
    internal override string ReportedVersion => "5.0.0";

    internal override bool HasNewerPaths => false;

    internal override bool KnowsUids => false;

    internal override bool UpdatesData => false;

    /// <summary>API keys have no login.</summary>
    internal override string LoginOf(GrafanaUser user) => user.IsPerson ? user.Name : "";

    /// <summary>What is not wholly a number is read as 0; a number that is too large stays harmless.</summary>
    internal override bool TryReadId(string text, out long id)
    {
        if (!base.TryReadId(text, out id))
        {
            id = text.All(char.IsAsciiDigit) ? long.MaxValue : 0;
        }

        return true;
    }

    internal override Answer Unread(BodyFault fault) => fault.IsOfType
        ? GrafanaAnswer.NotBound(415, "ContentTypeError", fault.Detail)
        : GrafanaAnswer.NotBound(400, "DeserializationError", fault.Detail);

    internal override Answer Unauthorized(SignInFault fault) => GrafanaAnswer.Message(
        401,
        fault switch
        {
            SignInFault.Nobody => "Unauthorized",
            SignInFault.ExpiredToken => "Expired API key",
            SignInFault.WrongPassword => "invalid username or password",
            _ => "invalid API key",
        },
        GrafanaAnswer.JsonWithCharset);

    /// <summary>The role is looked at by whoever does the work; only the mass delete asks for it first.</summary>
    internal override Answer? AtTheDoor(GrafanaAction action, GrafanaRights rights) =>
        action == GrafanaAction.MassDelete && rights.User.Role < GrafanaRole.Admin ? GrafanaAnswer.Message(403, "Permission denied") : null;

    internal override Answer Missing(GrafanaAction action, long id) => GrafanaAnswer.Message(500, "Could not find annotation to update");

    internal override UnseenAnnotation Unseen(GrafanaAction action) => UnseenAnnotation.Forbidden;

    /// <summary>SQLite takes any length.</summary>
    internal override Answer? TooManyTags(GrafanaAction action, IReadOnlyList<string> tags) => null;

    internal override (SimulatedDashboard? Dashboard, Answer? Refusal) PlaceOf(AnnotationCommand command, GrafanaRights rights)
    {
        var dashboard = rights.Dashboards.FirstOrDefault(dashboard => dashboard.Id == command.DashboardId);
        return (dashboard, dashboard is null && command.DashboardId > 0 ? Forbidden(GrafanaAction.Create) : null);
    }

    internal override bool TryReindex(StoredAnnotation row, IReadOnlyList<string> tags, HashSet<GrafanaTag> known)
    {
        row.Index = GrafanaTag.Parse(tags);
        known.UnionWith(row.Index);
        return true;
    }

    internal override JsonObject Item(StoredAnnotation row, bool isAlone) => row.ToJson(this);

    internal override void Describe(JsonObject meta, GrafanaRights rights, SimulatedDashboard dashboard)
    {
        // It knows no permissions of annotations.
    }

    internal override Answer NoSuchDashboard() => GrafanaAnswer.Message(404, "Dashboard not found");

    internal override IEnumerable<string> Scopes(GrafanaAction action, GrafanaRights rights) => [];
}
