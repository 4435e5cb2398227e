using Bridge.Incidents;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>Annotations by our routes of incidents that the store does not know, as after the loss of a database.</summary>
public sealed class DriftAdoptionTests() : ReconciliationFixture(("Reconciliation:MaxConcurrency", "1"))
{
    private static readonly Incident Live = AnIncident.Live();

    [Fact]
    public async Task What_is_there_is_adopted_and_brought_to_the_incidents_state()
    {
        Grafana.Add(Desired(Live));
        IncidentIo.Has(AnIncident.Resolved());

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal(AnIncident.ResolvedAt, Assert.Single(Grafana.Annotations).End);
        Assert.Single(await LedgerAsync(Live.Id), entry => entry.Key.Grafana == "main" && entry.AnnotationId == 2);
        Assert.Equal(AnIncident.UpdatedAt, (await WorkOnAsync(Live.Id))!.StateAt);
        Assert.Equal([$"get {AnIncident.Id}"], IncidentIo.Calls);

        // The ledger had nothing to be undone.
        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
    }

    [Fact]
    public async Task An_incident_that_incident_io_does_not_know_is_another_bridges_and_no_dead_letter()
    {
        Grafana.Add(Desired(Live));

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Single(Grafana.Annotations);
        Assert.Null(await WorkOnAsync(Live.Id));
    }

    [Fact]
    public async Task An_incident_that_the_store_knows_is_not_asked_for()
    {
        await ClaimAsync(Live.Id);
        Grafana.Add(Desired(Live));

        await RunAsync();

        Assert.Empty(IncidentIo.Calls);
    }

    [Fact]
    public async Task A_webhook_that_comes_meanwhile_goes_first_since_whoever_takes_it_sees_a_newer_state()
    {
        Grafana.Add(Desired(Live));
        IncidentIo.Has(AnIncident.Resolved());
        IncidentIo.OnCall = (_, _) => WebhookAsync(Live.Id);

        await RunAsync();

        Assert.Empty(Grafana.Writes);
        Assert.Equal(Now, (await WorkOnAsync(Live.Id))!.DueAt);
    }

    [Fact]
    public async Task One_run_asks_for_five_hundred_and_leaves_the_others_to_the_next()
    {
        for (var number = 1; number <= 501; number++)
        {
            Grafana.Add(Desired(Numbered(number, Live)));
        }

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal(500, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task The_next_run_goes_on_behind_the_last_one_that_was_asked_for_and_after_the_end_from_the_beginning()
    {
        for (var number = 1; number <= 501; number++)
        {
            Grafana.Add(Desired(Numbered(number, Live)));
        }

        var drift = DriftOf(Grafana);
        await RunAsync(drift);
        Time.Advance(TimeSpan.FromMinutes(1));
        await RunAsync(drift);

        Assert.Equal(
            [.. Enumerable.Range(1, 501).Concat(Enumerable.Range(1, 499)).Select(number => $"get {Numbered(number, Live).Id}")],
            IncidentIo.Calls);
    }

    [Fact]
    public async Task An_incident_that_is_known_in_the_other_grafana_alone_is_adopted_in_this_one()
    {
        IncidentIo.Has(Live);
        await WebhookAsync(Live.Id);
        await DeliverAsync(Live.Id, "other");
        Grafana.Add(Desired(Live));
        Time.Advance(TimeSpan.FromMinutes(1));

        await RunAsync();

        Assert.NotNull((await WorkOnAsync(Live.Id))!.StateAt);
    }

    [Fact]
    public async Task An_adoption_that_has_begun_is_finished_though_the_host_stops()
    {
        Grafana.Add(Desired(Live));
        IncidentIo.Has(AnIncident.Resolved());
        using var stop = new CancellationTokenSource();
        Grafana.OnWrite = async _ => await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop.Token));

        Assert.Equal(AnIncident.ResolvedAt, Assert.Single(Grafana.Annotations).End);
        Assert.Equal(AnIncident.UpdatedAt, (await WorkOnAsync(Live.Id))!.StateAt);
    }

    private Task<JobResult> RunAsync(CancellationToken? cancellation = null) => RunAsync(DriftOf(Grafana), cancellation);

    private static Task<JobResult> RunAsync(Drift drift, CancellationToken? cancellation = null) =>
        drift.RunAsync(watermark: null, cancellation ?? Cancellation);
}
