using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>What the stand-in's searches find: they are quick because they look in few places, and these are the right ones.</summary>
public sealed class GrafanaSearchTests
{
    public static readonly TheoryData<GrafanaDialect> Dialects = [.. GrafanaDialect.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_key_alone_and_a_whole_tag_may_stand_in_one_filter(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        var both = await client.PostAsync("team:a", "severity:minor");
        var team = await client.PostAsync("team:a");
        var severity = await client.PostAsync("severity:major");

        Assert.Equal([severity, team, both], await client.ListAsync("tags=team:a&tags=severity&matchAny=true"));
        Assert.Equal([team, both], await client.ListAsync("tags=team:a&tags=severity:minor&matchAny=true"));
        Assert.Equal([both], await client.ListAsync("tags=team:a&tags=severity"));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task What_is_found_follows_every_change(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        string[] tags = ["n:1", "n:2", "n:3"];
        foreach (var tag in tags.Concat(tags))
        {
            await client.PostAsync("all", tag);
        }

        var backup = client.Grafana.Backup();
        await ComparedAsync();
        await client.PutAsync(1, "all", "n:3");
        await ComparedAsync();
        await client.SendAsync("DELETE", "/api/annotations/3");
        client.Grafana.Seed(client.Grafana.Annotations[^1] with { Tags = ["all", "n:1"] });
        await ComparedAsync();
        client.Grafana.Restore(backup);
        await ComparedAsync();
        Assert.Equal([4L, 1L], await client.ListAsync("tags=all&tags=n:1"));

        async Task ComparedAsync()
        {
            foreach (var tag in tags)
            {
                var found = client.Grafana.FoundBy("all", tag).Select(annotation => annotation.Id).OrderDescending();
                Assert.Equal(found, await client.ListAsync($"tags=all&tags={tag}"));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Items_can_be_repeated_in_lists(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        await client.PostAsync("x");

        client.Grafana.RepeatsItems = true;

        Assert.Equal([1L, 1L], await client.ListAsync("tags=x"));
        Assert.Single(client.Grafana.Annotations);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Only_12_repeats_an_item_for_one_that_may_not_be_seen_with_a_limit_too(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.AddDashboard(client.Grafana.AddDashboard("secret") with { IsClosed = true });
        client.Grafana.AddDashboard("one");
        client.Grafana.AddDashboard("two");
        var seen = await client.PostAsync("pair");
        client.Grafana.PostAs("admin", "hidden", client.Noon, client.Noon, ["pair"], "secret");

        var found = await client.ListAsync("tags=pair&limit=100");

        Assert.Equal(dialect == GrafanaDialect.V12 ? [seen, seen] : [seen], found);
        Assert.Equal([seen], await client.ListAsync("tags=pair&limit=1", client.Grafana.EditorToken));
    }
}
