using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>Dashboards that everybody may see without a login.</summary>
internal static class DashboardSharing
{
    private const string Token = "00000000000000000000000000000000";

    /// <param name="grafana">Where they are.</param>
    /// <param name="request">The request.</param>
    /// <param name="rights">Of who asks.</param>
    /// <param name="uid">The dashboard; empty for the list.</param>
    public static Answer Serve(SimulatedGrafana grafana, RecordedRequest request, GrafanaRights rights, string uid)
    {
        if (uid.Length == 0)
        {
            return Answer.Json(200, List(rights));
        }

        if (rights.Visible.FirstOrDefault(dashboard => dashboard.Uid == uid) is not { } dashboard)
        {
            return grafana.Dialect.NoSuchDashboard();
        }

        if (request.Method == "POST" && rights.User.Role == GrafanaRole.Admin)
        {
            dashboard = dashboard with { SharesAnnotations = (bool?)JsonNode.Parse(request.Body)!["annotationsEnabled"] ?? false };
            grafana.AddDashboard(dashboard);
        }

        return dashboard.SharesAnnotations is { } annotations
            ? Answer.Json(200, One(dashboard, annotations))
            : GrafanaAnswer.Message(404, "Public dashboard not found");
    }

    /// <summary>Who may not edit dashboards is told of none.</summary>
    private static JsonObject List(GrafanaRights rights)
    {
        var shared = rights.Editable.Where(dashboard => dashboard.SharesAnnotations is not null).ToList();
        return new JsonObject
        {
            ["publicDashboards"] = new JsonArray([.. shared.Select(dashboard => new JsonObject
            {
                ["uid"] = $"public-{dashboard.Uid}",
                ["accessToken"] = Token,
                ["title"] = DashboardModel.Title(dashboard),
                ["dashboardUid"] = dashboard.Uid,
                ["isEnabled"] = true,
                ["slug"] = DashboardModel.Slug(DashboardModel.Title(dashboard)),
            })]),
            ["totalCount"] = shared.Count,
            ["page"] = 1,
            ["perPage"] = 1000,
        };
    }

    private static JsonObject One(SimulatedDashboard dashboard, bool annotations) => new()
    {
        ["uid"] = $"public-{dashboard.Uid}",
        ["dashboardUid"] = dashboard.Uid,
        ["accessToken"] = Token,
        ["createdBy"] = 1,
        ["updatedBy"] = 1,
        ["createdAt"] = "0001-01-01T00:00:00Z",
        ["updatedAt"] = "0001-01-01T00:00:00Z",
        ["timeSelectionEnabled"] = false,
        ["isEnabled"] = true,
        ["annotationsEnabled"] = annotations,
        ["share"] = "public",
    };
}
