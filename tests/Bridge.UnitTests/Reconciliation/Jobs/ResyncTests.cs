using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What the lists of incident.io tell, and what a resync does about it.</summary>
public sealed class ResyncTests() : ReconciliationFixture(("IncidentIo:ResyncInterval", "00:03:00"), ("Reconciliation:MaxConcurrency", "1"))
{
    private const string AllModes = "standard retrospective test tutorial";

    private static readonly Incident Live = AnIncident.Live();

    /// <summary>The resync before this one came to just before the incident's change.</summary>
    private static readonly DateTimeOffset Before = Live.UpdatedAt.AddMinutes(-1);

    [Fact]
    public void It_is_done_as_often_as_the_settings_say()
    {
        Assert.Equal(PeriodicJob.Resync, Resync().Job);
        Assert.Equal(TimeSpan.FromMinutes(3), Resync().Interval);
    }

    [Fact]
    public async Task An_incident_that_no_webhook_told_of_is_shown_without_being_fetched_by_itself()
    {
        IncidentIo.ThenLists(next: null, Live);

        var result = await RunAsync(Before);

        Assert.Equal(new JobResult.Done(Live.UpdatedAt), result);
        Assert.Equal(Live.CreatedAt, Assert.Single(Grafana.Annotations).Start);
        Assert.Equal(["list after "], IncidentIo.Calls);
        Assert.Equal([$"since 2026-02-28; ; {AllModes}"], IncidentIo.Queries);
        Assert.Equal(["Resync read 1 pages and brought 1 incidents up to date."], Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Fact]
    public async Task Every_page_is_read_and_the_newest_change_of_all_is_how_far_it_came()
    {
        var newest = Numbered(2, Live) with { UpdatedAt = Live.UpdatedAt.AddMinutes(20) };
        IncidentIo.ThenLists("first", Live).ThenLists("second", newest).ThenLists(next: null, Numbered(3, Live));

        Assert.Equal(new JobResult.Done(newest.UpdatedAt), await RunAsync(Before));

        Assert.Equal(["list after ", "list after first", "list after second"], IncidentIo.Calls);
        Assert.Equal(3, Grafana.Annotations.Count);
        Assert.Equal(["Resync read 3 pages and brought 3 incidents up to date."], Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Fact]
    public async Task With_nothing_in_the_list_it_came_no_further()
    {
        Assert.Equal(new JobResult.Done(Before), await RunAsync(Before));
        Assert.Equal(["Resync read 1 pages and brought 0 incidents up to date."], Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Fact]
    public async Task The_first_one_also_shows_what_has_been_live_for_long()
    {
        var old = Numbered(2, Live) with { UpdatedAt = Now.AddDays(-90) };
        IncidentIo.ThenLists(next: null, Live, Numbered(3, old)).ThenLists(next: null, old);

        Assert.Equal(new JobResult.Done(Live.UpdatedAt), await RunAsync(watermark: null));

        Assert.Equal([$"since 2026-02-27; ; {AllModes}", $"since ; live; {AllModes}"], IncidentIo.Queries);
        Assert.Null(await WorkOnAsync(Numbered(3, old).Id));
        Assert.Equal(2, Grafana.Annotations.Count);
        Assert.Equal(["Resync read 2 pages and brought 2 incidents up to date."], Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Theory]
    [InlineData(-300_000, 1)]
    [InlineData(-300_001, 0)]
    public async Task The_list_goes_by_whole_days_and_what_lies_more_than_five_minutes_back_is_old(int millisecondsAfterTheLast, int shown)
    {
        IncidentIo.ThenLists(next: null, Live with { UpdatedAt = Before.AddMilliseconds(millisecondsAfterTheLast) });

        await RunAsync(Before);

        Assert.Equal(shown, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task What_is_shown_as_it_is_in_the_list_is_no_news()
    {
        await ShowAsync(Live);
        var writes = Grafana.Writes.Count();
        IncidentIo.ThenLists(next: null, Live);

        await RunAsync(Before);

        Assert.Equal(writes, Grafana.Writes.Count());
        Assert.Empty(Store.Asked(nameof(IBridgeStore.TryClaimAsync)));
    }

    [Fact]
    public async Task An_incident_that_a_webhook_waits_for_is_left_to_the_worker()
    {
        IncidentIo.ThenLists(next: null, Live);
        Store.Answers[nameof(IBridgeStore.TryClaimAsync)] = _ => WebhookComesAsync();

        await RunAsync(Before);

        Assert.Empty(Grafana.Annotations);
        Assert.Equal("0", await MetricAsync("missed_webhooks_total"));

        async Task<Claim?> WebhookComesAsync()
        {
            await WebhookAsync(Live.Id);
            Store.Answers.Clear();
            return await Store.Store.TryClaimAsync(Live.Id, Live.UpdatedAt, Now, Now, Cancellation);
        }
    }

    [Theory]
    [InlineData("rate_limited", 3_600)]
    [InlineData("client", null)]
    public async Task What_it_could_not_show_waits_for_its_retry_and_is_not_tried_by_the_next_one_too(string why, int? retryAfter)
    {
        var reason = Labels.Parse<FailureReason>(why);
        var resolved = AnIncident.Resolved();
        IncidentIo.ThenLists(next: null, resolved).ThenLists(next: null, resolved);
        Grafana.ThenWorks().Then(new UpstreamFailure(reason, "HTTP 4xx", retryAfter is { } seconds ? TimeSpan.FromSeconds(seconds) : null));

        await RunAsync(Before);
        var failed = await WorkOnAsync(resolved.Id);
        Time.Advance(TimeSpan.FromMinutes(3));
        await RunAsync(Before);

        Assert.Equal((reason, 1), (failed!.LastFailure, failed.Attempts));
        Assert.Equal(failed, await WorkOnAsync(resolved.Id));
        Assert.Equal(["create"], Grafana.Writes);
        Assert.Equal("1", await MetricAsync("missed_webhooks_total"));
    }

    [Fact]
    public async Task The_claim_is_for_the_state_of_the_list_and_its_lease_outlasts_the_work()
    {
        IncidentIo.ThenLists(next: null, Live);

        await RunAsync(Before);

        var asked = Assert.Single(Store.Asked(nameof(IBridgeStore.TryClaimAsync)));
        Assert.Equal([Live.Id, Live.UpdatedAt, Now, Now.AddMinutes(2)], asked.Take(4));
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_ends_it_where_it_began()
    {
        IncidentIo.ThenLists("first", Live);
        IncidentIo.OnCall = (call, _) =>
        {
            if (call == "list after first")
            {
                IncidentIo.ThenFails(HttpStatusCode.TooManyRequests, retryAfter: "17");
            }

            return Task.CompletedTask;
        };

        var failed = Assert.IsType<JobResult.Failed>(await RunAsync(Before));

        Assert.Equal(new UpstreamFailure(FailureReason.RateLimited, "HTTP 429", TimeSpan.FromSeconds(17)), failed.Failure);
        Assert.Single(Grafana.Annotations);
        Assert.Empty(Lines(EventIds.ResyncDone, LogLevel.Debug));
    }

    [Fact]
    public async Task An_empty_page_with_a_cursor_does_not_end_it()
    {
        IncidentIo.ThenLists("first").ThenLists(next: null, Live);

        Assert.Equal(new JobResult.Done(Live.UpdatedAt), await RunAsync(Before));

        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task A_list_that_goes_in_a_circle_ends_it_where_it_began()
    {
        IncidentIo.ThenLists("first", Live).ThenLists("second").ThenLists("first");

        var failed = Assert.IsType<JobResult.Failed>(await RunAsync(Before));

        Assert.Equal(new UpstreamFailure(FailureReason.InvalidAnswer, "the list's cursor goes in a circle"), failed.Failure);
        Assert.Equal(["list after ", "list after first", "list after second"], IncidentIo.Calls);
    }

    [Fact]
    public async Task Without_the_job_any_more_it_stops_after_the_page_at_hand()
    {
        IncidentIo.ThenLists("first", Live);

        Assert.IsType<JobResult.Lost>(await RunAsync(Before, keep: false));

        Assert.Single(Grafana.Annotations);
        Assert.Equal(["list after "], IncidentIo.Calls);
    }

    [Fact]
    public async Task An_incident_that_is_begun_is_finished_though_the_host_stops()
    {
        IncidentIo.ThenLists(next: null, Live);
        using var stop = new CancellationTokenSource();
        Grafana.OnWrite = async _ => await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(Before, cancellation: stop.Token));

        Assert.Single(Grafana.Annotations);
        Assert.Equal(Live.UpdatedAt, (await WorkOnAsync(Live.Id))!.StateAt);
    }

    private Resync Resync() => new(Store.Store, States, Work, Settings, Metric, Time, Logger<Resync>());

    private Task<JobResult> RunAsync(DateTimeOffset? watermark, bool keep = true, CancellationToken? cancellation = null) =>
        Resync().RunAsync(watermark, () => Task.FromResult(keep), cancellation ?? Cancellation);
}
