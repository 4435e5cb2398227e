using System.Text.Json;
using Bridge.PackagingTests.Tools;

namespace Bridge.PackagingTests;

/// <summary>What people see: each rule here was a picture of a real Grafana 12.4.3 that read badly.</summary>
public sealed class DashboardLookTests
{
    /// <summary>Panels on which Grafana draws annotations.</summary>
    private static readonly string[] Graphs = ["timeseries", "state-timeline"];

    public static TheoryData<string> Files => [Dashboard.Overview, Dashboard.Incidents];

    [Theory]
    [MemberData(nameof(Files))]
    public void Incidents_have_lanes_and_do_not_bury_the_curve(string file)
    {
        var graphs = Dashboard.Panels(file, Graphs).ToList();

        Assert.NotEmpty(graphs);
        Assert.All(graphs, graph => Assert.True(graph.At("options", "annotations", "multiLane").GetBoolean(), graph.Text("title")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Incidents_are_drawn_by_tags_that_the_bridge_writes(string file)
    {
        var queries = Dashboard.TagQueries(Dashboard.Load(file)).ToList();

        Assert.NotEmpty(queries);
        Assert.All(queries, query =>
        {
            Assert.Equal(("grafana", "-- Grafana --"), (query.At("datasource", "type").GetString(), query.At("datasource", "uid").GetString()));
            var target = query.GetProperty("target");
            Assert.Equal(("tags", false, 500), (target.Text("type"), target.GetProperty("matchAny").GetBoolean(), target.GetProperty("limit").GetInt32()));
            var tags = target.GetProperty("tags").EnumerateArray().Select(tag => tag.GetString()!).ToList();
            Assert.Equal(Annotations.AnnotationTags.Common, tags[0]);
            Assert.All(tags.Skip(1), tag => Assert.Matches("^(severity:[a-z]+|status:open|event:(start|resolve))$", tag));
        });
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void A_tooltip_shows_the_text_and_not_the_tags(string file)
    {
        var wanted = JsonDocument.Parse("""{"tags":{"source":"skip"},"text":{"source":"field","value":"text"}}""").RootElement;

        Assert.All(Dashboard.TagQueries(Dashboard.Load(file)), query => Assert.True(JsonElement.DeepEquals(wanted, query.GetProperty("mappings")), query.Text("name")));
        Assert.All(Dashboard.Panels(file, "annolist"), panel => Assert.False(panel.At("options", "showTags").GetBoolean()));
    }

    [Theory]
    [InlineData(Dashboard.Overview, "Incidents")]
    [InlineData(Dashboard.Incidents, "Critical", "Major", "Minor")]
    public void Only_what_is_often_switched_has_a_switch_at_the_top(string file, params string[] atTheTop)
    {
        var queries = Dashboard.AnnotationQueries(Dashboard.Load(file)).ToList();
        var inMenu = queries.Where(query => query.TryGetProperty("placement", out var placement) && placement.GetString() == "inControlsMenu").ToList();

        Assert.Equal(atTheTop, queries.Except(inMenu).Select(query => query.Text("name")));
        Assert.NotEmpty(inMenu);
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Each_annotation_query_has_a_colour_of_its_own_and_red_is_the_bridges_where_its_health_is_shown(string file)
    {
        var queries = Dashboard.AnnotationQueries(Dashboard.Load(file)).ToDictionary(query => query.Text("name")!, query => query.Text("iconColor"));

        Assert.Equal(queries.Count, queries.Values.Distinct().Count());
        if (file == Dashboard.Overview)
        {
            Assert.Equal("purple", queries["Incidents"]);
            Assert.DoesNotContain("red", queries.Values);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_variable_begins_with_a_value_and_the_data_source_with_the_default(string file)
    {
        var variables = Dashboard.Variables(Dashboard.Load(file)).ToList();

        Assert.All(variables, variable => Assert.NotEmpty(variable.GetProperty("current").EnumerateObject()));
        var source = variables.Single(variable => variable.Text("type") == "datasource").GetProperty("current");
        Assert.Equal(("default", "default"), (source.Text("text"), source.Text("value")));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Titles_fit(string file)
    {
        Assert.All(Dashboard.Panels(Dashboard.Load(file)), panel =>
        {
            var (title, columns) = (panel.Text("title")!, panel.At("gridPos", "w").GetInt32());
            Assert.InRange(title.Length, 1, columns * 7 / 2);
            if (panel.Text("type") == "stat")
            {
                Assert.Equal(4, columns);
            }
        });
    }

    [Fact]
    public void What_is_not_scraped_is_a_grey_dash()
    {
        Assert.All(Dashboard.Panels(Dashboard.Overview, "stat"), stat =>
        {
            var mapping = Assert.Single(stat.At("fieldConfig", "defaults", "mappings").EnumerateArray(), mapping => mapping.Text("type") == "special");
            Assert.Equal(("null+nan", "–", "gray"), (mapping.At("options").Text("match"), mapping.At("options", "result").Text("text"), mapping.At("options", "result").Text("color")));
        });
    }

    [Theory]
    [InlineData("Oldest waiting")]
    [InlineData("Dead letters")]
    [InlineData("Unreadable")]
    [InlineData("Open incidents")]
    [InlineData("Failures")]
    [InlineData("Secrets in use")]
    public void Nothing_is_called_none(string title)
    {
        Assert.Contains(Dashboard.Stat(title).At("fieldConfig", "defaults", "mappings").EnumerateArray(), mapping =>
            mapping.Text("type") == "value" && mapping.GetProperty("options").TryGetProperty("0", out var zero) && zero.Text("text") == "none");
    }

    [Fact]
    public void Bars_count_what_is_rare()
    {
        var bars = Dashboard.Panels(Dashboard.Overview, Graphs).Where(IsOfRareEvents).ToList();

        Assert.True(bars.Count >= 12, $"{bars.Count} panels of rare events");
        Assert.All(bars, panel =>
        {
            var defaults = panel.At("fieldConfig", "defaults");
            Assert.Equal(("bars", "5m"), (defaults.At("custom", "drawStyle").GetString(), panel.Text("interval")));
            if (panel.Text("title") != "Share that failed")
            {
                Assert.Equal(("short", 0, 1.0), (defaults.Text("unit"), defaults.GetProperty("decimals").GetInt32(), defaults.At("custom", "axisSoftMax").GetDouble()));
            }
        });

        static bool IsOfRareEvents(JsonElement panel) => Dashboard.TargetsOf(panel).Any(target => target.Text("expr")!.Contains("increase(", StringComparison.Ordinal) || target.Text("expr")!.Contains("changes(", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Series_that_are_zero_are_not_in_legends_and_none_stands_for_all_of_them(string file)
    {
        var bars = Dashboard.Panels(file, Graphs).Where(panel => panel.At("fieldConfig", "defaults", "custom").TryGetProperty("drawStyle", out var style) && style.GetString() == "bars").ToList();

        Assert.NotEmpty(bars);
        Assert.All(bars, panel =>
        {
            var targets = Dashboard.TargetsOf(panel).ToList();
            Assert.Equal(2, targets.Count);
            Assert.EndsWith(" > 0", targets[0].Text("expr"), StringComparison.Ordinal);
            Assert.EndsWith(" == 0", targets[1].Text("expr"), StringComparison.Ordinal);
            Assert.Contains("[$__range] @ end()", targets[1].Text("expr"), StringComparison.Ordinal);
            Assert.Equal("none", targets[1].Text("legendFormat"));
        });
    }

    [Theory]
    [InlineData("Waiting incidents")]
    [InlineData("Waiting per Grafana")]
    [InlineData("Age of the oldest")]
    [InlineData("Dead letters")]
    [InlineData("Connections")]
    public void Long_ranges_keep_peaks(string title)
    {
        var panel = Dashboard.Panel(Dashboard.Overview, title);

        Assert.Contains("max_over_time(", Dashboard.TargetsOf(panel).First().Text("expr"), StringComparison.Ordinal);
        Assert.Contains("[$__interval]", Dashboard.TargetsOf(panel).First().Text("expr"), StringComparison.Ordinal);

        // Shorter than a scrape, a window would have no sample in it.
        Assert.Equal("1m", panel.Text("interval"));
    }

    [Fact]
    public void Percentiles_are_points()
    {
        var percentiles = Dashboard.Panels(Dashboard.Overview, Graphs)
            .Where(panel => Dashboard.TargetsOf(panel).Any(target => target.Text("expr")!.StartsWith("histogram_quantile(", StringComparison.Ordinal)))
            .ToList();

        Assert.Equal(3, percentiles.Count);
        Assert.All(percentiles, panel => Assert.Equal("points", panel.At("fieldConfig", "defaults", "custom", "drawStyle").GetString()));
    }

    [Theory]
    [InlineData("Refused")]
    [InlineData("Refused connections")]
    [InlineData("Dead letters")]
    [InlineData("Share that failed")]
    [InlineData("Unreadable incidents")]
    [InlineData("Texts by default")]
    [InlineData("Failures of $upstream")]
    public void What_is_refused_or_failed_is_red(string title)
    {
        var colour = Dashboard.Panel(Dashboard.Overview, title).At("fieldConfig", "defaults", "color");

        Assert.Equal(("shades", "red"), (colour.Text("mode"), colour.Text("fixedColor")));
    }

    [Theory]
    [InlineData("Age of the oldest")]
    [InlineData("Since the last resync")]
    public void Minutes_are_minutes(string title)
    {
        var panel = Dashboard.Panel(Dashboard.Overview, title);

        Assert.Equal("m", panel.At("fieldConfig", "defaults").Text("unit"));
        Assert.EndsWith(" / 60", Dashboard.TargetsOf(panel).Single().Text("expr"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Dashboard.Overview, "Grafana up", "incidentbridge_grafana_up")]
    [InlineData(Dashboard.Overview, "Circuit breaker", "incidentbridge_grafana_up")]
    [InlineData(Dashboard.Overview, "Waiting per Grafana", "incidentbridge_deliveries_pending")]
    [InlineData(Dashboard.Overview, "Unreadable incidents", "incidentbridge_unreadable_incidents_total")]
    [InlineData(Dashboard.Overview, "Connections", "incidentbridge_connections")]
    [InlineData(Dashboard.Overview, "Refused connections", "incidentbridge_connections_refused_total")]
    [InlineData(Dashboard.Overview, "Settings", "incidentbridge_settings_reload_failing")]
    [InlineData(Dashboard.Overview, "Open incidents", "incidentbridge_open_incidents")]
    [InlineData(Dashboard.Incidents, "Open incidents by severity", "incidentbridge_open_incidents")]
    public void What_the_bridge_knows_has_a_panel(string file, string title, string metric)
    {
        var panel = Dashboard.Panels(Dashboard.Load(file)).Single(panel => panel.Text("title") == title);

        Assert.All(Dashboard.TargetsOf(panel), target => Assert.Matches($@"\b{metric}\b", target.Text("expr")!));
    }
}
