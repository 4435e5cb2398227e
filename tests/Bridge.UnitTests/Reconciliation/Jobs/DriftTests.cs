using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What somebody did to annotations that the ledger knows.</summary>
public sealed class DriftTests() : ReconciliationFixture(("Annotations:DriftInterval", "00:20:00"), ("Reconciliation:MaxConcurrency", "1"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public void It_is_done_as_often_as_the_settings_say()
    {
        Assert.Equal(new JobName(PeriodicJob.Drift, "main"), Drift().Job);
        Assert.Equal("drift:other", DriftOf(Other).Job.ToString());
        Assert.Equal(TimeSpan.FromMinutes(20), Drift().Interval);
    }

    [Fact]
    public async Task Where_nothing_differs_nothing_is_written_and_it_came_as_far_as_its_start()
    {
        await ShowAsync(Resolved);
        var (start, calls) = (Now, Grafana.Writes.Count());

        Grafana.OnCall = _ =>
        {
            Time.Advance(TimeSpan.FromSeconds(3));
            return Task.CompletedTask;
        };

        var result = await RunAsync();

        Assert.Equal(new JobResult.Done(start), result);
        Assert.Equal(calls, Grafana.Writes.Count());
        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
        Assert.Equal(
            ["Compared 1 annotations of Grafana main with the ledger: 0 incidents differ."],
            Lines(EventIds.DriftDone, LogLevel.Debug));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("changed")]
    [InlineData("doubled")]
    public async Task What_somebody_did_is_undone_counted_and_told(string kind)
    {
        await ShowAsync(Resolved);
        var shown = Assert.Single(Grafana.Annotations);
        switch (kind)
        {
            case "gone":
                Grafana.Annotations.Clear();
                break;
            case "changed":
                Grafana.Annotations[0] = shown with { Text = "It was DNS" };
                break;
            default:
                Grafana.Add(Desired(Resolved));
                break;
        }

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal(shown.Fingerprint(), Assert.Single(Grafana.Annotations).Fingerprint());
        Assert.Equal("1", await MetricAsync("drift_repaired_total"));
        Assert.Equal(
            [$"An annotation of incident {AnIncident.Id} in Grafana main is {kind}; it is put right."], Lines(EventIds.DriftFound, LogLevel.Warning));
        Assert.EndsWith(" 1 incidents differ.", Lines(EventIds.DriftDone, LogLevel.Debug)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_ended_more_than_thirty_days_ago_is_left_alone()
    {
        await ShowAsync(Resolved);
        Grafana.Annotations.Clear();
        Time.Advance(TimeSpan.FromDays(31));

        await RunAsync();

        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task A_repair_that_fails_is_not_counted_and_is_tried_again()
    {
        await ShowAsync(Resolved);
        Grafana.Annotations.Clear();
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
        Assert.Equal(Now.AddSeconds(1), (await WorkOnAsync(Resolved.Id))!.DueAt);
    }

    [Fact]
    public async Task A_grafana_that_cannot_be_listed_is_told()
    {
        Grafana.Then(InMemoryGrafana.Failure);

        var failed = Assert.IsType<JobResult.Failed>(await RunAsync());

        Assert.Equal(InMemoryGrafana.Failure with { Detail = "list of Grafana main: ConnectionRefused" }, failed.Failure);
    }

    [Fact]
    public async Task A_grafana_that_never_answers_does_not_delay_the_other()
    {
        await ShowAsync(Resolved);
        Other.Annotations.Clear();
        Grafana.Hangs();
        using var stop = new CancellationTokenSource();
        var hanging = RunAsync(cancellation: stop.Token);

        Assert.IsType<JobResult.Done>(await DriftOf(Other).RunAsync(watermark: null, Cancellation));

        Assert.Single(Other.Annotations);
        Assert.False(hanging.IsCompleted);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => hanging);
    }

    [Fact]
    public async Task What_is_in_the_other_grafana_is_none_of_its_business()
    {
        await ShowAsync(Resolved);
        var calls = Other.Calls.Count;
        Other.Annotations.Clear();

        await RunAsync();

        Assert.Equal(calls, Other.Calls.Count);
    }

    [Fact]
    public async Task An_incident_that_a_worker_has_is_left_to_it()
    {
        await ShowAsync(Resolved);
        Grafana.Annotations.Clear();
        await ClaimAsync(Resolved.Id);

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Empty(Grafana.Annotations);
        Assert.Empty(Lines(EventIds.DriftFound, LogLevel.Warning));
    }

    [Fact]
    public async Task An_entry_that_was_written_while_grafana_was_read_is_no_drift()
    {
        await ShowAsync(Resolved);
        Grafana.Annotations.Clear();
        Store.Answers[nameof(IDeliveryQueue.TryClaimAsync)] = _ => WriteAndClaimAsync();

        await RunAsync();

        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
        Assert.Empty(Lines(EventIds.DriftFound, LogLevel.Warning));

        async Task<Claim?> WriteAndClaimAsync()
        {
            var claim = await ClaimAsync(Resolved.Id);
            var entry = (await LedgerAsync(Resolved.Id)).Single(one => one.Key.Grafana == "main");
            await Store.Store.SaveLedgerAsync(claim, entry with { Fingerprint = "other" }, Cancellation);
            return claim;
        }
    }

    [Fact]
    public async Task A_replacement_in_whose_middle_the_bridge_was_stopped_is_finished_and_is_no_drift()
    {
        await ShowAsync(AnIncident.Live());
        IncidentIo.Has(Resolved);
        await WebhookAsync(Resolved.Id);
        Grafana.Add(Desired(Resolved));

        await RunAsync();

        Assert.Equal(Desired(Resolved).Fingerprint(), Assert.Single(Grafana.Annotations).Fingerprint());
        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
        Assert.Empty(Lines(EventIds.DriftFound, LogLevel.Warning));
    }

    [Fact]
    public async Task One_that_was_made_while_grafana_was_read_is_no_drift()
    {
        await ShowAsync(Resolved);
        Store.Answers[nameof(ILedger.ReadLedgerOfGrafanaAsync)] = _ => LedgerBeforeAsync();

        await RunAsync();

        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
        Assert.Empty(Lines(EventIds.DriftFound, LogLevel.Warning));

        async Task<IReadOnlyList<LedgerEntry>> LedgerBeforeAsync()
        {
            var claim = await ClaimAsync(Resolved.Id);
            var ledger = (await LedgerAsync(Resolved.Id)).Where(one => one.Key.Grafana == "main").ToList();
            var point = Grafana.Annotations[0] with { Id = new AnnotationId(70), Tags = [.. Grafana.Annotations[0].Tags, "event:resolve"] };
            Grafana.Annotations.Add(point);
            await Store.Store.SaveLedgerAsync(
                claim,
                ledger[0] with { Key = ledger[0].Key with { Part = AnnotationPart.Resolve }, AnnotationId = 70, Fingerprint = point.Fingerprint() },
                Cancellation);
            await Store.Store.CompleteAsync(claim, new WorkOutcome.Succeeded(null), Now, TimeSpan.Zero, Cancellation);
            return ledger;
        }
    }

    [Fact]
    public async Task What_came_and_went_while_grafana_was_read_is_no_drift()
    {
        await ShowAsync(Resolved);
        var second = Grafana.Add(Desired(Resolved));
        Store.Answers[nameof(IDeliveryQueue.TryClaimAsync)] = _ =>
        {
            Grafana.Annotations.Remove(second);
            return ClaimedAsync();
        };

        await RunAsync();

        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
        Assert.Empty(Lines(EventIds.DriftFound, LogLevel.Warning));

        async Task<Claim?> ClaimedAsync() => await ClaimAsync(Resolved.Id);
    }

    [Fact]
    public async Task A_repair_that_has_begun_is_finished_though_the_host_stops()
    {
        await ShowAsync(Resolved);
        Grafana.Annotations.Clear();
        using var stop = new CancellationTokenSource();
        IncidentIo.OnCall = async (_, token) =>
        {
            await stop.CancelAsync();
            token.ThrowIfCancellationRequested();
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(cancellation: stop.Token));

        Assert.Single(Grafana.Annotations);
        Assert.Equal("1", await MetricAsync("drift_repaired_total"));
    }

    [Fact]
    public async Task The_lease_of_a_repair_outlasts_its_work()
    {
        await ShowAsync(Resolved);
        Grafana.Annotations.Clear();

        await RunAsync();

        var asked = Assert.Single(Store.Asked(nameof(IDeliveryQueue.TryClaimAsync)));
        Assert.Equal([new DeliveryKey(Resolved.Id, "main"), null, Now, Now.AddMinutes(2)], asked.Take(4));
    }

    private Drift Drift() => DriftOf(Grafana);

    private Task<JobResult> RunAsync(CancellationToken? cancellation = null) => Drift().RunAsync(watermark: null, cancellation ?? Cancellation);
}
