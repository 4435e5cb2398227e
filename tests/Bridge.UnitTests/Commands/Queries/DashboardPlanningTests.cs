using System.Text;
using Bridge.Commands.Queries;

namespace Bridge.UnitTests.Commands.Queries;

/// <summary>Which dashboards are saved, with what, and which are left alone.</summary>
public sealed class DashboardPlanningTests
{
    private static readonly string Queries = string.Join(',', QueryExamples.Wanted.Select(query => QueryJson.Of(query).ToJsonString()));

    /// <summary>What Grafana, plugins and people write into dashboards, and what a library would spell otherwise.</summary>
    [Theory]
    [InlineData("""{"a":1541329735143424,"annotations":{"enable":true,"list":[],"x":1.0},"big":12345678901234567890,"d":1.50,"e":1e3,"s":"<\u00e9\ud800/>","v":7}""", "[]")]
    [InlineData("{ \"panels\" : [ { \"annotations\": { \"list\": [1] } } ],\n  \"annotations\" : { \"list\" : null , \"y\" : 0.10 } }", "null")]
    [InlineData("""{"annotations":{"list":[{"name":"mine","n":1.0}]},"annotationz":1}""", """[{"name":"mine","n":1.0}]""")]
    public void Nothing_but_the_list_changes_to_the_byte(string dashboard, string list)
    {
        var begin = dashboard.LastIndexOf(list, StringComparison.Ordinal);
        var others = list.Trim('[', ']').Replace("null", "", StringComparison.Ordinal);

        Assert.Equal(
            $"{dashboard[..begin]}[{(others.Length > 0 ? $"{others}," : "")}{Queries}]{dashboard[(begin + list.Length)..]}",
            Text(Saved(dashboard)));
    }

    [Theory]
    [InlineData("""{"title":"x"}""", """{"annotations":{"list":[*]},"title":"x"}""")]
    [InlineData("""{}""", """{"annotations":{"list":[*]}}""")]
    [InlineData("""{"annotations":null,"title":"x"}""", """{"annotations":{"list":[*]},"title":"x"}""")]
    [InlineData("""{"title":"x","annotations": {} }""", """{"title":"x","annotations": {"list":[*]} }""")]
    [InlineData("""{"annotations":{"enable":true}}""", """{"annotations":{"list":[*],"enable":true}}""")]
    public void A_list_that_is_missing_is_made(string dashboard, string expected)
    {
        Assert.Equal(expected.Replace("*", Queries, StringComparison.Ordinal), Text(Saved(dashboard)));
    }

    [Fact]
    public void What_was_saved_is_right_the_next_time()
    {
        var saved = Saved("""{"annotations":{"list":[{"name":"mine"}]}}""");

        Assert.IsType<DashboardPlan.Right>(Plan(Text(saved)));
        Assert.Equal("f1", saved.FolderUid);
    }

    [Fact]
    public void A_megabyte_and_deep_nesting_are_no_trouble()
    {
        var deep = $"{string.Concat(Enumerable.Repeat("[", 300))}{string.Concat(Enumerable.Repeat("]", 300))}";
        var dashboard = $$"""{"panels":[{{string.Join(',', Enumerable.Repeat("""{"type":"text","n":1.0}""", 50_000))}}],"deep":{{deep}},"annotations":{"list":[]},"z":1}""";

        var text = Text(Saved(dashboard));

        Assert.Equal(dashboard.Replace("\"list\":[]", $"\"list\":[{Queries}]", StringComparison.Ordinal), text);
        Assert.True(text.Length > 1024 * 1024);
    }

    [Theory]
    [InlineData("""{"folderUid":"f1","canSave":true,"provisioned":true}""", "it is provisioned", false)]
    [InlineData("""{"folderUid":"f1","canSave":false}""", "the token may not save it", true)]
    [InlineData("""{"canSave":true}""", "Grafana does not say which folder it is in", false)]
    [InlineData("null", "Grafana does not say which folder it is in", false)]
    [InlineData("""{"folderUid":"f1","apiVersion":"v2beta1"}""", "it was saved in the newer schema", false)]
    public void Some_are_left_alone_for_what_grafana_says_of_them(string meta, string why, bool isOfToken)
    {
        var plan = Assert.IsType<DashboardPlan.LeaveAlone>(DashboardPlanning.Of(QueryExamples.Stored("{}", meta), QueryExamples.Wanted, []));

        Assert.StartsWith(why, plan.Why, StringComparison.Ordinal);
        Assert.Equal(isOfToken, plan.IsOfToken);
    }

    [Theory]
    [InlineData("""{"annotations":[],"elements":{}}""", "it was saved in the newer schema")]
    [InlineData("""{"elements":{}}""", "it was saved in the newer schema")]
    [InlineData("""{"annotations":{"list":{}}}""", "its annotations have a form")]
    [InlineData("""{"annotations":"none"}""", "its annotations have a form")]
    [InlineData("null", "its annotations have a form")]
    public void And_others_for_what_they_are(string dashboard, string why) =>
        Assert.StartsWith(why, Assert.IsType<DashboardPlan.LeaveAlone>(Plan(dashboard)).Why, StringComparison.Ordinal);

    [Fact]
    public void One_that_has_the_queries_is_right_whoever_may_save_it()
    {
        var stored = QueryExamples.Stored($$$"""{"annotations":{"list":[{{{Queries}}}]}}""", """{"folderUid":"","canSave":false,"provisioned":true}""");

        Assert.IsType<DashboardPlan.Right>(DashboardPlanning.Of(stored, QueryExamples.Wanted, []));
    }

    /// <summary>On such a dashboard the query would ask for the tag <c>service:$service</c>, letter by letter.</summary>
    [Theory]
    [InlineData("""{"templating":{"list":[{"name":"env"},{"name":"service"}]}}""", true)]
    [InlineData("""{"templating":{"list":[{"name":"env"}]}}""", false)]
    [InlineData("""{"templating":{"list":null}}""", false)]
    [InlineData("{}", false)]
    public void A_dashboard_without_the_variable_is_left_alone(string dashboard, bool isSaved)
    {
        var plan = DashboardPlanning.Of(QueryExamples.Stored(dashboard), QueryExamples.Wanted, [new TagVariable("service", "service")]);

        Assert.Equal(isSaved, plan is DashboardPlan.Save);
        Assert.True(isSaved || plan is DashboardPlan.LeaveAlone { Why: "it has no variable service" });
    }

    private static DashboardPlan Plan(string dashboard) => DashboardPlanning.Of(QueryExamples.Stored(dashboard), QueryExamples.Wanted, []);

    private static DashboardPlan.Save Saved(string dashboard) => Assert.IsType<DashboardPlan.Save>(Plan(dashboard));

    private static string Text(DashboardPlan.Save plan) => Encoding.UTF8.GetString(plan.Dashboard.Span);
}
