using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests;

/// <summary>What docs/grafana-moved.md says of the command that sets everything right at once, and of a Grafana with another name.</summary>
public sealed class GrafanaMovedTests
{
    private static readonly string[] Repair = ["backfill", "--since", "90d"];

    public static TheoryData<GrafanaDialect> Dialects => [.. GrafanaDialect.All];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task After_a_restore_one_backfill_redacts_deletes_resolves_and_creates_again(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync();
        world.Grafana.Dialect = dialect;
        await world.Bridge.StartAsync(Cancellation);
        var (secret, declined, resolved, later) = (world.Live(1, "Payroll of the board leaks"), world.Live(2), world.Live(3), world.Live(4));
        foreach (var incident in new[] { secret, declined, resolved })
        {
            await world.AnnounceAsync(incident);
            await world.AnnotationAsync(incident, _ => true);
        }

        await world.IdleAsync();
        var backup = world.Grafana.Backup();
        await world.AnnounceAsync(secret.MadePrivate(world.Now));
        await world.AnnounceAsync(declined.InStatus(SimulatedStatus.Declined, world.Now));
        await world.AnnounceAsync(resolved.Resolved(world.Now.AddMinutes(5)));
        await world.AnnounceAsync(later);
        await world.AnnotationAsync(later, _ => true);
        await world.AnnotationAsync(resolved, found => found.Tags.Contains("status:resolved"));
        await world.IdleAsync();
        world.Grafana.Restore(backup);
        var theirs = world.Grafana.PostAs("somebody", "Deployed 1.2.3", world.Now, world.Now, ["deploy"]);

        var shown = await CommandRun.InAsync(world, [.. Repair, "--dry-run"]);
        Assert.Contains("Payroll", Assert.Single(world.AnnotationsOf(secret)).Text, StringComparison.Ordinal);
        var run = await CommandRun.InAsync(world, Repair);

        Assert.True(shown.ExitCode == 0, shown.Everything);
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.DoesNotContain("Payroll", Assert.Single(world.AnnotationsOf(secret)).Text, StringComparison.Ordinal);
        Assert.Empty(world.AnnotationsOf(declined));
        Assert.Contains("status:resolved", Assert.Single(world.AnnotationsOf(resolved)).Tags);
        Assert.Single(world.AnnotationsOf(later));
        Assert.Equal(theirs.Text, Assert.Single(world.Grafana.WithTags("deploy")).Text);
        Assert.Empty(world.Grafana.OthersTouched);
    }

    [Theory]
    [MemberData(nameof(Dialects))]
    public async Task In_a_new_empty_grafana_one_backfill_shows_everything_again(GrafanaDialect dialect)
    {
        await using var world = await World.CreateAsync();
        world.Grafana.Dialect = dialect;
        await world.Bridge.StartAsync(Cancellation);
        var (open, resolved) = (world.Live(1), world.Live(2));
        await world.AnnounceAsync(open);
        await world.AnnounceAsync(resolved.Resolved(world.Now.AddMinutes(5)));
        await world.AnnotationAsync(open, _ => true);
        await world.AnnotationAsync(resolved, _ => true);
        await world.IdleAsync();
        world.Grafana.Rebuild();

        var run = await CommandRun.InAsync(world, Repair);

        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("status:open", Assert.Single(world.AnnotationsOf(open)).Tags);
        Assert.Contains("status:resolved", Assert.Single(world.AnnotationsOf(resolved)).Tags);
    }

    [Fact]
    public async Task Under_another_name_in_the_settings_its_annotations_are_adopted_and_none_is_doubled()
    {
        await using var world = await World.StartAsync();
        var open = world.Live(1);
        await world.AnnounceAsync(open);
        var before = await world.AnnotationAsync(open, _ => true);
        await world.IdleAsync();
        await world.Bridge.StopAsync(Cancellation);
        foreach (var part in new[] { "Url", "Token" })
        {
            world.Environment.Remove($"Grafana__main__{part}", out var value);
            world.Environment[$"Grafana__prod__{part}"] = value!;
        }

        await world.Bridge.StartAsync(Cancellation);
        await world.IdleAsync();
        Assert.Equal(before.Id, Assert.Single(world.AnnotationsOf(open)).Id);
        await world.AnnounceAsync(open.Resolved(world.Now.AddMinutes(5)));

        await world.AnnotationAsync(open, found => found.Tags.Contains("status:resolved"));
    }
}
