using System.Text.Json.Nodes;
using Bridge.Annotations;

namespace Bridge.Commands.Queries;

/// <summary>A whole dashboard to be imported: a graph with every query over it, and the list of incidents below.</summary>
internal static class QueryDashboard
{
    /// <summary>
    /// Without uid and id, so that each import is a new dashboard. The schema is an old one, which every Grafana since then brings up to date as it
    /// imports.
    /// </summary>
    /// <param name="queries">Its annotation queries.</param>
    /// <param name="variables">Its variables; each is a box to type in.</param>
    public static JsonObject Of(IReadOnlyList<AnnotationQuery> queries, IReadOnlyList<TagVariable> variables) => new()
    {
        ["id"] = null,
        ["title"] = "Incidents",
        ["tags"] = new JsonArray(JsonValue.Create("incident-bridge")),
        ["timezone"] = "browser",
        ["schemaVersion"] = 36,
        ["graphTooltip"] = 1,
        ["time"] = new JsonObject { ["from"] = "now-7d", ["to"] = "now" },
        ["templating"] = new JsonObject { ["list"] = new JsonArray([.. variables.Select(Variable)]) },
        ["annotations"] = new JsonObject { ["list"] = QueryJson.Of(queries) },
        ["panels"] = new JsonArray(Graph(), List()),
    };

    /// <summary>Grafana draws random numbers of its own, so that it needs no other data source.</summary>
    private static JsonObject Graph() => new()
    {
        ["id"] = 1,
        ["type"] = "timeseries",
        ["title"] = "Put your graph here",
        ["description"] = "Random numbers, with the incidents over them. Give it a data source and a query of yours.",
        ["datasource"] = QueryJson.DataSource(),
        ["gridPos"] = new JsonObject { ["x"] = 0, ["y"] = 0, ["w"] = 24, ["h"] = 12 },
        ["options"] = new JsonObject { ["annotations"] = new JsonObject { ["multiLane"] = true } },
        ["targets"] = new JsonArray(new JsonObject
        {
            ["refId"] = "A",
            ["datasource"] = QueryJson.DataSource(),
            ["queryType"] = "randomWalk",
        }),
    };

    /// <summary>The panel filters by tags without variables, so it lists the incidents of all queries.</summary>
    private static JsonObject List() => new()
    {
        ["id"] = 2,
        ["type"] = "annolist",
        ["title"] = "Incidents in this time range",
        ["description"] = "The latest first. A click leads to its time.",
        ["datasource"] = QueryJson.DataSource(),
        ["gridPos"] = new JsonObject { ["x"] = 0, ["y"] = 12, ["w"] = 24, ["h"] = 10 },
        ["options"] = new JsonObject
        {
            ["limit"] = 50,
            ["navigateAfter"] = "30m",
            ["navigateBefore"] = "30m",
            ["navigateToPanel"] = false,
            ["onlyFromThisDashboard"] = false,
            ["onlyInTimeRange"] = true,
            ["showTags"] = false,
            ["showTime"] = true,
            ["showUser"] = false,
            ["tags"] = new JsonArray(JsonValue.Create(AnnotationTags.Common)),
        },
    };

    private static JsonNode Variable(TagVariable variable) => new JsonObject
    {
        ["name"] = variable.Variable,
        ["type"] = "textbox",
        ["label"] = variable.Key,
        ["query"] = "",
        ["hide"] = 0,
        ["current"] = new JsonObject { ["text"] = "", ["value"] = "" },
        ["options"] = new JsonArray(),
    };
}
