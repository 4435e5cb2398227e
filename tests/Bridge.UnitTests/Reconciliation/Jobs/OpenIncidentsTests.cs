using System.Net;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What Prometheus is told of open incidents, and how a replica keeps it true.</summary>
public sealed class OpenIncidentsTests() : ReconciliationFixture(("Server:MaxOpenIncidentSeries", "3"))
{
    private static readonly IncidentSeverity Major = new("Major", 2);

    private static readonly Incident Live = AnIncident.Live() with { Severity = Major };

    private static readonly Incident Private = Numbered(2, Live) with { IsPrivate = true };

    [Fact]
    public async Task Nothing_is_told_before_incident_io_has_said_what_is_open()
    {
        Assert.Empty(await SeriesAsync("open_incidents"));
        Assert.Empty(await SeriesAsync("incident_open"));
    }

    [Fact]
    public async Task Severities_are_in_lower_case_as_in_the_tags_and_stay_at_0_without_an_incident()
    {
        OpenIncidents.KnowSeverities([Major, new("SEV 1: dire", 3)]);
        OpenIncidents.Listed([Live, Numbered(3, Live) with { Severity = null }], Now);
        Assert.Equal(["""{severity="major"} 1""", """{severity="none"} 1""", """{severity="sev 1_ dire"} 0"""], await SeriesAsync("open_incidents"));

        OpenIncidents.Listed([], Now);

        Assert.Equal(["""{severity="major"} 0""", """{severity="none"} 0""", """{severity="sev 1_ dire"} 0"""], await SeriesAsync("open_incidents"));
    }

    [Fact]
    public async Task Each_public_one_is_named_private_ones_are_counted_without_a_name_and_what_is_over_is_gone()
    {
        OpenIncidents.Listed([Live, Private, Numbered(3, Private)], Now);
        Assert.Equal(
            [
                """{ref="",severity="major",visibility="private"} 2""",
                $$"""{ref="{{Live.Reference}}",severity="major",visibility="public"} 1""",
            ],
            await SeriesAsync("incident_open"));

        OpenIncidents.Listed([Private], Now);

        Assert.Equal(["""{ref="",severity="major",visibility="private"} 1"""], await SeriesAsync("incident_open"));
    }

    [Fact]
    public async Task A_thousand_open_incidents_have_no_more_series_than_the_limit_and_are_all_counted()
    {
        OpenIncidents.Listed(Enumerable.Range(1, 1000).Select(number => Numbered(number, Live) with { CreatedAt = Live.CreatedAt.AddMinutes(number) }), Now);
        Assert.Equal(["""{severity="major"} 1000""", """{severity="none"} 0"""], await SeriesAsync("open_incidents"));
        Assert.Equal(
            [.. new[] { 1000, 998, 999 }.Select(number => $$"""{ref="INC-{{number}}",severity="major",visibility="public"} 1""")],
            await SeriesAsync("incident_open"));

        OpenIncidents.Listed(Enumerable.Range(1001, 1000).Select(number => Numbered(number, Live)), Now);

        Assert.Equal(3, (await SeriesAsync("incident_open")).Count);
    }

    [Fact]
    public void Without_the_setting_no_incident_has_a_series()
    {
        Assert.Empty(OpenIncidents.SeriesOf([Live, Private], limit: 0));
        Assert.Equal(2, OpenIncidents.SeriesOf([Live, Private], limit: 2).Count);
    }

    [Theory]
    [InlineData(StatusCategory.Live, IncidentMode.Standard, true)]
    [InlineData(StatusCategory.Live, IncidentMode.Test, false)]
    [InlineData(StatusCategory.Triage, IncidentMode.Standard, false)]
    [InlineData(StatusCategory.Paused, IncidentMode.Standard, false)]
    [InlineData(StatusCategory.Closed, IncidentMode.Standard, false)]
    public void Open_is_what_is_live_in_a_mode_that_is_annotated(object category, object mode, bool isOpen)
    {
        var incident = Live with { Category = (StatusCategory)category, Mode = (IncidentMode)mode };

        Assert.Equal(isOpen, OpenIncidents.IsOpen(incident, new AnnotationOptions()));
    }

    [Fact]
    public void What_is_annotated_in_triage_counts_and_what_is_kept_secret_does_not()
    {
        Assert.True(OpenIncidents.IsOpen(Live with { Category = StatusCategory.Triage }, new AnnotationOptions { IncludeTriage = true }));
        Assert.True(OpenIncidents.IsOpen(Private, new AnnotationOptions()));
        Assert.False(OpenIncidents.IsOpen(Private, new AnnotationOptions { Private = PrivateMode.Omit }));
    }

    [Fact]
    public async Task A_resync_tells_too_and_then_nothing_is_asked_for_twice()
    {
        IncidentIo.Has(Live);
        IncidentIo.ThenLists(next: null, Live).ThenLists(next: null, Live);
        await ResyncAsync(Now.AddHours(-3));
        await DeliverDueAsync();
        var watch = await NewWatchAsync();
        IncidentIo.Calls.Clear();
        IncidentIo.Severities = [Major, new("Minor", 1)];

        await LookAsync(watch);
        await LookAsync(watch);

        Assert.Equal(["""{severity="major"} 1""", """{severity="minor"} 0""", """{severity="none"} 0"""], await SeriesAsync("open_incidents"));
        Assert.Equal(["severities"], IncidentIo.Calls);
    }

    [Fact]
    public async Task Only_the_list_of_what_is_open_says_so_since_what_changed_may_have_ended_after_it_was_listed()
    {
        var other = Numbered(2, Live);
        IncidentIo.ThenLists(next: null, Live).ThenLists(next: null, other);

        await ResyncAsync(Now.AddHours(-3));

        Assert.Equal((false, true), (OpenIncidents.Has(Live.Id), OpenIncidents.Has(other.Id)));
    }

    [Fact]
    public async Task After_a_start_a_replica_without_the_resync_reads_it_and_then_every_five_minutes_or_when_an_annotation_opens_or_closes()
    {
        var watch = await NewWatchAsync();
        await LookAsync(watch);
        Assert.Equal(["severities", "list after "], IncidentIo.Calls);

        // Another replica opened it.
        await ShowAsync(Live);
        IncidentIo.Calls.Clear();
        IncidentIo.ThenLists(next: null, Live);
        await LookAsync(watch);
        await LookAsync(watch);
        Assert.Equal(["list after "], IncidentIo.Calls);
        Assert.Contains("""{severity="major"} 1""", await SeriesAsync("open_incidents"));

        // Another replica closed it.
        await ShowAsync(Live with { Category = StatusCategory.Closed, UpdatedAt = Live.UpdatedAt.AddMinutes(1) });
        IncidentIo.Calls.Clear();
        await LookAsync(watch);
        await LookAsync(watch);
        Assert.Equal(["list after "], IncidentIo.Calls);
        Assert.Contains("""{severity="major"} 0""", await SeriesAsync("open_incidents"));

        IncidentIo.Calls.Clear();
        Time.Advance(TimeSpan.FromSeconds(329));
        await LookAsync(watch);
        Assert.Empty(IncidentIo.Calls);
        Time.Advance(TimeSpan.FromSeconds(1));
        await LookAsync(watch);
        Assert.Equal(["list after "], IncidentIo.Calls);
    }

    [Fact]
    public async Task While_incident_io_is_away_the_last_list_counts_and_it_is_asked_again_soon()
    {
        OpenIncidents.Listed([Live], Now);
        Time.Advance(TimeSpan.FromMinutes(6));
        IncidentIo.OnCall = (_, _) =>
        {
            IncidentIo.ThenFails(HttpStatusCode.BadGateway);
            return Task.CompletedTask;
        };
        var watch = await NewWatchAsync();

        Assert.Equal(TimeSpan.FromSeconds(30), await LookAsync(watch));
        Assert.Contains("""{severity="major"} 1""", await SeriesAsync("open_incidents"));
        IncidentIo.OnCall = (_, _) => Task.CompletedTask;
        await LookAsync(watch);

        Assert.Contains("""{severity="major"} 0""", await SeriesAsync("open_incidents"));
    }

    [Fact]
    public async Task A_list_that_was_asked_for_earlier_changes_nothing()
    {
        OpenIncidents.Listed([Live], Now);

        OpenIncidents.Listed([], Now.AddSeconds(-1));

        Assert.Contains("""{severity="major"} 1""", await SeriesAsync("open_incidents"));
    }

    /// <summary>Past the pause at its start.</summary>
    private async Task<OpenIncidentsWatch> NewWatchAsync()
    {
        var watch = new OpenIncidentsWatch(OpenIncidents, Incidents, States, Store.Store, Settings, Time, Logger<OpenIncidentsWatch>());
        var calls = IncidentIo.Calls.Count;
        Assert.Equal(TimeSpan.FromSeconds(5), await watch.LookAsync(Cancellation));
        Assert.Equal(calls, IncidentIo.Calls.Count);
        return watch;
    }

    private static Task<TimeSpan> LookAsync(OpenIncidentsWatch watch) => watch.LookAsync(Cancellation);
}

/// <summary>Whoever turned the lists off.</summary>
public sealed class OpenIncidentsWithoutListsTests() : ReconciliationFixture(("IncidentIo:ResyncInterval", "00:00:00"))
{
    [Fact]
    public async Task Nothing_is_listed()
    {
        var watch = new OpenIncidentsWatch(OpenIncidents, Incidents, States, Store.Store, Settings, Time, Logger<OpenIncidentsWatch>());

        Assert.Equal(Timeout.InfiniteTimeSpan, await watch.LookAsync(Cancellation));
        Assert.Empty(IncidentIo.Calls);
    }
}
