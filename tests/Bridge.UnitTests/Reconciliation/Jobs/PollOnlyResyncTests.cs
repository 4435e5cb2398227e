using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>The resync of a bridge that takes no webhooks: the only one that finds anything, and so a frequent one.</summary>
public sealed class PollOnlyResyncTests() : ReconciliationFixture(("IncidentIo:Webhooks", "false"))
{
    private const string AllModes = "standard retrospective test tutorial";
    private const string Changed = $"since 2026-02-28; ; {AllModes}";
    private const string Open = $"since ; triage live paused; {AllModes}";

    private static readonly Incident Live = AnIncident.Live();

    private static readonly DateTimeOffset Before = Live.UpdatedAt.AddMinutes(-1);

    [Fact]
    public async Task A_turn_is_one_request_and_what_is_open_is_listed_every_five_minutes()
    {
        var resync = NewResync();
        Assert.Equal(TimeSpan.FromSeconds(30), resync.Interval);

        // No turn comes to the millisecond.
        for (var turn = 0; turn <= 20; turn++)
        {
            await resync.RunAsync(Before, Cancellation);
            Time.Advance(resync.Interval + TimeSpan.FromMilliseconds(turn % 2 == 0 ? 40 : -40));
        }

        Assert.Equal(
            Enumerable.Range(0, 21).SelectMany(turn => turn % 10 == 0 ? (string[])[Changed, Open] : [Changed]),
            IncidentIo.Queries);
    }

    [Fact]
    public async Task What_was_noted_before_webhooks_were_turned_off_is_not_missed()
    {
        Store.Answers[nameof(IMissedWebhooks.CountMissedAsync)] = _ => Task.FromResult(3);

        await ResyncAsync(Before);

        Assert.Equal("0", await MetricAsync("missed_webhooks_total"));
    }

    [Fact]
    public async Task A_list_of_what_is_open_that_broke_off_is_read_again_in_the_next_turn()
    {
        var resync = NewResync();
        IncidentIo.ThenLists(next: null).ThenLists("more", Live).ThenLists("more");
        Assert.IsType<JobResult.Failed>(await resync.RunAsync(Before, Cancellation));
        IncidentIo.Queries.Clear();

        Assert.IsType<JobResult.Done>(await resync.RunAsync(Before, Cancellation));

        Assert.Equal([Changed, Open], IncidentIo.Queries);
    }

    [Fact]
    public async Task What_is_open_is_not_taken_for_vanished_by_a_turn_that_did_not_list_it()
    {
        var resync = NewResync();
        await ShowAsync(Live);
        IncidentIo.ThenLists(next: null).ThenLists(next: null, Live);
        await resync.RunAsync(Before, Cancellation);
        Time.Advance(resync.Interval);

        await resync.RunAsync(Before, Cancellation);

        Assert.DoesNotContain(await DueAsync(Now), due => !due.IsMove);
    }

    [Fact]
    public async Task What_turned_private_is_hidden_within_five_minutes()
    {
        var resync = NewResync();
        await ShowAsync(Live);
        IncidentIo.ThenLists(next: null).ThenLists(next: null, Live);
        await resync.RunAsync(Before, Cancellation);
        IncidentIo.Hides(Live.Id);
        Time.Advance(ResyncWindow.OpenInterval);

        await resync.RunAsync(Before, Cancellation);
        await DeliverDueAsync();

        Assert.All([Grafana, Other], grafana => Assert.DoesNotContain(Live.Name, Assert.Single(grafana.Annotations).Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_a_missed_webhook_and_the_time_to_the_annotation_counts_from_the_list()
    {
        IncidentIo.ThenLists(next: null, Live);
        await ResyncAsync(Before);
        Time.Advance(TimeSpan.FromSeconds(2));
        await DeliverDueAsync();
        Time.Advance(TimeSpan.FromHours(1));
        await ResyncAsync(Before);

        Assert.Single(Grafana.Annotations);
        Assert.Equal("0", await MetricAsync("missed_webhooks_total"));
        Assert.Empty(Lines(EventIds.MissedWebhook, LogLevel.Information));
        Assert.Equal("4", await MetricAsync("delivery_latency_seconds_sum"));
    }
}
