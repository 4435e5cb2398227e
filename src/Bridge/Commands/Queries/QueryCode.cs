using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Commands.Queries;

/// <summary>Queries for those who write their dashboards as code.</summary>
internal static class QueryCode
{
    private const string Step = "  ";

    /// <summary>HCL for the provider <c>grafana/grafana</c>, whose resource takes a dashboard as JSON. As <c>terraform fmt</c> writes it.</summary>
    public static string Terraform(IEnumerable<AnnotationQuery> queries) =>
        $$"""
        # The annotation queries of incident-bridge, added to the dashboard in dashboard.json.
        locals {
          incident_annotations = [
        {{string.Concat(queries.Select(query => Entry(QueryJson.Of(query))))}}  ]

          dashboard = jsondecode(file("${path.module}/dashboard.json"))
        }

        resource "grafana_dashboard" "with_incidents" {
          config_json = jsonencode(merge(local.dashboard, {
            annotations = {
              list = concat(try(local.dashboard.annotations.list, []), local.incident_annotations)
            }
          }))
        }
        """;

    /// <summary>Jsonnet, of which JSON is a part. The sum works whatever else Grafonnet gives the dashboard.</summary>
    public static string Grafonnet(IEnumerable<AnnotationQuery> queries) =>
        $$"""
        // The annotation queries of incident-bridge. Add them to a dashboard: g.dashboard.new('Checkout') + incidents
        local g = import 'github.com/grafana/grafonnet/gen/grafonnet-latest/main.libsonnet';

        local incidents = {
          annotations+: {
            list+: {{QueryJson.Print(QueryJson.Of(queries)).ReplaceLineEndings("\n" + Step + Step)}},
          },
        };

        g.dashboard.new('Incidents')
        + incidents
        """;

    /// <summary>A query with one line per member, the equals signs below each other.</summary>
    private static string Entry(JsonObject query)
    {
        var width = query.Max(member => member.Key.Length);
        return $"    {{\n{string.Concat(query.Select(member => $"      {member.Key.PadRight(width)} = {Hcl(member.Value)}\n"))}    }},\n";
    }

    /// <summary>JSON as an expression of HCL, on one line.</summary>
    private static string Hcl(JsonNode? json) => json switch
    {
        JsonObject members => $"{{ {string.Join(", ", members.Select(member => $"{member.Key} = {Hcl(member.Value)}"))} }}",
        JsonArray items => $"[{string.Join(", ", items.Select(Hcl))}]",
        JsonValue value when value.GetValueKind() == JsonValueKind.String => Quoted(value.GetValue<string>()),
        _ => json?.ToJsonString() ?? "null",
    };

    /// <summary>In quotes, <c>${</c> and <c>%{</c> begin an expression unless their first character is doubled.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        for (var index = 0; index < text.Length; index++)
        {
            quoted.Append(text[index] switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '$' or '%' when index + 1 < text.Length && text[index + 1] == '{' => $"{text[index]}{text[index]}",
                var other => other.ToString(),
            });
        }

        return quoted.Append('"').ToString();
    }
}
