using Bridge.Incidents;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>How retention takes away what is past of one incident after the other.</summary>
public sealed class RetentionStepTests() : ReconciliationFixture(("Annotations:KeepFor", "30d"), ("Reconciliation:MaxConcurrency", "1"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task The_lease_outlasts_the_work()
    {
        await ShowPastAsync(Resolved);

        await RunAsync();

        var asked = Assert.Single(Store.Asked(nameof(IDeliveryQueue.TryClaimAsync)));
        Assert.Equal([new DeliveryKey(Resolved.Id, "main"), Now, Now, Now.AddMinutes(2)], asked.Take(4));
    }

    [Fact]
    public async Task What_was_hidden_and_could_not_be_deleted_is_not_counted()
    {
        await ShowPastAsync(Resolved);
        IncidentIo.Hides(Resolved.Id);
        Grafana.ThenWorks().ThenWorks().Then(InMemoryGrafana.Failure);

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal("delete 1", Grafana.Writes.Last());
        Assert.Equal("0", await MetricAsync("retention_removed_total"));
        Assert.NotNull((await WorkOnAsync(Resolved.Id))!.DueAt);
    }

    [Fact]
    public async Task While_the_host_stops_the_removal_that_has_begun_is_finished_and_none_is_begun()
    {
        await ShowPastAsync(Resolved, Numbered(1, Resolved), Numbered(2, Resolved));
        IncidentIo.Calls.Clear();
        using var stop = new CancellationTokenSource();
        Grafana.OnWrite = _ => stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop.Token));

        Assert.Single(IncidentIo.Calls);
        Assert.Equal(2, Grafana.Annotations.Count);
    }

    private async Task ShowPastAsync(params Incident[] incidents)
    {
        foreach (var incident in incidents)
        {
            await ShowAsync(incident);
        }

        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
    }

    private Task<JobResult> RunAsync(CancellationToken? cancellation = null) =>
        new Retention(Grafana, Store.Store, Store.Store, States, Work, Settings, Metric, Time, Logger<Retention>())
            .RunAsync(watermark: null, cancellation ?? Cancellation);
}
