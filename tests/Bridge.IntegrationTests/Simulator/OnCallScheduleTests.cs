using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>Shifts, and what customers are told: what incident.io's OpenAPI document at hand does not describe.</summary>
public sealed class OnCallScheduleTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 27, 0, 0, 0, TimeSpan.Zero);

    private static readonly SimulatedSchedule Schedule = SimulatedSchedule.Of(1, "Primary", Day)
        .Rotating(Day, TimeSpan.FromDays(1), SimulatedPerson.Ada, SimulatedPerson.Grace, null)
        .Rotating(Day.AddDays(3), TimeSpan.FromDays(1), SimulatedPerson.Ada, SimulatedPerson.Grace, SimulatedPerson.Ada);

    [Fact]
    public async Task Entries_come_in_windows_that_follow_each_other()
    {
        await using var world = await StartAsync(Schedule);

        var starts = new List<string>();
        var end = "2026-12-03T00:00:00Z";
        for (var start = "2026-11-27T12:00:00Z"; start is not null;)
        {
            var body = await world.GetAsync(Question(start, end));
            starts.AddRange(body["schedule_entries"]!["final"]!.AsArray().Select(shift => ((string)shift!["start_at"]!)[..10]));
            start = (string?)body["pagination_meta"]?["after"];
        }

        Assert.Equal(["2026-11-27", "2026-11-28", "2026-11-29", "2026-11-30", "2026-12-01", "2026-12-02"], starts.Distinct());
        Assert.True(world.Api.RequestsTo("/v2/schedule_entries") > 1);
    }

    [Fact]
    public async Task The_next_window_can_be_had_by_its_address_too()
    {
        await using var world = await StartAsync(Schedule);

        var first = await world.GetAsync(Question("2026-11-27T00:00:00Z", "2026-12-03T00:00:00Z"));
        var next = await world.GetAsync((string)first["pagination_meta"]!["after_url"]!);

        Assert.Null(next["pagination_meta"]);
        Assert.Equal(["2026-12-01T00:00:00.000Z", "2026-12-02T00:00:00.000Z"], Starts(next));
    }

    [Fact]
    public async Task Nobody_on_call_is_an_entry_without_a_user()
    {
        await using var world = await StartAsync(Schedule);

        var body = await world.GetAsync(Question("2026-11-29T00:00:00Z", "2026-11-30T00:00:00Z"));

        var shift = Assert.Single(body["schedule_entries"]!["final"]!.AsArray())!.AsObject();
        Assert.Equal(["start_at", "end_at", "rotation_id", "layer_id", "entry_id", "fingerprint"], shift.Select(member => member.Key));
    }

    [Fact]
    public async Task An_override_takes_its_time_out_of_the_shift_that_it_covers()
    {
        var (from, to) = (Day.AddHours(6), Day.AddHours(9));
        await using var world = await StartAsync(Schedule.Overridden(SimulatedPerson.Grace, from, to, Day));

        var entries = (await world.GetAsync(Question("2026-11-27T00:00:00Z", "2026-11-28T00:00:00Z")))["schedule_entries"]!;

        Assert.Equal(
            ["00 to 06 Ada", "06 to 09 Grace", "09 to 00 Ada"],
            entries["final"]!.AsArray().Select(shift =>
                $"{Hour(shift!, "start_at")} to {Hour(shift!, "end_at")} {((string)shift!["user"]!["name"]!).Split(' ')[0]}"));
        Assert.Equal(3, entries["final"]!.AsArray().Select(shift => (string?)shift!["fingerprint"]).Distinct().Count());
        Assert.Single(entries["overrides"]!.AsArray());
        Assert.Single(entries["scheduled"]!.AsArray());

        static string Hour(JsonNode shift, string member) => ((string)shift[member]!)[11..13];
    }

    [Fact]
    public async Task A_schedule_says_who_is_on_call_unless_the_page_is_large()
    {
        await using var world = await StartAsync(Schedule);

        var one = (await world.GetAsync($"/v2/schedules/{Schedule.Id}"))["schedule"]!;
        var small = (await world.GetAsync("/v2/schedules"))["schedules"]![0]!.AsObject();
        var large = (await world.GetAsync("/v2/schedules?page_size=26"))["schedules"]![0]!.AsObject();

        Assert.Equal("Ada Example", (string?)one["current_shifts"]![0]!["user"]!["name"]);
        Assert.Equal("2026-11-28T00:00:00.000Z", (string?)one["next_shifts"]![0]!["start_at"]);
        Assert.Equal(
            ["Ada Example", "Grace Sample"],
            one["config"]!["rotations"]![0]!["users"]!.AsArray().Select(user => (string?)user!["name"]));
        Assert.True(small.ContainsKey("next_shifts"));
        Assert.False(large.ContainsKey("next_shifts"));
    }

    [Fact]
    public async Task A_component_that_gets_worse_and_recovers_has_two_impacts_that_touch()
    {
        const string Component = "01COMPONENT";
        var incident = SimulatedStatusPageIncident.Published(1, "Slow checkout", Day)
            .Hit(Component, "degraded_performance", Day).Hit(Component, "full_outage", Day.AddHours(1)).Recovered(Component, Day.AddHours(2))
            .Updated("resolved", "All is well.", Day.AddHours(2));
        await using var world = await StartAsync(Schedule);
        world.Api.Put(incident);

        var shown = (await world.GetAsync($"/v2/status_page_incidents/{incident.Id}"))["status_page_incident"]!;
        var told = JsonNode.Parse(WebhookEvents.UpdateShared(incident))!["status_page_incident.update_shared_v1"]!;

        Assert.Equal(
            ["degraded_performance 00 to 01", "full_outage 01 to 02"],
            shown["component_impacts"]!.AsArray().Select(impact =>
                $"{impact!["component_status"]} {((string)impact["start_at"]!)[11..13]} to {((string)impact["end_at"]!)[11..13]}"));
        Assert.True(JsonNode.DeepEquals(shown, told["status_page_incident"]));
        Assert.Equal(("All is well.", "operational"), (
            (string?)told["update"]!["message"], (string?)told["update"]!["component_statuses"]![0]!["component_status"]));
        Assert.Equal(["investigating", "resolved"], shown["updates"]!.AsArray().Select(update => (string?)update!["incident_status"]));
    }

    private static async Task<OnCallWorld> StartAsync(SimulatedSchedule schedule)
    {
        var world = await OnCallWorld.StartAsync(new FakeTimeProvider(Day.AddHours(12)));
        world.Api.Put(schedule);
        return world;
    }

    private static string Question(string from, string to) =>
        $"/v2/schedule_entries?schedule_id={Schedule.Id}&entry_window_start={from}&entry_window_end={to}";

    private static IEnumerable<string> Starts(JsonObject body) =>
        body["schedule_entries"]!["final"]!.AsArray().Select(shift => (string)shift!["start_at"]!);
}
