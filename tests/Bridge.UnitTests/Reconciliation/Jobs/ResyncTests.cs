using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What the lists of incident.io tell, and what a resync makes due.</summary>
public sealed class ResyncTests() : ReconciliationFixture(("IncidentIo:ResyncInterval", "00:03:00"))
{
    private const string AllModes = "standard retrospective test tutorial";
    private const string Open = $"since ; triage live paused; {AllModes}";

    private static readonly Incident Live = AnIncident.Live();

    /// <summary>The resync before this one came to just before the incident's change.</summary>
    private static readonly DateTimeOffset Before = Live.UpdatedAt.AddMinutes(-1);

    [Fact]
    public void It_is_done_as_often_as_the_settings_say()
    {
        Assert.Equal(new JobName(PeriodicJob.Resync), NewResync().Job);
        Assert.Equal(TimeSpan.FromMinutes(3), NewResync().Interval);
    }

    [Fact]
    public async Task An_incident_that_no_webhook_told_of_is_shown_in_every_grafana_without_being_read_by_itself()
    {
        IncidentIo.ThenLists(next: null, Live);
        var wakeUps = Signal.Listen(Lane.Incidents);

        var result = await ResyncAsync(Before);

        Assert.Equal(new JobResult.Done(Live.UpdatedAt), result);
        Assert.Equal([$"since 2026-02-28; ; {AllModes}", Open], IncidentIo.Queries);
        Assert.Equal(["Resync listed 1 incidents; 2 deliveries were made due."], Lines(EventIds.ResyncDone, LogLevel.Debug));
        Assert.Empty(Grafana.Calls);
        Assert.True(wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompletedSuccessfully);
        await DeliverDueAsync();
        Assert.All([Grafana, Other], grafana => Assert.Equal(Live.CreatedAt, Assert.Single(grafana.Annotations).Start));
        Assert.Equal(["list after ", "list after "], IncidentIo.Calls);
    }

    [Fact]
    public async Task Every_page_is_read_and_the_newest_change_of_all_is_how_far_it_came()
    {
        var newest = Numbered(2, Live) with { UpdatedAt = Live.UpdatedAt.AddMinutes(20) };
        IncidentIo.ThenLists("first", Live).ThenLists("second", newest).ThenLists(next: null, Numbered(3, Live));

        Assert.Equal(new JobResult.Done(newest.UpdatedAt), await ResyncAsync(Before));

        Assert.Equal(["list after ", "list after first", "list after second", "list after "], IncidentIo.Calls);
        Assert.Equal(["Resync listed 3 incidents; 6 deliveries were made due."], Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Fact]
    public async Task With_nothing_in_the_lists_it_came_no_further_and_wakes_nobody()
    {
        var wakeUps = Signal.Listen(Lane.Incidents);

        Assert.Equal(new JobResult.Done(Before), await ResyncAsync(Before));

        Assert.False(wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompleted);
    }

    [Theory]
    [InlineData(-300_000, 1)]
    [InlineData(-300_001, 0)]
    public async Task The_list_goes_by_whole_days_and_what_lies_more_than_five_minutes_back_is_old(int millisecondsAfterTheLast, int due)
    {
        IncidentIo.ThenLists(next: null, Live with { UpdatedAt = Before.AddMilliseconds(millisecondsAfterTheLast) });

        await ResyncAsync(Before);

        Assert.Equal(due, (await DueAsync(Now)).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_list_that_cannot_be_read_to_its_end_leaves_the_watermark_where_it_was(bool isCircle)
    {
        IncidentIo.ThenLists("first", Live).ThenLists("first");
        IncidentIo.OnCall = (call, _) =>
        {
            if (call == "list after first" && !isCircle)
            {
                IncidentIo.ThenFails(HttpStatusCode.TooManyRequests, retryAfter: "17");
            }

            return Task.CompletedTask;
        };

        var failed = Assert.IsType<JobResult.Failed>(await ResyncAsync(Before));

        Assert.Equal(isCircle ? (FailureReason.InvalidAnswer, null) : (FailureReason.RateLimited, TimeSpan.FromSeconds(17)), (failed.Failure.Reason, failed.Failure.RetryAfter));
        Assert.Single(await DueAsync(Now));
        Assert.Empty(Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Fact]
    public async Task Grafanas_that_are_new_in_the_settings_are_admitted_with_what_changed_within_a_day_and_told()
    {
        Store.Answers[nameof(IDeliveryQueue.AdmitAsync)] = _ => Task.FromResult(3);
        var wakeUps = Signal.Listen(Lane.Incidents);

        await ResyncAsync(Before);

        Assert.True(wakeUps.WaitAsync(TimeSpan.FromHours(1), Time, Cancellation).IsCompletedSuccessfully);
        Assert.StartsWith("3 deliveries were added for Grafanas", Assert.Single(Lines(EventIds.DeliveriesAdmitted, LogLevel.Information)), StringComparison.Ordinal);

        Assert.Equal([Now.AddDays(-1), Now], Assert.Single(Store.Asked(nameof(IDeliveryQueue.AdmitAsync))).Take(2));
    }
}
