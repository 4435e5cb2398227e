using System.Text.Json.Nodes;
using Bridge.Simulator;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.Http;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>How a Grafana goes wrong that no other server does.</summary>
public sealed class GrafanaTroubleTests
{
    private const string AtNoon = "type=annotation&from=1935403200000&to=1935403200000";

    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public static readonly TheoryData<GrafanaDialect> Dialects = [.. GrafanaDialect.All];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_create_that_is_cut_in_half_is_found_by_time_and_by_no_tag(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.Faults.Once(client.Grafana.CreateCutInHalf);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("known", "new"));

        Assert.Empty(await client.ListAsync("tags=known"));
        Assert.Empty(client.Grafana.FoundBy("new"));
        Assert.Equal([1L], await client.ListAsync(AtNoon));
        Assert.Equal(["known", "new"], client.Grafana.WithTags("known").Single().Tags);
        Assert.Equal(2, await client.PostAsync("known"));
        Assert.Equal([2L], await client.ListAsync("tags=known"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task One_put_makes_it_whole_but_for_a_tag_that_9_4_never_saved(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        await client.PostAsync("known");
        client.Grafana.Faults.Once(client.Grafana.CreateCutInHalf);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("known", "new"));

        Assert.Equal(200, (await client.PutAsync(2, "known", "new")).Status);

        Assert.Equal([2L, 1L], await client.ListAsync("tags=known"));
        Assert.Equal(dialect == GrafanaDialect.V9 ? [] : [2L], await client.ListAsync("tags=new"));
    }

    [Fact]
    public async Task A_patch_of_the_end_writes_the_tags_again()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V12);
        client.Grafana.Faults.Once(client.Grafana.CreateCutInHalf);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.PostAsync("tag"));

        var end = new JsonObject { ["timeEnd"] = client.Noon.AddHours(1).ToUnixTimeMilliseconds() };
        await client.SendAsync("PATCH", "/api/annotations/1", end);

        Assert.Equal(client.Noon.AddHours(1), client.Grafana.FoundBy("tag").Single().End);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_create_that_hangs_in_half_is_there_before_the_client_gives_up(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.Faults.Once(client.Grafana.CreateHangsInHalf);
        using var patience = new CancellationTokenSource();

        var create = client.PostWithPatienceAsync(patience.Token, "tag");
        await Eventually.TrueAsync("the annotation", Deadline, () => client.Grafana.Annotations.Count == 1, Cancellation);
        Assert.False(create.IsCompleted);
        await patience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => create);
        Assert.Empty(client.Grafana.FoundBy("tag"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_request_that_is_no_create_is_cut_with_nothing_done(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        var id = await client.PostAsync("tag");
        client.Grafana.Faults.Once(client.Grafana.CreateCutInHalf);

        await Assert.ThrowsAsync<HttpRequestException>(() => client.PutAsync(id, "other"));

        Assert.Equal(["tag"], client.Grafana.Annotations.Single().Tags);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Without_its_database_every_token_is_wrong_and_health_says_so_only_later(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);

        client.Grafana.Database = GrafanaDatabase.Away;
        var first = await client.SendAsync("GET", "/api/annotations");
        var early = await client.SendAsync("GET", "/api/health");
        client.Grafana.Database = GrafanaDatabase.AwayAndTold;
        var second = await client.SendAsync("POST", "/api/annotations", client.Point("x"));
        var late = await client.SendAsync("GET", "/api/health");
        client.Grafana.Database = GrafanaDatabase.Well;

        Assert.Equal((401, 200, "ok"), (first.Status, early.Status, (string?)early.Body!["database"]));
        Assert.Equal((401, 503, "failing"), (second.Status, late.Status, (string?)late.Body!["database"]));
        Assert.Equal(1, await client.PostAsync("x"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_write_beside_too_many_others_is_a_500_that_did_nothing(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.Faults.Always(client.Grafana.DatabaseLockedAbove(2, each: TimeSpan.FromSeconds(1)));

        var writes = Enumerable.Range(0, 3).Select(_ => client.SendAsync("POST", "/api/annotations", client.Point("x"))).ToList();
        var refused = await await Task.WhenAny(writes);
        var reads = await client.ListAsync("tags=x");
        var all = Task.WhenAll(writes);
        await Eventually.TrueAsync(
            "the other two",
            Deadline,
            () =>
            {
                client.Time.Advance(TimeSpan.FromSeconds(1));
                return all.IsCompleted;
            },
            Cancellation);

        Assert.Equal((500, "Failed to save annotation"), (refused.Status, (string?)refused.Body!["message"]));
        Assert.Empty(reads);
        Assert.Equal([200, 200, 500], (await all).Select(answer => answer.Status).Order());
        Assert.Equal(2, client.Grafana.Annotations.Count);
    }

    [Fact]
    public async Task In_9_4_an_update_with_a_new_tag_can_fail_as_often_as_it_is_tried()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V9WhereNewTagsFail);
        var id = await client.PostAsync("status:open");

        Assert.Equal(500, (await client.PutAsync(id, "status:resolved")).Status);
        Assert.Equal(500, (await client.PutAsync(id, "status:resolved")).Status);
        Assert.Equal(id, Assert.Single(client.Grafana.FoundBy("status:open")).Id);

        await client.PostAsync("status:resolved");
        Assert.Equal(200, (await client.PutAsync(id, "status:resolved")).Status);
        Assert.Empty(client.Grafana.FoundBy("status:open"));
    }

    [Fact]
    public async Task In_9_4_an_update_takes_one_tag_that_it_never_saved_and_no_tag_twice()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V9);
        var id = await client.PostAsync("known");

        Assert.Equal(200, (await client.PutAsync(id, "known", "new")).Status);
        Assert.Equal(500, (await client.PutAsync(id, "known", "new", "newer")).Status);
        Assert.Equal(500, (await client.PutAsync(id, "known", "known")).Status);
        Assert.Equal(["known", "new"], client.Grafana.Annotations.Single().Tags);
        Assert.Equal(id, Assert.Single(client.Grafana.FoundBy("known")).Id);
        Assert.Empty(client.Grafana.FoundBy("new"));
    }

    [Fact]
    public async Task A_narrow_token_is_refused_what_is_not_there()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V9WithNarrowToken);

        Assert.Equal(403, (await client.PutAsync(4711, "x")).Status);
        Assert.Equal(403, (await client.SendAsync("DELETE", "/api/annotations/4711")).Status);
    }

    [Fact]
    public async Task A_proxy_can_ask_for_time()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V12);
        client.Grafana.Faults.Always(Fault.Unavailable(retryAfterSeconds: 7));
        using var http = new HttpClient { BaseAddress = client.Grafana.Url };

        using var answer = await http.GetAsync("/api/health", Cancellation);

        Assert.Equal((503, TimeSpan.FromSeconds(7)), ((int)answer.StatusCode, answer.Headers.RetryAfter?.Delta));
    }
}
