using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>Pages and filters of the stand-in's lists.</summary>
public sealed class OnCallListTests
{
    private static readonly DateTimeOffset Day = new(2026, 11, 27, 10, 0, 0, TimeSpan.Zero);

    private static readonly SimulatedAlertSource Other = SimulatedAlertSource.Of(2, "Prober");

    private static readonly SimulatedIncident Incident = SimulatedIncident.Declared(7, "Checkout is slow", Day);

    private static readonly SimulatedAlert[] Alerts =
    [
        SimulatedAlert.Firing(1, "First", Day),
        SimulatedAlert.Firing(2, "Second", Day.AddDays(1)).Resolved(Day.AddDays(1).AddHours(1)).InGroup("G", Day.AddDays(3)),
        SimulatedAlert.Firing(3, "Third", Day.AddDays(2), Other).Held(Day.AddDays(2)),
    ];

    private static readonly SimulatedEscalation[] Escalations =
    [
        SimulatedEscalation.Pending(1, Alerts[0], Day).Triggered(Day),
        SimulatedEscalation.Pending(2, Alerts[1], Day.AddDays(1)).Triggered(Day.AddDays(1)).Acked(Day.AddDays(1)),
        SimulatedEscalation.Pending(3, "By phone", Day.AddDays(2)).About(Incident, Day.AddDays(3)),
    ];

    [Theory]
    [InlineData("/v2/alerts?", "page_size")]
    [InlineData("/v2/alerts?page_size=51", "page_size")]
    [InlineData("/v2/alerts?page_size=0", "page_size")]
    [InlineData("/v2/incident_alerts?incident_id=01", "page_size")]
    [InlineData("/v2/incident_alerts?incident_id=01&page_size=51", "page_size")]
    [InlineData("/v2/escalations?page_size=51", "page_size")]
    [InlineData("/v2/escalation_paths?page_size=26", "page_size")]
    [InlineData("/v1/maintenance_windows?page_size=51", "page_size")]
    [InlineData("/v1/maintenance_windows?status=soon", "status")]
    [InlineData("/v2/alerts?page_size=50&status[one_of]=acked", "status")]
    [InlineData("/v2/alerts?page_size=50&status=firing", "status")]
    [InlineData("/v2/alerts?page_size=50&updated_at[gte]=yesterday", "updated_at")]
    [InlineData("/v2/alerts?page_size=50&created_at[date_range]=2026-11-27", "created_at[date_range]")]
    [InlineData("/v2/alerts?page_size=50&include_maintenance_window[is]=no", "include_maintenance_window[is]")]
    [InlineData("/v2/alerts?page_size=50&after=01", "after")]
    [InlineData("/v2/escalations?updated_at[gte]=2026-11-27T10:00:00Z", "updated_at")]
    [InlineData("/v2/escalations?status[one_of]=canceled", "status")]
    [InlineData("/v2/schedule_entries?", "schedule_id")]
    [InlineData("/v2/schedule_entries?schedule_id=01&entry_window_start=2026-11-27", "entry_window_start")]
    public async Task A_question_that_incident_io_would_refuse_is_refused(string question, string field)
    {
        await using var world = await OnCallWorld.StartAsync();

        Assert.Equal(field, await world.RefusedAsync(question));
    }

    [Theory]
    [InlineData("", "3 2 1")]
    [InlineData("&status[one_of]=firing", "3 1")]
    [InlineData("&status[not_in]=firing", "2")]
    [InlineData("&alert_source[one_of]=01FSOURCE00000000000000002", "3")]
    [InlineData("&alert_source[not_in]=01FSOURCE00000000000000002", "2 1")]
    [InlineData("&alert_group_id[one_of]=G", "2")]
    [InlineData("&deduplication_key[is]=check-2", "2")]
    [InlineData("&created_at[gte]=2026-11-28", "3 2")]
    [InlineData("&created_at[lte]=2026-11-29", "2 1")]
    [InlineData("&created_at[date_range]=2026-11-28~2026-11-29", "2")]
    [InlineData("&updated_at[gte]=2026-11-29T10:00:00Z", "3 2")]
    [InlineData("&updated_at[gte]=2026-11-29T10:00:00.001Z", "2")]
    [InlineData("&updated_at[gte]=2026-11-29T12:30:00%2B02:00", "2")]
    [InlineData("&include_maintenance_window[is]=false", "2 1")]
    [InlineData("&include_maintenance_window[is]=true", "3 2 1")]
    public async Task Alerts_are_filtered(string filter, string expected)
    {
        await using var world = await FilledAsync();

        Assert.Equal(expected, Numbers(await world.IdsAsync($"/v2/alerts?page_size=50{filter}")));
    }

    [Theory]
    [InlineData("", "3 2 1")]
    [InlineData("&status[one_of]=triggered&status[one_of]=acked", "2 1")]
    [InlineData("&status[not_in]=pending", "2 1")]
    [InlineData("&escalation_path[one_of]=01FPATH0000000000000000001", "2 1")]
    [InlineData("&alert[one_of]=01FALERT000000000000000002", "2")]
    [InlineData("&alert[not_in]=01FALERT000000000000000002", "3 1")]
    [InlineData("&incident[one_of]=01K9BR1DGE0000000000000007", "3 1")]
    [InlineData("&incident[not_in]=01K9BR1DGE0000000000000007", "2")]
    [InlineData("&created_at[lte]=2026-11-29", "2 1")]
    [InlineData("&updated_at[gte]=2026-11-29", "3")]
    [InlineData("&updated_at[date_range]=2026-11-27~2026-11-29", "2 1")]
    public async Task Escalations_are_filtered(string filter, string expected)
    {
        await using var world = await FilledAsync();

        Assert.Equal(expected, Numbers(await world.IdsAsync($"/v2/escalations?page_size=50{filter}")));
    }

    [Theory]
    [InlineData("/v2/alerts?page_size=2", "3 2|1")]
    [InlineData("/v2/escalations?page_size=2", "3 2|1")]
    [InlineData("/v2/incident_alerts?page_size=1", "1|2")]
    [InlineData("/v2/incident_alerts?page_size=1&alert_id=01FALERT000000000000000003", "2")]
    [InlineData("/v2/incident_alerts?page_size=50&incident_id=01K9BR1DGE0000000000000007", "1 2")]
    [InlineData("/v2/incident_alerts?page_size=50&incident_id=INC-7", "")]
    [InlineData("/v2/status_page_incidents?page_size=1&status_page_id=01FSTPAGE00000000000000001", "2|1")]
    [InlineData("/v2/status_page_incidents?page_size=1&status_page_id=other", "")]
    [InlineData("/v2/status_page_incidents?page_size=1&status_page_id=01FSTPAGE00000000000000001&start_at=2030-01-01T00:00:00Z", "")]
    [InlineData("/v2/status_pages?page_size=1", "1")]
    [InlineData("/v2/escalation_paths?page_size=1", "1|2")]
    [InlineData("/v1/maintenance_windows?page_size=1", "3|2|1|")]
    [InlineData("/v1/maintenance_windows?page_size=2", "3 2|1")]
    [InlineData("/v2/schedules?page_size=1", "1|2")]
    public async Task Pages_follow_each_other(string question, string expected)
    {
        await using var world = await FilledAsync();

        Assert.Equal(expected, string.Join('|', (await world.PagesAsync(question)).Select(Numbers)));
    }

    [Theory]
    [InlineData("past", "1")]
    [InlineData("active", "2")]
    [InlineData("upcoming", "3")]
    public async Task Maintenance_windows_are_told_apart_by_the_clock(string status, string expected)
    {
        await using var world = await FilledAsync();

        Assert.Equal(expected, Numbers(await world.IdsAsync($"/v1/maintenance_windows?status={status}")));
    }

    [Fact]
    public async Task A_link_goes_when_it_is_undone_or_one_of_its_sides_is_gone()
    {
        await using var world = await FilledAsync();

        world.Api.Detach(Alerts[0], Incident);
        Assert.Equal("2", Numbers(await world.IdsAsync("/v2/incident_alerts?page_size=50")));
        world.Api.Remove(Alerts[2].Id);
        Assert.Empty(await world.IdsAsync("/v2/incident_alerts?page_size=50"));
    }

    /// <summary>Two of the three alerts are attached to the incident, the third is held. The windows lie around the clock's time.</summary>
    private static async Task<OnCallWorld> FilledAsync()
    {
        var world = await OnCallWorld.StartAsync(new Microsoft.Extensions.Time.Testing.FakeTimeProvider(Day));
        var api = world.Api;
        api.Put(Incident);
        Array.ForEach(Alerts, api.Put);
        Array.ForEach(Escalations, api.Put);
        api.Attach(Alerts[0], Incident);
        api.Attach(Alerts[0], Incident);
        api.Attach(Alerts[2], Incident);
        api.Put(SimulatedEscalationPath.Of(2, "Payments"));
        for (var number = 1; number <= 3; number++)
        {
            var from = Day.AddHours(number - 2);
            api.Put(SimulatedMaintenanceWindow.Planned(number, $"Window {number}", from, from.AddHours(1)));
        }

        for (var number = 1; number <= 2; number++)
        {
            api.Put(SimulatedSchedule.Of(number, $"Schedule {number}", Day));
            api.Put(SimulatedStatusPageIncident.Published(number, $"Slow {number}", Day.AddMinutes(number)));
        }

        return world;
    }

    private static string Numbers(IEnumerable<string> ids) => string.Join(' ', ids.Select(id => id[^1]));
}
