using System.Text;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>What Grafana 9 and 12 have in common: permissions instead of roles, service accounts, dashboards with uids.</summary>
internal abstract class GrafanaWithPermissions(string version) : GrafanaDialect(version)
{
    /// <summary>The default of <c>[annotations] tags_length</c>, measured as JSON in bytes.</summary>
    private const int MaxTagsLength = 500;

    internal override Answer? AtTheDoor(GrafanaAction action, GrafanaRights rights) =>
        rights.HasAny(action) ? null : GrafanaAnswer.LacksPermission(action.Permission());

    internal override Answer Missing(GrafanaAction action, long id) => id == 0 && action == GrafanaAction.Write
        ? Error(500, "Failed to update annotation")
        : GrafanaAnswer.Message(404, "Annotation not found");

    internal override void Describe(JsonObject meta, GrafanaRights rights, SimulatedDashboard dashboard) =>
        meta["annotationsPermissions"] = new JsonObject
        {
            ["dashboard"] = Permissions(MayAnnotate(rights, dashboard)),
            ["organization"] = Permissions(rights.MayEditOrganization),
        };

    /// <summary>Whether the user is told that annotations of this dashboard are theirs to change.</summary>
    protected abstract bool MayAnnotate(GrafanaRights rights, SimulatedDashboard dashboard);

    protected static bool IsTooLong(IReadOnlyList<string> tags) =>
        1 + tags.Sum(tag => Encoding.UTF8.GetByteCount(tag) + 3) > MaxTagsLength;

    private static JsonObject Permissions(bool granted) => new() { ["canAdd"] = granted, ["canEdit"] = granted, ["canDelete"] = granted };
}
