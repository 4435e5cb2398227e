using System.Text.Json.Nodes;

namespace Bridge.Simulator.Grafana;

/// <summary>What newer versions name as the permissions of a role, as far as annotations go.</summary>
internal static class GrafanaPermissions
{
    public const string Create = "annotations:create";
    public const string Write = "annotations:write";
    public const string Delete = "annotations:delete";

    public static JsonObject Of(GrafanaRole role)
    {
        var permissions = new JsonObject { ["annotations:read"] = Everywhere() };
        if (role >= GrafanaRole.Editor)
        {
            permissions[Create] = Everywhere();
            permissions[Write] = Everywhere();
            permissions[Delete] = Everywhere();
        }

        return permissions;

        static JsonArray Everywhere() => new("annotations:type:organization");
    }
}
