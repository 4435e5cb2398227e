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

    public static JsonObject Dashboard(GrafanaDialect dialect, GrafanaRights rights, SimulatedDashboard dashboard)
    {
        var (uid, mayEdit) = (dashboard.Uid, rights.MayEdit(dashboard));
        var meta = new JsonObject
        {
            ["type"] = "db",
            ["canSave"] = mayEdit,
            ["canEdit"] = mayEdit,
            ["canAdmin"] = rights.User.Role == GrafanaRole.Admin,
            ["canStar"] = true,
            ["canDelete"] = mayEdit,
            ["slug"] = uid,
            ["url"] = $"/d/{uid}/{uid}",
            ["expires"] = Never,
            ["created"] = Never,
            ["updated"] = Never,
            ["version"] = 1,
            ["hasAcl"] = false,
            ["isFolder"] = false,
            ["folderId"] = 0,
            ["folderUid"] = "",
            ["folderTitle"] = "General",
            ["folderUrl"] = "",
            ["provisioned"] = false,
            ["provisionedExternalId"] = "",
        };
        dialect.Describe(meta, rights, dashboard);
        return new JsonObject
        {
            ["meta"] = meta,
            ["dashboard"] = new JsonObject
            {
                ["id"] = dashboard.Id,
                ["panels"] = new JsonArray([.. dashboard.Panels.Select(Panel)]),
                ["title"] = uid,
                ["uid"] = uid,
                ["version"] = 1,
            },
        };
    }

    /// <summary>What its pages are told; a real one tells them much more.</summary>
    public static JsonObject FrontendSettings(GrafanaDialect dialect, IReadOnlyList<string> toggles) => new()
    {
        ["buildInfo"] = new JsonObject { ["edition"] = "Open Source", ["version"] = dialect.ReportedVersion },
        ["featureToggles"] = new JsonObject(toggles.Select(toggle => KeyValuePair.Create(toggle, (JsonNode?)JsonValue.Create(true)))),
    };

    /// <summary>The list does not say whether annotations are shown.</summary>
    public static JsonObject PublicDashboards(GrafanaRights rights)
    {
        var listed = rights.Editable.Where(dashboard => dashboard.IsPublic).Select(dashboard => new JsonObject
        {
            ["uid"] = $"public-{dashboard.Uid}",
            ["accessToken"] = "00000000000000000000000000000000",
            ["title"] = dashboard.Uid,
            ["dashboardUid"] = dashboard.Uid,
            ["isEnabled"] = true,
            ["slug"] = dashboard.Uid,
        }).ToArray();
        return new JsonObject
        {
            ["publicDashboards"] = new JsonArray([.. listed]),
            ["totalCount"] = listed.Length,
            ["page"] = 1,
            ["perPage"] = 1000,
        };
    }

    public static JsonObject PublicDashboard(SimulatedDashboard dashboard) => new()
    {
        ["uid"] = $"public-{dashboard.Uid}",
        ["dashboardUid"] = dashboard.Uid,
        ["accessToken"] = "00000000000000000000000000000000",
        ["createdBy"] = 1,
        ["updatedBy"] = 1,
        ["createdAt"] = Never,
        ["updatedAt"] = Never,
        ["timeSelectionEnabled"] = false,
        ["isEnabled"] = true,
        ["annotationsEnabled"] = dashboard.ShowsAnnotationsPublicly,
        ["share"] = "public",
    };

    /// <summary>Two in a row.</summary>
    private static JsonObject Panel(string title, int index) => new()
    {
        ["gridPos"] = new JsonObject { ["h"] = 8, ["w"] = 12, ["x"] = index % 2 * 12, ["y"] = index / 2 * 8 },
        ["id"] = index + 1,
        ["title"] = title,
        ["type"] = "timeseries",
    };
}
