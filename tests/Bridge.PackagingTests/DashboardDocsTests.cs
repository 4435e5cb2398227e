using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>The JSON of docs/dashboards.md is that of the dashboards, and has the shapes that Grafana 12.4.3 saved, converted and drew.</summary>
public sealed partial class DashboardDocsTests
{
    private const string Page = "docs/dashboards.md";

    /// <summary>An annotation query as Grafana 12.4.3 gave it back from a dashboard that had been saved.</summary>
    private const string Saved = """
        {
          "name": "Incidents",
          "datasource": { "type": "grafana", "uid": "-- Grafana --" },
          "enable": true,
          "iconColor": "purple",
          "target": { "type": "tags", "tags": ["incident-io"], "matchAny": false, "limit": 500 }
        }
        """;

    /// <summary>The same one, as Grafana 12.4.3 gave it from /apis/dashboard.grafana.app/v2beta1.</summary>
    private const string Converted = """
        {
          "kind": "AnnotationQuery",
          "spec": {
            "query": {
              "kind": "DataQuery",
              "group": "grafana",
              "version": "v0",
              "datasource": { "name": "-- Grafana --" },
              "spec": { "limit": 500, "matchAny": false, "tags": ["incident-io"], "type": "tags" }
            },
            "enable": true,
            "hide": false,
            "iconColor": "purple",
            "name": "Incidents"
          }
        }
        """;

    private static readonly JsonElement[] Snippets = [.. Json().Matches(Repository.Read(Page)).Select(match => JsonDocument.Parse(match.Groups[1].Value).RootElement)];

    [Fact]
    public void A_query_is_converted_as_Grafana_converts_it()
    {
        Assert.True(JsonElement.DeepEquals(Parse(Converted), Convert(Parse(Saved))));
    }

    [Fact]
    public void The_documented_queries_are_those_of_the_dashboards()
    {
        var health = TagQuery(Dashboard.Overview, "Incidents");
        var severities = new[] { "Critical", "Major", "Minor" }.Select(name => TagQuery(Dashboard.Incidents, name)).ToList();

        Same([health], [Snippets[0]]);
        Same(severities, [.. Snippets[1].EnumerateArray()]);
        Same([Convert(health)], [Snippets[2]]);
        Same([.. severities.Select(Convert)], [.. Snippets[3].EnumerateArray()]);
    }

    [Fact]
    public void Every_documented_tag_query_has_the_shape_that_was_drawn()
    {
        var drawn = Parse(Saved);
        var queries = Snippets.SelectMany(snippet => snippet.ValueKind == JsonValueKind.Array ? snippet.EnumerateArray() : (IEnumerable<JsonElement>)[snippet])
            .Where(query => query.TryGetProperty("target", out _))
            .ToList();

        Assert.Equal(5, queries.Count);
        Assert.All(queries, query =>
        {
            Assert.All(drawn.EnumerateObject(), member => Assert.Equal(Kind(member.Value), Kind(query.GetProperty(member.Name))));
            Assert.All(drawn.GetProperty("target").EnumerateObject(), member => Assert.Equal(Kind(member.Value), Kind(query.At("target", member.Name))));
            Assert.Empty(query.GetProperty("target").EnumerateObject().Select(member => member.Name).Except(["type", "tags", "matchAny", "limit"]));
        });

        static string Kind(JsonElement value) => value.ValueKind is JsonValueKind.True or JsonValueKind.False ? "boolean" : value.ValueKind.ToString();
    }

    /// <summary>Grafana puts what is before a variable in front of its first value only.</summary>
    [Fact]
    public void Several_values_of_a_variable_are_whole_tags_of_which_any_matches()
    {
        var target = Snippets[4].GetProperty("target");

        Assert.Equal((1, "$env", true), (target.GetProperty("tags").GetArrayLength(), target.GetProperty("tags")[0].GetString(), target.GetProperty("matchAny").GetBoolean()));
        Assert.Contains("`prod : env:prod, staging : env:staging`", Repository.Read(Page), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Incidents_as_series_are_one_band_for_each_and_a_missed_scrape_does_not_cut_it()
    {
        var query = Snippets[5];
        Assert.Equal(("max by (ref, severity) (max_over_time(incidentbridge_incident_open[2m]))", "60s"), (query.Text("expr"), query.Text("step")));
        const string Incident = "incidentbridge_incident_open{ref=\"INC-1\", severity=\"major\"";

        await new Series()
            .With(Incident + ", instance=\"a\"}", "1x10 stale _x4 1x10 stale").With(Incident + ", instance=\"b\"}", "1x10 stale")
            .Expect(query.Text("expr")!, "2m", ("{ref=\"INC-1\", severity=\"major\"}", 1))
            .Expect(query.Text("expr")!, "3m30s", ("{ref=\"INC-1\", severity=\"major\"}", 1))
            .Expect(query.Text("expr")!, "12m")
            .HoldsAsync();
    }

    [Fact]
    public async Task Errors_are_shown_and_alerts_are_muted_while_an_incident_is_open()
    {
        var queries = Promql().Matches(Repository.Read(Page)).Select(match => match.Groups[1].Value.ReplaceLineEndings(" ")).ToList();
        Assert.Equal(2, queries.Count);

        // Of two replicas one is away for two scrapes. Something minor is open at first, then nothing, then something major.
        await new Series()
            .With("http_requests_total{code=\"500\"}", "0+150x200")
            .With("incidentbridge_open_incidents{severity=\"minor\", namespace=\"ops\", job=\"b\", instance=\"1\"}", "1x40 0x160")
            .With("incidentbridge_open_incidents{severity=\"minor\", namespace=\"ops\", job=\"b\", instance=\"2\"}", "1x40 0x160")
            .With("incidentbridge_open_incidents{severity=\"major\", namespace=\"ops\", job=\"b\", instance=\"1\"}", "0x100 1x20 stale _x1 1x80")
            .Expect(queries[0], "9m", ("{}", 10)).Expect(queries[1], "9m", ("{}", 10))
            .Expect(queries[0], "20m").Expect(queries[1], "20m", ("{}", 10))
            .Expect(queries[0], "30m30s", ("{}", 10)).Expect(queries[1], "30m30s")
            .HoldsAsync();
        await new Series().With("http_requests_total{code=\"500\"}", "0+150x200")
            .Expect(queries[0], "20m").Expect(queries[1], "20m", ("{}", 10))
            .HoldsAsync();
    }

    [Fact]
    public void Each_page_that_speaks_of_privacy_speaks_of_public_dashboards()
    {
        var section = Repository.Read(Page).Split("\n## Who can read it\n")[1];

        Assert.StartsWith("\n**Public dashboards show everything to everybody.**", section, StringComparison.Ordinal);
        Assert.Contains("public dashboard", Repository.Read("SECURITY.md"), StringComparison.OrdinalIgnoreCase);
    }

    private static void Same(List<JsonElement> wanted, List<JsonElement> found)
    {
        Assert.Equal(wanted.Count, found.Count);
        Assert.All(wanted.Zip(found), pair => Assert.True(JsonElement.DeepEquals(pair.First, pair.Second), $"{pair.First}\n{pair.Second}"));
    }

    /// <summary>An annotation query of the older schema in the newer one.</summary>
    private static JsonElement Convert(JsonElement query)
    {
        var spec = new JsonObject
        {
            ["query"] = new JsonObject
            {
                ["kind"] = "DataQuery",
                ["group"] = query.At("datasource", "type").GetString(),
                ["version"] = "v0",
                ["datasource"] = new JsonObject { ["name"] = query.At("datasource", "uid").GetString() },
                ["spec"] = JsonNode.Parse(query.GetProperty("target").GetRawText()),
            },
            ["hide"] = false,
        };
        foreach (var member in query.EnumerateObject().Where(member => member.Name is not ("datasource" or "target")))
        {
            spec[member.Name] = JsonNode.Parse(member.Value.GetRawText());
        }

        return Parse(new JsonObject { ["kind"] = "AnnotationQuery", ["spec"] = spec }.ToJsonString());
    }

    private static JsonElement TagQuery(string file, string name) => Dashboard.TagQueries(Dashboard.Load(file)).Single(query => query.Text("name") == name);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();

    [GeneratedRegex("```promql\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Promql();
}
