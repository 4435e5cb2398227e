using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The end of an open region moves without a question to incident.io, and nothing is written to that was not just found.</summary>
public sealed class OpenEndsTests : ReconciliationFixture
{
    /// <summary>Requests to incident.io for showing an incident in both Grafanas.</summary>
    private const int Shown = 2;

    private static readonly Incident Live = AnIncident.Live();
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task The_end_moves_when_it_is_due_and_incident_io_is_not_asked()
    {
        await ShowAsync(Live);
        Assert.Equal(Now.AddMinutes(15), Grafana.Annotations[0].End);

        await MoveAsync();

        Assert.Equal(["find", "create", "list", "move 1"], Grafana.Calls);
        Assert.Equal(Now.AddMinutes(15), Assert.Single(Grafana.Annotations).End);
        Assert.Equal(Now.AddMinutes(10), (await WorkOnAsync(Live.Id))!.DueAt);
        Assert.Equal(Shown, IncidentIo.Calls.Count);
        var known = Assert.Single(await LedgerAsync(Live.Id), entry => entry.Key.Grafana == "main");
        Assert.Equal((Now.AddMinutes(15), Grafana.Annotations[0].Fingerprint()), (known.End, known.Fingerprint));
        Assert.Equal(
            [$"The open end of annotation 1 of incident {Live.Id} in Grafana main is moved to {Now.AddMinutes(15):O}."], Lines(EventIds.EndMoved, LogLevel.Debug));
        Assert.Equal("1", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"update\"}"));
    }

    [Fact]
    public async Task An_hour_of_open_incidents_writes_no_line_that_is_logged_by_default()
    {
        for (var number = 1; number <= 7; number++)
        {
            await ShowAsync(Numbered(number, Live));
        }

        var before = Logs.GetSnapshot().Count;
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(1); passed += Interval)
        {
            Time.Advance(Interval);
            await DeliverDueAsync();
        }

        Assert.Equal(2 * 7 * 6, Lines(EventIds.EndMoved, LogLevel.Debug).Count);
        Assert.DoesNotContain(Logs.GetSnapshot().Skip(before), record => record.Level >= LogLevel.Information);
    }

    [Fact]
    public async Task What_moves_with_an_event_or_after_a_restart_is_no_change_either()
    {
        await ShowAsync(Live);
        var before = Logs.GetSnapshot().Count;

        Time.Advance(Interval);
        await WebhookAsync(Live.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await DeliverAsync(Live.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        BeginProcess();
        Time.Advance(Interval);
        await DeliverAsync(Live.Id);

        Assert.Equal(["create", "update 1", "update 1"], Grafana.Writes);
        Assert.Equal(2, Lines(EventIds.EndMoved, LogLevel.Debug).Count);
        Assert.DoesNotContain(Logs.GetSnapshot().Skip(before), record => record.Level >= LogLevel.Information);
    }

    [Fact]
    public async Task What_a_move_wrote_is_what_the_next_state_wants_so_that_a_webhook_writes_nothing()
    {
        await ShowAsync(Live);
        await MoveAsync();

        await WebhookAsync(Live.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));
        await DeliverAsync(Live.Id);

        Assert.Equal(["create", "move 1"], Grafana.Writes);
        Assert.Equal(Shown + 1, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task An_event_that_waits_has_its_state_read()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        IncidentIo.Has(AnIncident.Resolved());
        await WebhookAsync(Live.Id);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        await DeliverAsync(Live.Id);

        Assert.Equal(AnIncident.ResolvedAt, Grafana.Annotations[0].End);
        Assert.Null((await WorkOnAsync(Live.Id))!.DueAt);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("tags")]
    [InlineData("start")]
    [InlineData("twice")]
    [InlineData("place")]
    [InlineData("gone")]
    [InlineData("another id")]
    public async Task What_is_not_as_the_ledger_says_is_not_moved_but_looked_at_whole(string difference)
    {
        await ShowAsync(Live);
        Change(difference);
        Time.Advance(Interval);

        await DeliverAsync(Live.Id);

        Assert.DoesNotContain("move 1", Grafana.Calls);
        Assert.Equal(Shown + 1, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task An_annotation_of_somebody_else_that_has_the_number_now_is_not_written_to_by_a_move()
    {
        await ShowAsync(Live);
        Grafana.Annotations[0] = Grafana.Annotations[0] with { Text = "Deployed 1.2.3", Tags = ["deploy"], End = Now.AddHours(1) };
        Time.Advance(Interval);

        Assert.Null(await OpenEnds.TryMoveAsync(await ClaimAsync(Live.Id), Cancellation));

        Assert.Equal(["create"], Grafana.Writes);
    }

    [Fact]
    public async Task What_ends_elsewhere_after_a_move_whose_answer_was_lost_is_moved_on()
    {
        await ShowAsync(Live);
        Grafana.Annotations[0] = Grafana.Annotations[0] with { End = Now.AddMinutes(20) };

        await MoveAsync();

        Assert.Equal(["create", "move 1"], Grafana.Writes);
        Assert.Equal(Now.AddMinutes(15), Grafana.Annotations[0].End);
    }

    [Fact]
    public async Task A_move_whose_answer_is_lost_is_made_sure_of_by_a_look_at_the_whole()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        Grafana.ThenWorks().ThenActsInSilence();

        var lost = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Timeout, Now.AddSeconds(1)), lost.Outcome);
        Assert.Equal(FailureReason.Timeout, Assert.Single(await LedgerAsync(Live.Id), entry => entry.Key.Grafana == "main").LastFailure);
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.IsType<WorkOutcome.Succeeded>((await DeliverAsync(Live.Id)).Outcome);
        Assert.All(await LedgerAsync(Live.Id), entry => Assert.Null(entry.LastFailure));
        Assert.Equal(Shown + 1, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_search_that_fails_is_a_failure_of_the_delivery_and_nothing_is_written()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        Grafana.Then(InMemoryGrafana.Failure);

        var result = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)), result.Outcome);
        Assert.Equal(["create"], Grafana.Writes);
        Assert.EndsWith($"(search in Grafana main: ConnectionRefused). Next try at {Now.AddSeconds(1):O}.", Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Warning)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_move_that_is_refused_is_counted_and_noted()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        Grafana.ThenWorks().Then(InMemoryGrafana.Refusal);

        var result = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Auth, Now.AddSeconds(30)), result.Outcome);
        Assert.Equal("1", await MetricAsync("deliveries_failed_total{grafana=\"main\",kind=\"update\",reason=\"auth\"}"));
        Assert.Equal(FailureReason.Auth, Assert.Single(await LedgerAsync(Live.Id), entry => entry.Key.Grafana == "main").LastFailure);
    }

    [Fact]
    public async Task While_Grafana_is_left_alone_a_move_stays_a_move()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        Grafana.HeldUntil = Now.AddMinutes(1);

        Assert.IsType<WorkOutcome.Held>((await DeliverAsync(Live.Id)).Outcome);
        Grafana.HeldUntil = null;
        Time.Advance(TimeSpan.FromMinutes(1));
        await DeliverAsync(Live.Id);

        Assert.Equal(["create", "move 1"], Grafana.Writes);
        Assert.Equal(Shown, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_lost_lease_is_noticed_before_the_end_is_moved()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        Store.Answers[nameof(IBridgeStore.SaveLedgerAsync)] = _ => Task.FromResult(false);

        Assert.Null((await DeliverAsync(Live.Id)).Outcome);

        Assert.Equal(["create"], Grafana.Writes);
    }

    [Fact]
    public async Task Those_that_are_due_together_share_one_search_with_times()
    {
        var incidents = Enumerable.Range(1, 40).Select(number => Numbered(number, Live)).ToList();
        foreach (var incident in incidents)
        {
            await ShowAsync(incident);
        }

        Time.Advance(Interval);
        foreach (var incident in incidents)
        {
            await DeliverAsync(incident.Id);
        }

        Assert.Single(Grafana.Calls, call => call == "list");
        Assert.Equal(40, Grafana.Calls.Count(call => call.StartsWith("move", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Regions_that_fell_behind_while_Grafana_was_away_are_found_and_moved()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromHours(3));

        await DeliverAsync(Live.Id);

        Assert.Equal(["create", "move 1"], Grafana.Writes);
        Assert.Equal(Now.AddMinutes(15), Grafana.Annotations[0].End);
        Assert.Equal(Shown, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task After_a_restart_each_is_looked_at_whole_once_since_the_settings_may_be_others()
    {
        await ShowAsync(Live);
        Time.Advance(Interval);
        var after = new OpenEnds(Store.Store, [Grafana, Other], Settings, Metric, Time, Logger<OpenEnds>());

        Assert.Null(await after.TryMoveAsync(await ClaimAsync(Live.Id), Cancellation));
        Assert.False(after.NeedsNoState(Assert.Single(await DueAsync(Now, "other"))));
        Assert.True(OpenEnds.NeedsNoState(Assert.Single(await DueAsync(Now, "other"))));
    }

    [Fact]
    public async Task An_incident_that_is_set_aside_moves_no_more_even_if_a_worker_that_had_it_died()
    {
        await ShowAsync(Live);
        IncidentIo.Has(AnIncident.In(StatusCategory.Paused) with { UpdatedAt = Now.AddMinutes(3) });
        await WebhookAsync(Live.Id);
        Time.Advance(TimeSpan.FromMinutes(3));
        await DeliverAsync(Live.Id);
        Assert.Equal(Now, Grafana.Annotations[0].End);
        await ClaimAsync(Live.Id);

        Time.Advance(TimeSpan.FromHours(1));
        await DeliverAsync(Live.Id);

        Assert.Equal(Now.AddHours(-1), Grafana.Annotations[0].End);
    }

    private async Task MoveAsync()
    {
        Time.Advance(Interval);
        Assert.Equal(new WorkOutcome.Succeeded(Now + Interval) { IsMove = true }, (await DeliverAsync(Live.Id)).Outcome);
    }

    private void Change(string difference)
    {
        var there = Grafana.Annotations[0];
        switch (difference)
        {
            case "text":
                Grafana.Annotations[0] = there with { Text = "somebody wrote this" };
                break;
            case "tags":
                Grafana.Annotations[0] = there with { Tags = [.. there.Tags, "seen"] };
                break;
            case "start":
                Grafana.Annotations[0] = there with { Start = there.Start.AddMinutes(-1) };
                break;
            case "twice":
                Grafana.Add(Desired(Live) with { End = there.End });
                break;
            case "place":
                Grafana.Annotations[0] = there with { DashboardId = 5, DashboardUid = "elsewhere" };
                break;
            case "gone":
                Grafana.Annotations.Clear();
                break;
            default:
                Grafana.Annotations.Clear();
                Grafana.Add(Desired(Numbered(1, Live)));
                Grafana.Annotations[0] = there with { Id = new AnnotationId(99) };
                break;
        }
    }
}
