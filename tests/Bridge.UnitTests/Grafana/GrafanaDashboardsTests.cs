using System.Net;
using System.Text;
using Bridge.Grafana;
using Bridge.Grafana.Dashboards;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Refit;

namespace Bridge.UnitTests.Grafana;

/// <summary>What is asked of the dashboards API, and what its answers mean.</summary>
public sealed class GrafanaDashboardsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_save_carries_the_dashboard_to_the_byte_its_folder_and_no_wish_to_overwrite()
    {
        using var wire = Wire(_ => Answers.Json("""{"version":8}"""));
        const string dashboard = """{"a":1.0,"s":"\ud800","version":7}""";

        var saving = await Dashboards(wire).SaveAsync(Encoding.UTF8.GetBytes(dashboard), "the \"shop\"", Cancellation);

        var (method, path, body) = Assert.Single(wire.Requests);
        Assert.Equal((HttpMethod.Post, "/sub/api/dashboards/db"), (method, path));
        Assert.Equal($$"""{"dashboard":{{dashboard}},"folderUid":"the \u0022shop\u0022","message":"Annotation queries of incident-bridge","overwrite":false}""", body);
        Assert.Equal(8, Assert.IsType<DashboardSaving.Done>(saving).Version);
    }

    [Fact]
    public async Task Searches_ask_for_one_folder_or_one_tag_page_by_page_until_nothing_new_comes()
    {
        using var wire = Wire(request => Answers.Json(request.RequestUri!.Query.Contains("page=1", StringComparison.Ordinal)
            ? """[{"uid":"a","folderUid":"f 1","tags":["t&"]},{"uid":"b","folderUid":"f 1","tags":["t&","x"]},null,{"uid":""},{"title":"none"}]"""
            : "[]"));

        var (inFolder, _) = await Dashboards(wire).ListInFolderAsync("f 1", Cancellation);
        var (tagged, _) = await Dashboards(wire).ListByTagAsync("t&", Cancellation);

        Assert.Equal(["a", "b"], inFolder!.Select(hit => hit.Uid!));
        Assert.Equal(["a", "b"], tagged!.Select(hit => hit.Uid!));
        Assert.Equal(
            [
                "/sub/api/search?type=dash-db&folderUIDs=f%201&limit=1000&page=1", "/sub/api/search?type=dash-db&folderUIDs=f%201&limit=1000&page=2",
                "/sub/api/search?type=dash-db&tag=t%26&limit=1000&page=1", "/sub/api/search?type=dash-db&tag=t%26&limit=1000&page=2",
            ],
            wire.Requests.Select(request => request.PathAndQuery));
    }

    /// <summary>Such a Grafana would have all dashboards of the organization changed, and never an end of pages.</summary>
    [Fact]
    public async Task A_grafana_that_knows_neither_folders_nor_pages_gives_no_other_folders_dashboards()
    {
        using var wire = Wire(_ => Answers.Json("""[{"uid":"a","folderUid":"f1"},{"uid":"b","folderUid":"f2"},{"uid":"c"}]"""));

        var (hits, _) = await Dashboards(wire).ListInFolderAsync("f1", Cancellation);

        Assert.Equal("a", Assert.Single(hits!).Uid);
        Assert.Equal(2, wire.Requests.Count);
    }

    [Fact]
    public async Task A_page_that_fails_fails_the_search()
    {
        using var wire = Wire(request => request.RequestUri!.Query.Contains("page=1", StringComparison.Ordinal)
            ? Answers.Json("""[{"uid":"a"}]""")
            : Answers.Status(HttpStatusCode.InternalServerError));

        var (hits, failure) = await Dashboards(wire).ListFoldersAsync(Cancellation);

        Assert.Null(hits);
        Assert.Equal(FailureReason.Server, failure!.Reason);
    }

    [Theory]
    [InlineData(HttpStatusCode.NotAcceptable, typeof(DashboardReading.OfNewerSchema))]
    [InlineData(HttpStatusCode.NotFound, typeof(DashboardReading.Gone))]
    [InlineData(HttpStatusCode.Forbidden, typeof(DashboardReading.Failed))]
    [InlineData(HttpStatusCode.InternalServerError, typeof(DashboardReading.Failed))]
    public async Task A_dashboard_that_is_not_given_is_so_for_a_reason(HttpStatusCode status, Type reading)
    {
        using var wire = Wire(_ => Answers.Status(status));

        Assert.IsType(reading, await Dashboards(wire).ReadAsync("a", Cancellation));
        Assert.Equal("/sub/api/dashboards/uid/a", Assert.Single(wire.Requests).PathAndQuery);
    }

    [Theory]
    [InlineData(HttpStatusCode.PreconditionFailed, typeof(DashboardSaving.Outdated))]
    [InlineData(HttpStatusCode.BadRequest, typeof(DashboardSaving.Failed))]
    [InlineData(HttpStatusCode.Forbidden, typeof(DashboardSaving.Failed))]
    public async Task A_save_that_is_not_done_is_so_for_a_reason(HttpStatusCode status, Type saving)
    {
        using var wire = Wire(_ => Answers.Status(status));

        Assert.IsType(saving, await Dashboards(wire).SaveAsync("{}"u8.ToArray(), "", Cancellation));
    }

    /// <summary>A page of a proxy says nothing about a dashboard.</summary>
    [Theory]
    [InlineData(HttpStatusCode.NotAcceptable)]
    [InlineData(HttpStatusCode.NotFound)]
    [InlineData(HttpStatusCode.PreconditionFailed)]
    public async Task What_answers_in_the_place_of_grafana_is_a_failure(HttpStatusCode status)
    {
        using var wire = Wire(_ => Answers.Html(status));

        Assert.IsType<DashboardReading.Failed>(await Dashboards(wire).ReadAsync("a", Cancellation));
        Assert.IsType<DashboardSaving.Failed>(await Dashboards(wire).SaveAsync("{}"u8.ToArray(), "", Cancellation));
        Assert.NotNull((await Dashboards(wire).IsPublicAsync("a", Cancellation)).Failure);
    }

    [Theory]
    [InlineData("""{"isEnabled":true,"annotationsEnabled":true}""", true)]
    [InlineData("""{"isEnabled":true,"annotationsEnabled":false}""", false)]
    [InlineData("""{"isEnabled":false,"annotationsEnabled":true}""", false)]
    [InlineData("{}", true)]
    public async Task Whether_everybody_sees_annotations_is_as_it_says_and_else_so(string sharing, bool shows)
    {
        using var wire = Wire(_ => Answers.Json(sharing));

        Assert.Equal((shows, null), await Dashboards(wire).IsPublicAsync("a", Cancellation));
        Assert.Equal("/sub/api/dashboards/uid/a/public-dashboards", Assert.Single(wire.Requests).PathAndQuery);
    }

    [Fact]
    public async Task What_is_not_shared_is_not_public()
    {
        using var wire = Wire(_ => Answers.Status(HttpStatusCode.NotFound));

        Assert.Equal((false, null), await Dashboards(wire).IsPublicAsync("a", Cancellation));
    }

    private static StubHandler Wire(Func<HttpRequestMessage, HttpResponseMessage> answer) => new((request, _) => Task.FromResult(answer(request)));

    private static GrafanaDashboards Dashboards(HttpMessageHandler wire)
    {
        var http = new HttpClient(new GrafanaAnswerHandler(TimeProvider.System) { InnerHandler = wire }, disposeHandler: false) { BaseAddress = new Uri(StubGrafana.Address) };
        return new GrafanaDashboards("main", () => RestService.ForGenerated<IGrafanaDashboardsApi>(http, new RefitSettings()), TimeProvider.System);
    }
}
