namespace Bridge.EndToEndTests.Operations;

/// <summary>A backup is made and put back with the commands of docs/operations.md.</summary>
public sealed class BackupTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backup_of_a_running_bridge_is_put_back_and_nothing_is_doubled_or_lost()
    {
        await using var world = await World.CreateAsync();
        var folder = Path.GetDirectoryName(world.DatabasePath)!;
        world.Environment["Storage__Path"] = Path.Combine(folder, "data", "bridge.db");
        await world.Bridge.StartAsync(Cancellation);
        var commands = Documented.Commands("Back up and restore");
        var (before, waiting, after) = (world.Live(1), world.Live(2), world.Live(3));
        await world.AnnounceAsync(before);
        await world.AnnotationAsync(before, _ => true);

        // One incident waits for Grafana while the backup is made; the other changes come after it.
        await world.Grafana.StopAsync();
        await world.AnnounceAsync(waiting);
        await Documented.RunAsync(folder, commands[0]);
        await world.Grafana.StartAsync(Cancellation);
        await world.AnnounceAsync(before.Resolved(world.Now.AddMinutes(3)));
        await world.AnnounceAsync(after);
        await world.AnnotationAsync(after, _ => true);
        await world.Bridge.StopAsync(Cancellation);
        var whole = await Documented.RunAsync(folder, "sqlite3 bridge-backup.db 'pragma integrity_check'");
        await Documented.RunAsync(folder, commands[1]);
        await world.Bridge.StartAsync(Cancellation);
        await world.AnnounceAsync(before.Resolved(world.Now.AddMinutes(4)));
        await world.AnnounceAsync(after.Resolved(world.Now.AddMinutes(5)));

        Assert.Equal("ok", whole.Trim());
        await world.AnnotationAsync(before, found => found.End == world.Now.AddMinutes(4));
        await world.AnnotationAsync(after, found => found.End == world.Now.AddMinutes(5));
        await world.AnnotationAsync(waiting, _ => true);
        await world.IdleAsync();
        Assert.Equal(3, world.Grafana.Annotations.Count);
    }
}
