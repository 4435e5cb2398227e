using System.Text.Json;
using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>The rules of Grafana's dashboard linter, and some of our own.</summary>
public sealed partial class DashboardTests
{
    private const string Overview = "incident-bridge-overview.json";

    /// <summary>Panels that show no number.</summary>
    private static readonly string[] WithoutUnit = ["text", "annolist"];

    /// <summary>Units of Grafana that are in use here. A new one is added once it has been looked up.</summary>
    private static readonly string[] Units = ["short", "s", "reqps", "ops", "percentunit", "bytes", "dateTimeFromNow"];

    public static TheoryData<string> Dashboards => [.. Directory.GetFiles(Repository.Path("dashboards")).Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_can_be_told_apart_and_provisioned(string file)
    {
        var dashboard = Load(file);

        Assert.Equal(Path.GetFileNameWithoutExtension(file), dashboard.GetProperty("uid").GetString());
        Assert.StartsWith("Incident Bridge / ", dashboard.GetProperty("title").GetString(), StringComparison.Ordinal);
        Assert.Contains("incident-bridge", dashboard.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()));
        Assert.Equal(JsonValueKind.Null, dashboard.GetProperty("id").ValueKind);
        Assert.Equal(JsonValueKind.Null, dashboard.GetProperty("version").ValueKind);
        Assert.Equal(1, dashboard.GetProperty("graphTooltip").GetInt32());
        Assert.False(dashboard.TryGetProperty("__inputs", out _));
    }

    [Fact]
    public void The_overview_is_not_for_editing_and_has_its_variables()
    {
        var dashboard = Load(Overview);

        Assert.False(dashboard.GetProperty("editable").GetBoolean());
        var variables = dashboard.GetProperty("templating").GetProperty("list").EnumerateArray().ToDictionary(variable => variable.GetProperty("name").GetString()!);
        Assert.Equal(["datasource", "instance", "job", "namespace", "upstream"], variables.Keys.Order());
        Assert.All(variables.Where(variable => variable.Key != "datasource"), variable =>
        {
            Assert.Equal(2, variable.Value.GetProperty("refresh").GetInt32());
            Assert.True(variable.Value.GetProperty("multi").GetBoolean());
            Assert.Equal("${datasource}", variable.Value.GetProperty("datasource").GetProperty("uid").GetString());
        });
    }

    [Fact]
    public void The_overview_has_its_rows_in_order()
    {
        var rows = Load(Overview).GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() == "row").ToList();

        Assert.Equal(
            ["Health at a glance", "Webhooks in", "Queue", "Deliveries", "Repairs", "Upstream $upstream", "Process"],
            rows.Select(row => row.GetProperty("title").GetString()));
        Assert.Equal("upstream", rows[5].GetProperty("repeat").GetString());
        Assert.True(rows[6].GetProperty("collapsed").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_panel_has_a_title_a_description_and_a_unit(string file)
    {
        var dashboard = Load(file);

        Assert.All(Panels(dashboard), panel =>
        {
            Assert.False(string.IsNullOrWhiteSpace(panel.GetProperty("title").GetString()));
            Assert.EndsWith(".", panel.GetProperty("description").GetString(), StringComparison.Ordinal);
            if (!WithoutUnit.Contains(panel.GetProperty("type").GetString()))
            {
                Assert.Contains(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString(), Units);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void No_two_panels_share_a_number_or_a_place(string file)
    {
        var panels = Load(file).GetProperty("panels").EnumerateArray().SelectMany(panel => panel.TryGetProperty("panels", out var inner) ? inner.EnumerateArray().Prepend(panel) : [panel]).ToList();

        Assert.Equal(panels.Count, panels.DistinctBy(panel => panel.GetProperty("id").GetInt32()).Count());
        var cells = panels.SelectMany(panel => Cells(panel.GetProperty("gridPos"))).ToList();
        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells, cell => Assert.InRange(cell.X, 0, 23));

        static IEnumerable<(int X, int Y)> Cells(JsonElement place) =>
            from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
            from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
            select (x, y);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Every_query_asks_the_data_source_of_the_variable(string file)
    {
        Assert.All(Targets(Load(file)), target =>
            Assert.Equal(("prometheus", "${datasource}"), (target.GetProperty("datasource").GetProperty("type").GetString(), target.GetProperty("datasource").GetProperty("uid").GetString())));
    }

    [Fact]
    public void Every_query_of_the_overview_selects_by_job_namespace_and_instance()
    {
        Assert.All(Targets(Load(Overview)), target =>
        {
            var expression = target.GetProperty("expr").GetString()!;
            Assert.NotEmpty(Selector().Matches(expression));
            Assert.All(Selector().Matches(expression), selector =>
                Assert.All(new[] { "job", "namespace", "instance" }, label => Assert.Contains($"{label}=~\"${label}\"", selector.Value, StringComparison.Ordinal)));
        });
    }

    [Fact]
    public void Ranges_follow_the_graph_and_counters_are_never_shown_bare()
    {
        Assert.All(Targets(Load(Overview)), target =>
        {
            var expression = target.GetProperty("expr").GetString()!;
            Assert.All(Range().Matches(expression), range => Assert.Contains(range.Value, new[] { "[$__rate_interval]", "[$__range]" }));
            Assert.All(Counter().Matches(expression), counter => Assert.Matches(@"(rate|increase)\($", expression[..counter.Index]));
            Assert.DoesNotMatch(@"(sum|avg)( by \([^)]*\))? \(?incidentbridge_queue", expression);
        });
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_query_can_be_parsed(string file)
    {
        var expressions = Targets(Load(file)).Select(target => target.GetProperty("expr").GetString()!
            .Replace("$__rate_interval", "5m", StringComparison.Ordinal)
            .Replace("$__range", "6h", StringComparison.Ordinal)
            .Replace("$expression", "sum by (job) (up)", StringComparison.Ordinal));

        await Expressions.CheckAsync(expressions);
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void Incidents_are_drawn_by_tags_that_the_bridge_writes(string file)
    {
        var queries = Load(file).GetProperty("annotations").GetProperty("list").EnumerateArray().Where(query => query.TryGetProperty("target", out _)).ToList();

        Assert.NotEmpty(queries);
        Assert.All(queries, query =>
        {
            Assert.Equal(("grafana", "-- Grafana --"), (query.GetProperty("datasource").GetProperty("type").GetString(), query.GetProperty("datasource").GetProperty("uid").GetString()));
            var target = query.GetProperty("target");
            Assert.Equal(("tags", false), (target.GetProperty("type").GetString(), target.GetProperty("matchAny").GetBoolean()));
            var tags = target.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).ToList();
            Assert.Equal(Annotations.AnnotationTags.Common, tags[0]);
            Assert.All(tags.Skip(1), tag => Assert.Matches("^(severity:[a-z]+|status:open|event:(start|resolve))$", tag));
        });
    }

    [Fact]
    public void The_documented_query_is_the_one_of_the_overview()
    {
        var page = Repository.Read("docs/dashboards.md");
        var snippet = JsonDocument.Parse(Json().Match(page).Groups[1].Value).RootElement;
        var own = Load(Overview).GetProperty("annotations").GetProperty("list").EnumerateArray().Single(query => query.GetProperty("name").GetString() == "Incidents");

        Assert.All(snippet.EnumerateObject(), member => Assert.True(JsonElement.DeepEquals(member.Value, own.GetProperty(member.Name)), member.Name));
    }

    private static JsonElement Load(string file) => JsonDocument.Parse(Repository.Read($"dashboards/{file}")).RootElement;

    private static IEnumerable<JsonElement> Panels(JsonElement dashboard) =>
        dashboard.GetProperty("panels").EnumerateArray()
            .SelectMany(panel => panel.GetProperty("type").GetString() == "row" ? panel.GetProperty("panels").EnumerateArray() : (IEnumerable<JsonElement>)[panel]);

    private static IEnumerable<JsonElement> Targets(JsonElement dashboard) =>
        Panels(dashboard).Where(panel => panel.TryGetProperty("targets", out _)).SelectMany(panel => panel.GetProperty("targets").EnumerateArray());

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b[a-z_]+_(total|bucket|count)\{")]
    private static partial Regex Counter();

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Json();
}
