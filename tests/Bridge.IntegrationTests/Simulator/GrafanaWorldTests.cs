using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>What the operator of a Grafana, and others who write to it, can do to the stand-in's world.</summary>
public sealed class GrafanaWorldTests
{
    public static readonly TheoryData<GrafanaDialect> Dialects = [.. GrafanaDialect.All];

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_restored_backup_brings_back_what_was_there_and_gives_its_ids_again(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        var kept = await client.PostAsync("kept");
        var deleted = await client.PostAsync("deleted");
        var backup = client.Grafana.Backup();
        await client.SendAsync("DELETE", $"/api/annotations/{deleted}");
        await client.PutAsync(kept, "changed");
        var lost = await client.PostAsync("lost");

        client.Grafana.Restore(backup);
        var stranger = client.Grafana.PostAs("admin", "a deploy", client.Noon, client.Noon, ["deploy"]);

        Assert.Equal(lost, stranger.Id);
        Assert.Equal(
            [(kept, "kept"), (deleted, "deleted"), (lost, "deploy")],
            client.Grafana.Annotations.Select(annotation => (annotation.Id, annotation.Tags.Single())));
        Assert.Equal([kept], await client.ListAsync("tags=kept"));

        client.Grafana.Restore(backup);
        Assert.Equal([kept, deleted], client.Grafana.Annotations.Select(annotation => annotation.Id));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_rebuilt_Grafana_has_no_annotations_and_begins_at_1(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.AddDashboard("payments");
        await client.PostAsync("a");
        await client.PostAsync("b");

        client.Grafana.Rebuild();

        Assert.Empty(client.Grafana.Annotations);
        Assert.Equal(1, await client.PostAsync("c"));
        Assert.Equal(200, (await client.SendAsync("GET", "/api/dashboards/uid/payments")).Status);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_clean_up_keeps_the_newest_by_creation_whoever_made_them_and_leaves_dashboards_alone(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.AddDashboard("payments");
        var onDashboard = client.Grafana.PostAs("admin", "x", client.Noon, client.Noon, ["x"], "payments").Id;
        await client.PostAsync("old");
        var theirs = client.Grafana.PostAs("admin", "x", client.Noon.AddYears(-1), client.Noon.AddYears(-1), ["x"]).Id;
        var ours = await client.PostAsync("new");

        client.Grafana.CleanUp(maxAnnotationsToKeep: 2);

        Assert.Equal([onDashboard, theirs, ours], client.Grafana.Annotations.Select(annotation => annotation.Id));
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task A_clean_up_by_age_goes_by_creation_and_not_by_what_is_shown(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.PostAs("admin", "of tomorrow", client.Noon.AddDays(2), client.Noon.AddDays(2), []);
        client.Time.Advance(TimeSpan.FromHours(2));
        var younger = client.Grafana.PostAs("admin", "of last year", client.Noon.AddYears(-1), client.Noon.AddYears(-1), []);

        client.Grafana.CleanUp(maxAge: TimeSpan.FromHours(1));

        Assert.Equal(younger.Id, Assert.Single(client.Grafana.Annotations).Id);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Whoever_changes_or_deletes_what_others_made_is_noted(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        var (changed, deleted, wiped) = (Post("changed"), Post("deleted"), Post("wiped"));
        client.Grafana.Seed(wiped with { Id = 4711, Author = "" });
        var ours = await client.PostAsync("ours");

        await client.PutAsync(ours, "ours");
        Assert.Empty(client.Grafana.OthersTouched);
        await client.PutAsync(changed.Id, "ours");
        await client.SendAsync("DELETE", $"/api/annotations/{deleted.Id}");
        await client.SendAsync("DELETE", "/api/annotations/0");

        Assert.Equal(
            [
                ("PUT", changed.Id, "changed"),
                ("DELETE", deleted.Id, "deleted"),
                ("DELETE", changed.Id, "ours"),
                ("DELETE", wiped.Id, "wiped"),
            ],
            client.Grafana.OthersTouched.Select(touch => (touch.Request.Method, touch.Before.Id, touch.Before.Text)));

        SimulatedAnnotation Post(string text) => client.Grafana.PostAs("admin", text, client.Noon, client.Noon, ["deploy"]);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task Ids_can_be_too_large_for_a_double(GrafanaDialect dialect)
    {
        await using var client = await GrafanaClient.StartAsync(dialect);
        client.Grafana.ContinueIdsAfter(9_007_199_254_740_992);

        var id = await client.PostAsync("large");

        Assert.Equal(9_007_199_254_740_993, id);
        Assert.Equal([id], await client.ListAsync("tags=large"));
    }

    [Fact]
    public async Task An_upgrade_changes_the_ways_and_keeps_the_annotations()
    {
        await using var client = await GrafanaClient.StartAsync(GrafanaDialect.V7);
        var id = await client.PostAsync("status:open");

        client.Grafana.Dialect = GrafanaDialect.V12;
        await client.PutAsync(id, "status:resolved");

        Assert.Equal(id, client.Grafana.FoundBy("status:open").Single().Id);
        Assert.Equal(id, client.Grafana.FoundBy("status:resolved").Single().Id);
        Assert.Empty(client.Grafana.WithTags("status:open"));
        var item = (await client.SendAsync("GET", $"/api/annotations/{id}")).Body!.AsObject();
        Assert.Equal("sa-1-bridge-editor", (string?)item["login"]);
        Assert.False(item.ContainsKey("dashboardId"));
    }
}
