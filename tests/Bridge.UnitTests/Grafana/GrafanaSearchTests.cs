using System.Globalization;
using System.Net;
using System.Web;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

public sealed class GrafanaSearchTests
{
    private static readonly IReadOnlyList<string> Region =
        AnnotationTags.Identity(AnIncident.Live().Id, AnnotationRoute.DefaultName, AnnotationPart.Region);

    private static readonly SearchTimes Times = SearchTimes.Around(AnIncident.DeclaredAt);

    private static SubjectId Incident => AnIncident.Live().Id;

    [Fact]
    public async Task What_is_found_comes_whole()
    {
        var found = Assert.Single(await FoundAsync(Item(7, [.. Region, "env:prod"])));

        Assert.Equal((7, "text"), (found.Id.Value, found.Text));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_772_359_200_000), found.Start);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1_772_359_200_001), found.End);
        Assert.Equal([.. Region, "env:prod"], found.Tags);
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public async Task A_time_that_is_none_differs_from_all_of_ours(long milliseconds)
    {
        var found = Assert.Single(await FoundAsync(Item(7, Region).Replace("1772359200000", $"{milliseconds}", StringComparison.Ordinal)));

        Assert.Equal(milliseconds < 0 ? DateTimeOffset.MinValue.Year : DateTimeOffset.MaxValue.Year, found.Start.Year);
    }

    [Theory]
    [InlineData("", null, null, null)]
    [InlineData("\"dashboardId\":0,\"dashboardUID\":null,\"panelId\":0,", null, null, null)]
    [InlineData("\"dashboardId\":0,\"dashboardUID\":\"\",\"panelId\":null,", null, null, null)]
    [InlineData("\"dashboardId\":17,", 17L, null, null)]
    [InlineData("\"dashboardId\":1540972897808384,\"dashboardUID\":\"svc\",\"panelId\":4,", 1540972897808384L, "svc", 4L)]
    public async Task What_is_found_says_where_it_is(string members, long? dashboard, string? uid, long? panel)
    {
        var found = Assert.Single(await FoundAsync(Item(7, Region).Replace("\"time\":", members + "\"time\":", StringComparison.Ordinal)));

        Assert.Equal((dashboard, uid, panel), (found.DashboardId, found.DashboardUid, found.PanelId));
    }

    [Theory]
    [InlineData(1_540_972_897_808_384)]
    [InlineData(long.MaxValue)]
    public async Task An_id_may_take_all_the_digits_there_are(long id) =>
        Assert.Equal(id, Assert.Single(await FoundAsync(Item(id, Region))).Id.Value);

    [Fact]
    public async Task Tags_that_are_null_are_no_tags()
    {
        var found = Assert.Single(await FoundAsync(Item(7, Region).Replace("\"tags\":[", "\"tags\":[null,", StringComparison.Ordinal)));

        Assert.Equal(Region, found.Tags);
    }

    [Fact]
    public async Task What_a_build_before_the_first_release_posted_is_found_as_well()
    {
        var former = Item(7, ["incident-io", $"incident:{AnIncident.Id}", "route:default", "status:open", "ref:INC-123", "severity:major"]);
        var point = Item(8, ["incident-io", $"incident:{AnIncident.Id}", "route:default", "event:start"]);
        var other = Item(9, ["incident-io", "incident:01OTHER", "route:default"]);

        Assert.Equal([7, 8], (await FoundAsync(former, point, other)).Select(annotation => annotation.Id.Value));
    }

    [Fact]
    public async Task The_oldest_comes_first_whatever_grafanas_order()
    {
        var found = await FoundAsync(Item(9, Region), Item(7, Region), Item(8, Region));

        Assert.Equal([7, 8, 9], found.Select(annotation => annotation.Id.Value));
    }

    [Fact]
    public async Task One_that_is_listed_twice_is_one()
    {
        Assert.Equal([7, 8], (await FoundAsync(Item(7, Region), Item(8, Region), Item(7, Region))).Select(annotation => annotation.Id.Value));
    }

    [Fact]
    public async Task Before_version_9_a_dashboard_is_told_by_its_number_among_those_of_the_routes()
    {
        var items = new[] { Item(1, Region), On(2, 17), On(3, 18) };
        var target = StubGrafana.Target(
            request => request.RequestUri!.AbsolutePath.Split('/')[^1] switch
            {
                "gone" => Answers.Json("""{"message":"Dashboard not found"}""", HttpStatusCode.NotFound),
                "svc" => Answers.Json("""{"dashboard":{"id":17,"uid":"svc"}}"""),
                _ => Answers.Json($"[{string.Join(',', items)}]"),
            },
            dashboards: ["gone", "svc"]);

        var found = Assert.IsType<FindResult.Found>(await target.FindAsync([Incident], Times, TestContext.Current.CancellationToken)).Annotations;

        Assert.Equal([null, "svc", null], found.Select(annotation => annotation.DashboardUid));
        Assert.Equal([true, true, false], found.Select(annotation => annotation.TryGetPlace(out _)));

        static string On(long id, long dashboard) =>
            Item(id, Region).Replace("\"time\":", $"\"dashboardId\":{dashboard},\"time\":", StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_database_without_case_finds_as_well_is_somebody_elses()
    {
        Assert.Empty(await FoundAsync(Item(7, Region.Select(tag => tag.ToUpperInvariant()))));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[null]")]
    [InlineData("""[{"id":7,"time":1,"timeEnd":1,"text":"x","tags":null}]""")]
    [InlineData("""[{"id":7,"time":1,"timeEnd":1,"text":"x","tags":[null]}]""")]
    [InlineData("""[{"id":7,"time":1,"timeEnd":1,"text":"x"}]""")]
    [InlineData("""[{"id":0,"time":1,"timeEnd":1,"text":"x","tags":["other"]}]""")]
    public async Task What_does_not_carry_the_tags_is_not_found(string body)
    {
        Assert.Empty(Assert.IsType<FindResult.Found>(await FindAsync(Answers.Json(body))).Annotations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-7)]
    public async Task An_annotation_of_ours_without_a_usable_id_is_an_error_and_not_a_reason_to_make_another(long id)
    {
        var result = await FindAsync(Answers.Json($"[{Item(id, Region)},{Item(7, Region)}]"));

        Assert.Equal(FailureReason.InvalidAnswer, Assert.IsType<FindResult.Failed>(result).Failure.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("<!DOCTYPE html>")]
    [InlineData("""[{"id":"7"}]""")]
    [InlineData("""[{"id":7""")]
    public async Task An_answer_that_cannot_be_read_is_not_taken_for_nothing_found(string body)
    {
        var result = await FindAsync(Answers.Json(body));

        Assert.Equal(FailureReason.InvalidAnswer, Assert.IsType<FindResult.Failed>(result).Failure.Reason);
    }

    [Fact]
    public async Task A_search_that_was_cut_is_made_again_until_it_is_whole()
    {
        var limits = new List<int>();

        // What is in front is somebody else's, so that what is left of a cut answer is nothing.
        var result = await Crowded([.. Enumerable.Repeat(Item(9, ["other"]), 250), Item(7, Region)], limits)
            .FindAsync([Incident], Times, TestContext.Current.CancellationToken);

        Assert.Equal(7, Assert.Single(Assert.IsType<FindResult.Found>(result).Annotations).Id.Value);
        Assert.Equal([100, 200, 400], limits);
    }

    [Theory]
    [InlineData(99, new[] { 100 })]
    [InlineData(100, new[] { 100, 200 })]
    public async Task A_full_answer_may_have_been_cut_and_another_was_not(int annotations, int[] expected)
    {
        var limits = new List<int>();

        var result = await Crowded([.. Enumerable.Range(1, annotations).Select(id => Item(id, Region))], limits)
            .FindAsync([Incident], Times, TestContext.Current.CancellationToken);

        Assert.Equal(annotations, Assert.IsType<FindResult.Found>(result).Annotations.Count);
        Assert.Equal(expected, limits);
    }

    [Theory]
    [InlineData(HttpStatusCode.Unauthorized, "invalid_answer")]
    [InlineData(HttpStatusCode.NotFound, "not_found")]
    [InlineData(HttpStatusCode.BadGateway, "server")]
    public async Task A_refused_search_is_a_failure(HttpStatusCode status, string reason)
    {
        var result = await StubGrafana.Target(_ => Answers.Html(status)).FindAsync([Incident], Times, TestContext.Current.CancellationToken);

        var failure = Assert.IsType<FindResult.Failed>(result).Failure;

        Assert.Equal((reason, true), (Labels.Of(failure.Reason), failure.OfUpstream));
    }

    [Fact]
    public void An_annotation_shows_what_is_wanted_only_if_all_of_it_is_the_same()
    {
        var wanted = Assert.Single(AnnotationPolicy.Decide(
            AnIncident.Resolved(), new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));
        var same = new FoundAnnotation(new AnnotationId(7), wanted.Start, wanted.End, wanted.Text, [.. wanted.Tags.Reverse()]) { SeenAt = 0 };

        Assert.True(same.Shows(wanted));
        Assert.False((same with { Start = same.Start.AddMilliseconds(1) }).Shows(wanted));
        Assert.False((same with { End = same.End.AddMilliseconds(1) }).Shows(wanted));
        Assert.False((same with { Text = "other" }).Shows(wanted));
        Assert.False((same with { Tags = [.. same.Tags.Skip(1)] }).Shows(wanted));
        Assert.False((same with { Tags = [.. same.Tags, "more"] }).Shows(wanted));
    }

    [Fact]
    public void A_found_annotation_prints_its_id_and_not_its_text()
    {
        Assert.Equal("7", (StubGrafana.Found(7) with { Text = "secret" }).ToString());
    }

    private static string Item(long id, IEnumerable<string> tags) =>
        $$"""
        {"id":{{id}},"time":1772359200000,"timeEnd":1772359200001,"text":"text","newState":"","data":{},
         "tags":[{{string.Join(',', tags.Select(tag => $"\"{tag}\""))}}]}
        """;

    /// <summary>A Grafana that finds all of these for every search, gives as many as it is asked for, and says nothing of the others.</summary>
    private static GrafanaTarget Crowded(IReadOnlyList<string> items, List<int> limits) => StubGrafana.Target(request =>
    {
        var limit = int.Parse(HttpUtility.ParseQueryString(request.RequestUri!.Query)["limit"]!, CultureInfo.InvariantCulture);
        limits.Add(limit);
        return Answers.Json($"[{string.Join(',', items.Take(limit))}]");
    });

    private static async Task<IReadOnlyList<FoundAnnotation>> FoundAsync(params string[] items) =>
        Assert.IsType<FindResult.Found>(await FindAsync(Answers.Json($"[{string.Join(',', items)}]"))).Annotations;

    private static Task<FindResult> FindAsync(HttpResponseMessage answer) =>
        StubGrafana.Target(_ => answer).FindAsync([Incident], Times, TestContext.Current.CancellationToken);
}
