using System.Text.Json.Nodes;
using Bridge.Commands.Queries;

namespace Bridge.UnitTests.Commands.Queries;

/// <summary>The forms in which queries are printed.</summary>
public sealed class QueryFormTests
{
    private static readonly AnnotationQuery Critical = QueryExamples.Wanted[0];

    private static readonly AnnotationQuery Awkward = new("Incidents: \"a\\b\" ${x} %{y} $z", "red", ["incident-io", "severity:${x}"]);

    [Fact]
    public void An_entry_of_a_dashboards_list()
    {
        Same(
            """
            {
              "name": "Incidents: Critical",
              "datasource": { "type": "grafana", "uid": "-- Grafana --" },
              "enable": true,
              "hide": false,
              "iconColor": "red",
              "mappings": { "tags": { "source": "skip" }, "text": { "source": "field", "value": "text" } },
              "target": { "type": "tags", "tags": ["incident-io", "severity:critical"], "matchAny": false, "limit": 500 }
            }
            """,
            QueryJson.Of(Critical));
    }

    [Fact]
    public void An_entry_in_the_newer_schema()
    {
        Same(
            """
            [{
              "kind": "AnnotationQuery",
              "spec": {
                "name": "Incidents: Critical",
                "enable": true,
                "hide": false,
                "iconColor": "red",
                "mappings": { "tags": { "source": "skip" }, "text": { "source": "field", "value": "text" } },
                "query": {
                  "kind": "DataQuery",
                  "group": "grafana",
                  "version": "v0",
                  "datasource": { "name": "-- Grafana --" },
                  "spec": { "type": "tags", "tags": ["incident-io", "severity:critical"], "matchAny": false, "limit": 500 }
                }
              }
            }]
            """,
            QueryJson.OfNewerSchema([Critical]));
    }

    [Fact]
    public void A_dashboard_has_the_queries_and_a_box_for_each_variable_and_can_be_imported_anywhere()
    {
        var dashboard = QueryDashboard.Of(QueryExamples.Wanted, [new TagVariable("service", "svc")]);

        Same(QueryJson.Of(QueryExamples.Wanted).ToJsonString(), dashboard["annotations"]!["list"]!);
        Assert.Equal("svc", (string)dashboard["templating"]!["list"]![0]!["name"]!);
        Assert.Null(dashboard["id"]);
        Assert.False(dashboard.ContainsKey("uid"));
        Assert.All(dashboard["panels"]!.AsArray(), panel => Assert.Equal("-- Grafana --", (string)panel!["datasource"]!["uid"]!));
    }

    [Fact]
    public void Hcl_is_as_terraform_writes_it_and_begins_no_expression_by_what_a_person_typed()
    {
        Assert.Contains(
            """"
                {
                  name       = "Incidents: \"a\\b\" $${x} %%{y} $z"
                  datasource = { type = "grafana", uid = "-- Grafana --" }
                  enable     = true
                  hide       = false
                  iconColor  = "red"
                  mappings   = { tags = { source = "skip" }, text = { source = "field", value = "text" } }
                  target     = { type = "tags", tags = ["incident-io", "severity:$${x}"], matchAny = false, limit = 500 }
                },

            """".ReplaceLineEndings("\n"),
            QueryCode.Terraform([Awkward]),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Jsonnet_adds_the_queries_to_whatever_list_there_is()
    {
        var jsonnet = QueryCode.Grafonnet([Awkward]);

        var begin = jsonnet.IndexOf("list+: ", StringComparison.Ordinal) + "list+: ".Length;
        Same(jsonnet[begin..jsonnet.IndexOf(",\n  },\n};", StringComparison.Ordinal)], QueryJson.Of([Awkward]));
    }

    [Fact]
    public void What_is_printed_is_readable()
    {
        Assert.Contains("\"Incidents: Größe <1> & \\\"x\\\"\"", QueryJson.Print(QueryJson.Of(Critical with { Name = "Incidents: Größe <1> & \"x\"" })), StringComparison.Ordinal);
    }

    private static void Same(string expected, JsonNode got) =>
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(expected), JsonNode.Parse(got.ToJsonString())), got.ToJsonString());
}
