using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A claim is ended however the work on it goes.</summary>
public sealed class DeliveryEndTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task Work_that_takes_more_than_ninety_seconds_is_ended_and_tried_again()
    {
        IncidentIo.OnCall = HangAsync;
        var work = Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Time.Advance(TimeSpan.FromSeconds(90) - TimeSpan.FromMilliseconds(1));
        Assert.False(work.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Timeout, Now.AddSeconds(1)), (await work).Outcome);
        Assert.Equal(Now.AddSeconds(1), (await WorkOnAsync(Resolved.Id))!.DueAt);
    }

    [Fact]
    public void A_lease_outlasts_the_work() =>
        Assert.All([DeliveryTimes.OfBridge, DeliveryTimes.OfCommand], times => Assert.True(times.Lease > times.Work));

    [Fact]
    public async Task A_fault_of_ours_makes_a_dead_letter_and_does_not_lose_the_incident()
    {
        var bug = new InvalidOperationException("A bug.");
        Store.Answers[nameof(IBridgeStore.ReadLedgerAsync)] = _ => throw bug;
        IncidentIo.Has(Resolved);

        var result = await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Equal(new WorkOutcome.DeadLetter(FailureReason.Internal, Now.AddMinutes(10)), result.Outcome);
        Assert.Empty(result.Steps);
        var work = await WorkOnAsync(Resolved.Id);
        Assert.Equal((Now.AddMinutes(10), FailureReason.Internal, true, null), (work!.DueAt, work.LastFailure, work.IsDeadLetter, work.LeaseUntil));
        Assert.Equal([$"Work on incident {AnIncident.Id} in Grafana main ended in an exception."], Lines(EventIds.ReconciliationCrashed, LogLevel.Error));
        Assert.Same(bug, Logs.GetSnapshot().Single(line => line.Id.Id == EventIds.ReconciliationCrashed).Exception);
    }

    [Fact]
    public async Task A_fault_of_ours_is_told_and_counted_as_a_dead_letter_once_until_the_reason_is_another()
    {
        Store.Answers[nameof(IBridgeStore.ReadLedgerAsync)] = _ => throw new InvalidOperationException("A bug.");
        IncidentIo.Has(Resolved);

        await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);
        await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Equal(
            [$"Incident {AnIncident.Id} is a dead letter for Grafana main: internal (a fault of the bridge, see event 5006 in the log). The bridge keeps it, and tries again at {Now.AddMinutes(10):O} or on the next webhook."],
            Lines(EventIds.DeadLettered, LogLevel.Error));
        Assert.Equal("1", await MetricAsync("dead_letters_total{grafana=\"main\",reason=\"internal\"}"));

        var another = await ClaimAsync(Resolved.Id) with { LastFailure = FailureReason.Client };
        await Work.RunAsync(another, Cancellation);

        Assert.Equal(2, Lines(EventIds.DeadLettered, LogLevel.Error).Count);
        Assert.Equal("2", await MetricAsync("dead_letters_total{grafana=\"main\",reason=\"internal\"}"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_dead_letter_that_the_store_did_not_take_is_none(bool away)
    {
        Store.Answers[nameof(IBridgeStore.ReadLedgerAsync)] = _ => throw new InvalidOperationException("A bug.");
        Store.Answers[nameof(IBridgeStore.CompleteAsync)] = _ => away ? throw new StoreException("The store is away.") : Task.FromResult(false);

        await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Empty(Lines(EventIds.DeadLettered, LogLevel.Error));
        Assert.Equal("0", await MetricAsync("dead_letters_total{grafana=\"main\",reason=\"internal\"}"));
    }

    [Fact]
    public async Task A_store_that_is_away_for_a_moment_makes_no_dead_letter()
    {
        Store.Fail(nameof(IBridgeStore.ReadLedgerAsync));
        IncidentIo.Has(Resolved);

        var result = await Work.RunAsync(await ClaimAsync(Resolved.Id) with { Attempts = 2 }, Cancellation);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Store, Now.AddSeconds(4)), result.Outcome);
        Assert.Equal(FailureReason.Store, (await WorkOnAsync(Resolved.Id))!.LastFailure);
    }

    [Fact]
    public async Task A_store_that_stays_away_leaves_the_incident_to_the_end_of_its_lease()
    {
        Store.Fail(nameof(IBridgeStore.CompleteAsync));
        IncidentIo.Has(Resolved);

        var result = await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Store, Now.AddSeconds(1)), result.Outcome);
        Assert.Equal(
            [$"The store did not note how the work on incident {AnIncident.Id} in Grafana main ended: The store is away. It is taken up again when the store is back, or when the lease runs out."],
            Lines(EventIds.ClaimNotEnded, LogLevel.Error));
        Assert.Equal(Now.AddMinutes(2), (await WorkOnAsync(Resolved.Id))!.LeaseUntil);
    }

    [Fact]
    public async Task What_the_store_did_not_note_is_ended_once_when_it_is_back_and_goes_at_once()
    {
        Store.Fail(nameof(IBridgeStore.CompleteAsync));
        IncidentIo.Has(Resolved);
        await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);
        await Assert.ThrowsAsync<StoreException>(() => Work.EndUnendedAsync("main", Cancellation));
        Store.Answers.Clear();
        var asked = Store.Asked(nameof(IBridgeStore.CompleteAsync)).Count;

        await Work.EndUnendedAsync("other", Cancellation);
        Assert.NotNull((await WorkOnAsync(Resolved.Id))!.LeaseUntil);
        await Work.EndUnendedAsync("main", Cancellation);
        await Work.EndUnendedAsync("main", Cancellation);

        Assert.Equal(asked + 1, Store.Asked(nameof(IBridgeStore.CompleteAsync)).Count);
        var work = await WorkOnAsync(Resolved.Id);
        Assert.Equal((Now, FailureReason.Store, null), (work!.DueAt, work.LastFailure, work.LeaseUntil));
    }

    [Fact]
    public async Task The_claim_is_ended_under_the_shortest_interval_though_events_came_meanwhile()
    {
        Store.Fail(nameof(IBridgeStore.ReadLedgerAsync));
        IncidentIo.Has(Resolved);

        await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        var completed = Assert.Single(Store.Asked(nameof(IBridgeStore.CompleteAsync)));
        Assert.Equal([Now, TimeSpan.FromSeconds(1)], completed.Skip(2).Take(2));
    }

    [Fact]
    public async Task Work_that_is_abandoned_leaves_its_claim_to_run_out_and_is_no_fault()
    {
        using var abandon = new CancellationTokenSource();
        IncidentIo.OnCall = HangAsync;
        var work = Work.RunAsync(await ClaimAsync(Resolved.Id), abandon.Token);

        await abandon.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
        Assert.Equal(Now.AddMinutes(2), (await WorkOnAsync(Resolved.Id))!.LeaseUntil);
        Assert.Empty(Lines(EventIds.ReconciliationCrashed, LogLevel.Error));
    }

    [Fact]
    public async Task A_fault_while_the_process_ends_is_a_fault_all_the_same()
    {
        using var abandon = new CancellationTokenSource();
        await abandon.CancelAsync();
        Store.Answers[nameof(IBridgeStore.ReadLedgerAsync)] = _ => throw new InvalidOperationException("A bug.");

        var state = new SubjectState(Resolved.Id, Resolved, Now);
        var result = await Work.RunAsync(await ClaimAsync(Resolved.Id), state, new LookOrder(), abandon.Token);

        Assert.IsType<WorkOutcome.DeadLetter>(result.Outcome);
    }

    [Fact]
    public async Task Work_that_runs_out_of_time_is_no_fault_with_a_stack()
    {
        Grafana.OnCall = token => HangAsync("", token);
        IncidentIo.Has(Resolved);
        var work = Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        await Eventually.IsTrueAsync(() => IncidentIo.Calls.Count == 1, "the incident was read");
        Time.Advance(TimeSpan.FromSeconds(90));

        Assert.IsType<WorkOutcome.Retry>((await work).Outcome);
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date in Grafana main: timeout (not done within 90 s). Next try at {Now.AddSeconds(1):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
        Assert.DoesNotContain(Logs.GetSnapshot(), line => line.Exception is not null);
    }

    [Fact]
    public async Task Memory_that_ran_out_is_a_matter_of_the_moment_and_no_dead_letter()
    {
        Store.Answers[nameof(IBridgeStore.ReadLedgerAsync)] = _ => throw new InsufficientMemoryException();
        IncidentIo.Has(Resolved);

        var result = await Work.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Internal, Now.AddMinutes(1)), result.Outcome);
        Assert.Empty(Lines(EventIds.DeadLettered, LogLevel.Error));
    }

    private Task HangAsync(string call, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, Time, cancellationToken);
}
