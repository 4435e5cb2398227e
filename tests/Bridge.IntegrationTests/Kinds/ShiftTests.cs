using Bridge.Observability;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;

namespace Bridge.IntegrationTests.Kinds;

public sealed class ShiftTests
{
    private const string Tag = "incident-io-shift";

    private static readonly (string, string)[] Primary = [("Shifts:Schedules:0", "primary")];

    private static readonly SimulatedPerson Ada = SimulatedPerson.Ada;
    private static readonly SimulatedPerson Grace = SimulatedPerson.Grace;

    [Fact]
    public async Task Each_shift_that_has_begun_is_a_point_at_its_start_and_names_nobody()
    {
        await using var world = await KindWorld.StartAsync(
            world =>
            {
                world.IncidentIo.Put(Rotating(world, Ada, Grace, null, Ada, Grace) with { RotationName = "Sheriffs", LayerName = "Deputies" });
                world.IncidentIo.Put(SimulatedSchedule.Of(2, "Secondary", world.Now).Rotating(world.Now.AddHours(-1), TimeSpan.FromDays(1), Ada));
            },
            Primary);

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 3);

        Assert.Equal([world.Now.AddHours(-42), world.Now.AddHours(-22), world.Now.AddHours(-2)], shown.Select(point => point.Start));
        Assert.All(shown, point => Assert.False(point.IsRegion));
        Assert.Equal(["<b>On-call handover:</b> Primary", "<b>On-call handover:</b> Primary", "<b>On-call handover:</b> Primary<br>nobody on call"], shown.Select(point => point.Text));
        Assert.All(shown, point => Assert.Equal(("primary", "resolved", "default"), (point.Tag("schedule"), point.Tag("status"), point.Tag("route"))));
        await NamesNobodyAsync(world, "Sheriffs", "Deputies", "Secondary");
    }

    [Fact]
    public async Task Whoever_comes_on_call_is_named_by_name_alone_if_people_are_shown()
    {
        await using var world = await KindWorld.StartAsync(
            world => world.IncidentIo.Put(Rotating(world, Ada, Grace, Ada)), [.. Primary, ("Shifts:People", "show")]);

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 3);

        Assert.Equal(["Ada Example", "Grace Sample", "Ada Example"], shown.Select(point => point.Text.Split("<br>")[1]));
        Assert.All(shown, point => Assert.DoesNotContain(point.Tags, tag => tag.Contains("ada", StringComparison.OrdinalIgnoreCase)));
        var trail = await world.TrailAsync();
        Assert.All([Ada, Grace], person => Assert.All(
            [person.Id, person.Email, person.SlackUserId], word => Assert.DoesNotContain(word, trail, StringComparison.OrdinalIgnoreCase)));
    }

    [Fact]
    public async Task A_handover_is_shown_when_it_happens()
    {
        await using var world = await KindWorld.StartAsync(
            world => world.IncidentIo.Put(SimulatedSchedule.Of(1, "Primary", world.Now).Rotating(world.Now.AddSeconds(3), TimeSpan.FromHours(8), Ada, Grace)),
            [.. Primary, ("IncidentIo:ResyncInterval", "01:00:00")]);

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 1);

        Assert.Equal(world.Now.AddSeconds(3), shown[0].Start);
        Assert.True(TimeProvider.System.GetUtcNow() >= shown[0].Start);
    }

    [Fact]
    public async Task An_edit_that_moves_a_shift_that_is_over_takes_the_point_along()
    {
        await using var world = await KindWorld.StartAsync(world => world.IncidentIo.Put(Rotating(world, Ada, Grace, Ada)), Primary);
        await world.ShownAsync(Tag, shown => shown.Count == 3);

        world.IncidentIo.Put(SimulatedSchedule.Of(1, "Primary", world.Now)
            .WithShift(new SimulatedShift(world.Now.AddHours(-42), world.Now.AddHours(-20), Ada), world.Now)
            .WithShift(new SimulatedShift(world.Now.AddHours(-20), world.Now.AddHours(6), Grace), world.Now));

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 2 && shown[1].Start == world.Now.AddHours(-20));
        Assert.Equal(world.Now.AddHours(-42), shown[0].Start);
    }

    [Fact]
    public async Task What_is_over_for_longer_than_edits_reach_stays_through_an_outage()
    {
        await using var world = await KindWorld.StartAsync(world => world.IncidentIo.Put(Rotating(world, Ada, Grace, Ada)), Primary);
        await world.ShownAsync(Tag, shown => shown.Count == 3);

        // No list has the first one any more, as after a week in which the bridge was off; the schedule still does.
        world.IncidentIo.Put(SimulatedSchedule.Of(1, "Primary", world.Now)
            .WithShift(new SimulatedShift(world.Now.AddHours(-42), world.Now.AddHours(-27), Ada), world.Now)
            .WithShift(new SimulatedShift(world.Now.AddHours(-20), world.Now.AddHours(6), Grace), world.Now));

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 2);
        Assert.Equal([world.Now.AddHours(-42), world.Now.AddHours(-20)], shown.Select(point => point.Start));
    }

    [Fact]
    public async Task A_webhook_brings_the_shifts_of_its_schedule_before_the_next_list()
    {
        await using var world = await KindWorld.StartAsync(
            world => world.IncidentIo.Put(Rotating(world, Ada, Grace, Ada)), [.. Primary, ("IncidentIo:ResyncInterval", "01:00:00")]);
        await world.ShownAsync(Tag, shown => shown.Count == 3);
        var changed = Rotating(world, Ada, Grace, Ada).Overridden(Grace, world.Now.AddSeconds(-1), world.Now.AddHours(1), world.Now);
        world.IncidentIo.Put(changed);

        await world.SendAsync(WebhookEvents.ShiftChanged(changed, [Ada], [Grace]));

        var shown = await world.ShownAsync(Tag, shown => shown.Count == 4);
        Assert.Equal(world.Now.AddSeconds(-1), shown[^1].Start);
        await NamesNobodyAsync(world);
    }

    [Fact]
    public async Task A_schedule_that_is_not_there_is_told_of_by_its_setting_and_keeps_no_other_from_being_shown()
    {
        await using var world = await KindWorld.StartAsync(
            world => world.IncidentIo.Put(Rotating(world, Ada, Grace, Ada)), ("Shifts:Schedules:0", "Tertiary"), ("Shifts:Schedules:1", "Primary"));

        await world.ShownAsync(Tag, shown => shown.Count == 3);
        await Hosting.Eventually.IsTrueAsync(
            () => world.Bridge.Logs.GetSnapshot().Any(record => record.Id.Id == EventIds.JobFailed
                && record.Message.StartsWith("The job poll:shift did not do its work: settings (Shifts:Schedules:0: incident.io has no schedule with the name or id Tertiary).", StringComparison.Ordinal)),
            "the fault is in the log");
    }

    /// <summary>Nothing of anybody, nor any of these words, is anywhere.</summary>
    private static async Task NamesNobodyAsync(KindWorld world, params string[] words)
    {
        var trail = await world.TrailAsync();
        Assert.All(
            [.. words, .. new[] { Ada, Grace }.SelectMany(person => new[] { person.Id, person.Name, person.Email, person.SlackUserId })],
            word => Assert.DoesNotContain(word, trail, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Shifts of twenty hours, of which three have begun, and the first is over for as long as edits reach, or nearly.</summary>
    private static SimulatedSchedule Rotating(KindWorld world, params SimulatedPerson?[] people) =>
        SimulatedSchedule.Of(1, "Primary", world.Now).Rotating(world.Now.AddHours(-42), TimeSpan.FromHours(20), people);
}
