using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Grafana;
using Bridge.Grafana.Dashboards;
using Bridge.Simulator.Grafana;
using Refit;

namespace Bridge.IntegrationTests.Grafana;

/// <summary>Dashboards are found however many there are: a page of Grafana's search holds 5,000 at most.</summary>
public sealed class DashboardSearchTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_read_by_folder_and_by_tag()
    {
        const int count = 5_100;
        await using var grafana = await SimulatedGrafana.StartNewAsync(GrafanaDialect.V12, time: null, Cancellation);
        grafana.AddFolder("f1", "one");
        for (var number = 1; number <= count; number++)
        {
            var uid = number.ToString("d5", CultureInfo.InvariantCulture);
            var model = new JsonObject { ["title"] = uid, ["tags"] = new JsonArray(number % 2 == 0 ? "even" : "odd") };
            grafana.AddDashboard(new SimulatedDashboard(number, uid) { FolderUid = number == 1 ? "" : "f1", Model = model.ToJsonString() });
        }

        using var http = new HttpClient(new GrafanaAnswerHandler(TimeProvider.System) { InnerHandler = new SocketsHttpHandler() }) { BaseAddress = grafana.Url };
        http.DefaultRequestHeaders.Authorization = new("Bearer", grafana.EditorToken);
        var dashboards = new GrafanaDashboards("main", () => RestService.ForGenerated<IGrafanaDashboardsApi>(http, new RefitSettings()), TimeProvider.System);

        var (inFolder, _) = await dashboards.ListInFolderAsync("f1", Cancellation);
        var (tagged, _) = await dashboards.ListByTagAsync("even", Cancellation);
        var (folders, _) = await dashboards.ListFoldersAsync(Cancellation);

        Assert.Equal(Enumerable.Range(2, count - 1), Numbers(inFolder!));
        Assert.Equal(Enumerable.Range(1, count / 2).Select(half => 2 * half), Numbers(tagged!));
        Assert.Equal("one", Assert.Single(folders!).Title);
        Assert.All(grafana.Requests, request => Assert.InRange(int.Parse(request.QueryValue("limit"), CultureInfo.InvariantCulture), 1, 5_000));

        static IEnumerable<int> Numbers(IReadOnlyList<SearchHitJson> hits) => hits.Select(hit => int.Parse(hit.Uid!, CultureInfo.InvariantCulture)).Order();
    }
}
