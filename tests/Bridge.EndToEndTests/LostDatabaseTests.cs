namespace Bridge.EndToEndTests;

/// <summary>Promise 3 after a lost database: what is not due any more goes, although the ledger does not know that it is there.</summary>
public sealed class LostDatabaseTests
{
    [Fact]
    public async Task An_incident_declined_after_the_database_was_lost_loses_its_annotation()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await LoseDatabaseAsync(world);

        await world.AnnounceAsync(incident.InStatus(Simulator.IncidentIo.SimulatedStatus.Declined, world.Now.AddMinutes(1)));
        await world.IdleAsync();

        Assert.Empty(world.AnnotationsOf(incident));
    }

    [Fact]
    public async Task With_points_an_incident_reopened_after_the_database_was_lost_loses_its_resolve()
    {
        await using var world = await World.StartAsync(("Annotations__Shape", "points"));
        var incident = world.Live(1).Resolved(world.Now.AddMinutes(1));
        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("both points", () => world.AnnotationsOf(incident).Count == 2);
        await LoseDatabaseAsync(world);

        await world.AnnounceAsync(incident.Live(world.Now.AddMinutes(2)));
        await world.IdleAsync();

        Assert.Equal("start", Assert.Single(world.AnnotationsOf(incident)).Tag("event"));
    }

    [Fact]
    public async Task An_incident_that_turned_private_after_the_database_was_lost_loses_its_words_although_the_key_cannot_see_it()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1, "zebra-7 is down");
        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await LoseDatabaseAsync(world);
        world.IncidentIo.HasGlobalAccess = false;

        await world.AnnounceAsync(incident.MadePrivate(world.Now.AddMinutes(1)));

        var hidden = await world.AnnotationAsync(incident, annotation => !annotation.Text.Contains("zebra-7", StringComparison.Ordinal));
        Assert.Equal(incident.Timestamps["Reported at"], hidden.Start);
    }

    [Fact]
    public async Task Copies_that_were_there_before_the_database_was_lost_become_one()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);
        await world.AnnounceAsync(incident);
        var first = await world.AnnotationAsync(incident, _ => true);
        await LoseDatabaseAsync(world);
        world.Grafana.Seed(first with { Id = first.Id + 1000 });

        await world.AnnounceAsync(incident.Resolved(world.Now.AddMinutes(5)));

        await World.EventuallyAsync(
            "the one annotation of its end", () => world.AnnotationsOf(incident) is [var left] && left.Tags.Contains("status:resolved"));
    }

    private static async Task LoseDatabaseAsync(World world)
    {
        await world.IdleAsync();
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);
        File.Delete(world.DatabasePath);
        await world.Bridge.StartAsync(TestContext.Current.CancellationToken);
    }
}
