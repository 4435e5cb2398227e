using System.Text.Json.Nodes;

namespace Bridge.Simulator.Grafana;

/// <summary>What Grafana says about itself, its organizations, its dashboards and whoever asks.</summary>
internal static class GrafanaInstance
{
    private const string Never = "0001-01-01T00:00:00Z";

    public static JsonObject Health(GrafanaDialect dialect, bool isWell) => new()
    {
        ["commit"] = "NA",
        ["database"] = isWell ? "ok" : "failing",
        ["version"] = dialect.ReportedVersion,
    };

    public static JsonObject Organization(long id, string name) => new()
    {
        ["id"] = id,
        ["name"] = name,
        ["address"] = new JsonObject
        {
            ["address1"] = "",
            ["address2"] = "",
            ["city"] = "",
            ["zipCode"] = "",
            ["state"] = "",
            ["country"] = "",
        },
    };

    /// <summary>A service account, as it sees itself.</summary>
    public static JsonObject User(GrafanaUser user, string login) => new()
    {
        ["id"] = 0,
        ["uid"] = "service-account:2",
        ["email"] = login,
        ["name"] = user.Name,
        ["login"] = login,
        ["theme"] = "",
        ["orgId"] = user.OrganizationId,
        ["isGrafanaAdmin"] = false,
        ["isDisabled"] = false,
        ["isExternal"] = false,
        ["isExternallySynced"] = false,
        ["isGrafanaAdminExternallySynced"] = false,
        ["authLabels"] = null,
        ["updatedAt"] = Never,
        ["createdAt"] = Never,
        ["avatarUrl"] = "",
        ["isProvisioned"] = false,
    };

    /// <summary>The permissions that concern annotations; a real Grafana names many more.</summary>
    public static JsonObject Permissions(GrafanaDialect dialect, GrafanaRights rights)
    {
        GrafanaAction[] actions = [GrafanaAction.Create, GrafanaAction.Delete, GrafanaAction.Read, GrafanaAction.Write];
        return new JsonObject(
            from action in actions
            let scopes = dialect.Scopes(action, rights).ToList()
            where scopes.Count > 0
            let names = new JsonArray([.. scopes.Select(scope => JsonValue.Create(scope))])
            select KeyValuePair.Create(action.Permission(), (JsonNode?)names));
    }

    /// <summary>What its pages are told; a real one tells them much more.</summary>
    public static JsonObject FrontendSettings(GrafanaDialect dialect, IReadOnlyList<string> toggles) => new()
    {
        ["buildInfo"] = new JsonObject { ["edition"] = "Open Source", ["version"] = dialect.ReportedVersion },
        ["featureToggles"] = new JsonObject(toggles.Select(toggle => KeyValuePair.Create(toggle, (JsonNode?)JsonValue.Create(true)))),
    };
}
