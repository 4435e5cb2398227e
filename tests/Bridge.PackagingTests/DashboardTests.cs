using System.Text.Json;
using System.Text.RegularExpressions;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>The rules of Grafana's dashboard linter, and some of our own.</summary>
public sealed partial class DashboardTests
{
    /// <summary>Panels that show no number.</summary>
    private static readonly string[] WithoutUnit = ["text", "annolist"];

    /// <summary>Units of Grafana that are in use here. A new one is added once it has been looked up.</summary>
    private static readonly string[] Units = ["short", "s", "m", "ops", "percentunit", "bytes", "dateTimeFromNow"];

    public static TheoryData<string> Dashboards => [.. Directory.GetFiles(Repository.Path("dashboards")).Select(file => Path.GetFileName(file)).Order()];

    [Theory]
    [MemberData(nameof(Dashboards))]
    public void A_dashboard_can_be_told_apart_and_provisioned(string file)
    {
        var dashboard = Dashboard.Load(file);

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
        var dashboard = Dashboard.Load(Dashboard.Overview);

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
        var rows = Dashboard.Load(Dashboard.Overview).GetProperty("panels").EnumerateArray().Where(panel => panel.GetProperty("type").GetString() == "row").ToList();

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
        var dashboard = Dashboard.Load(file);

        Assert.All(Dashboard.Panels(dashboard), panel =>
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
        var panels = Dashboard.Load(file).GetProperty("panels").EnumerateArray().SelectMany(panel => panel.TryGetProperty("panels", out var inner) ? inner.EnumerateArray().Prepend(panel) : [panel]).ToList();

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
        Assert.All(Dashboard.Targets(Dashboard.Load(file)), target =>
            Assert.Equal(("prometheus", "${datasource}"), (target.GetProperty("datasource").GetProperty("type").GetString(), target.GetProperty("datasource").GetProperty("uid").GetString())));
    }

    [Fact]
    public void Every_query_of_the_overview_selects_by_job_namespace_and_instance()
    {
        Assert.All(Dashboard.Targets(Dashboard.Load(Dashboard.Overview)), target =>
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
        Assert.All(Dashboard.Targets(Dashboard.Load(Dashboard.Overview)), target =>
        {
            var expression = target.GetProperty("expr").GetString()!;
            Assert.All(Range().Matches(expression), range => Assert.Contains(range.Value, new[] { "[$__rate_interval]", "[$__interval]", "[$__range]", "[1d]" }));
            Assert.All(Counter().Matches(expression), counter => Assert.Matches(@"(rate|increase)\($", expression[..counter.Index]));
            Assert.DoesNotMatch(@"(sum|avg)( by \([^)]*\))? \(?incidentbridge_(queue|deliveries_pending|dead_letters|open_incidents)", expression);

            // A day is how long a replica that cannot be scraped counts as one.
            Assert.DoesNotMatch(@"(?<!build_info\{[^}]*\})\[1d\]", expression);
        });
    }

    /// <summary>
    /// What happens between the last sample of one window and the first of the next is in neither, so rates take windows that are a scrape longer than a step. A gauge's samples belong to one window each.
    /// </summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void What_compares_two_samples_has_windows_that_overlap_by_one(string file)
    {
        Assert.All(Dashboard.Targets(Dashboard.Load(file)), target =>
        {
            var expression = target.Text("expr")!;
            Assert.DoesNotMatch(@"\b(rate|increase|changes)\([^()]*\[\$__interval\]", expression);
            Assert.DoesNotMatch(@"_over_time\(incidentbridge_(?!build_info)[^()]*\[\$__rate_interval\]", expression);
        });
    }

    /// <summary>With "All", a selector by job, namespace and instance is every target of the Prometheus.</summary>
    [Theory]
    [MemberData(nameof(Dashboards))]
    public void What_every_program_exports_is_joined_with_the_bridges_own(string file)
    {
        var dashboard = Dashboard.Load(file);
        var expressions = Dashboard.Targets(dashboard).Select(target => target.Interpolated())
            .Concat(Dashboard.AnnotationQueries(dashboard).Where(query => query.TryGetProperty("expr", out _)).Select(query => query.Text("expr")!))
            .ToList();

        Assert.All(expressions, expression =>
        {
            Assert.Contains("incidentbridge_", expression, StringComparison.Ordinal);
            if (Metric().Matches(expression).Any(metric => !metric.Value.StartsWith("incidentbridge_", StringComparison.Ordinal)))
            {
                Assert.Matches(@"and on \(namespace, job, instance\) (last_over_time\()?incidentbridge_build_info\{", expression);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Dashboards))]
    public async Task Every_query_can_be_parsed(string file)
    {
        var dashboard = Dashboard.Load(file);
        var annotations = Dashboard.AnnotationQueries(dashboard).Where(query => query.TryGetProperty("expr", out _)).Select(query => Dashboard.Interpolate(query.Text("expr")!));

        await Expressions.CheckAsync(Dashboard.Targets(dashboard).Select(target => target.Interpolated()).Concat(annotations));
    }

    [GeneratedRegex(@"\{[^}]*\}")]
    private static partial Regex Selector();

    [GeneratedRegex(@"\b(up|[a-z]+_[a-z_]+)(?=[{\[])")]
    private static partial Regex Metric();

    [GeneratedRegex(@"\[[^\]]*\]")]
    private static partial Regex Range();

    [GeneratedRegex(@"\b[a-z_]+_(total|bucket|count)\{")]
    private static partial Regex Counter();
}
