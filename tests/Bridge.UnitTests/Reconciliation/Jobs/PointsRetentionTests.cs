using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>The two points of an incident go together, when its end is long enough ago.</summary>
public sealed class PointsRetentionTests() : ReconciliationFixture(("Annotations:KeepFor", "1d"), ("Annotations:Shape", "points"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Theory]
    [InlineData(-1, 2)]
    [InlineData(1, 0)]
    public async Task The_start_stays_as_long_as_the_resolve(int minutes, int left)
    {
        await ShowAsync(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(1).AddMinutes(minutes));
        var asked = IncidentIo.Calls.Count;

        await new Retention(Grafana, Store.Store, Store.Store, States, Work, Settings, Metric, Time, Logger<Retention>()).RunAsync(watermark: null, Cancellation);

        Assert.Equal(left, Grafana.Annotations.Count);
        Assert.Equal(left == 2, IncidentIo.Calls.Count == asked);
        Assert.Equal($"{2 - left}", await MetricAsync("retention_removed_total"));
    }
}

/// <summary>Annotations are kept for a shorter time than they are compared with Grafana.</summary>
public sealed class ShortRetentionTests() : ReconciliationFixture(("Annotations:KeepFor", "1d"))
{
    [Fact]
    public async Task What_somebody_deleted_before_is_neither_put_back_nor_called_drift()
    {
        await ShowAsync(AnIncident.Resolved());
        Grafana.Annotations.Clear();
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(1).AddMinutes(1));

        await DriftOf(Grafana).RunAsync(watermark: null, Cancellation);

        Assert.Empty(Grafana.Annotations);
        Assert.DoesNotContain(await LedgerAsync(AnIncident.Resolved().Id), entry => entry.Key.Grafana == "main");
        Assert.Equal(["Compared 0 annotations of Grafana main with the ledger: 1 incidents differ."], Lines(EventIds.DriftDone, LogLevel.Debug));
        Assert.Empty(Lines(EventIds.DriftFound, LogLevel.Warning));
        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
    }
}

/// <summary>Without a limit there is none.</summary>
public sealed class NoRetentionTests : ReconciliationFixture
{
    [Fact]
    public async Task By_default_nothing_is_asked_and_nothing_goes()
    {
        await ShowAsync(AnIncident.Resolved());
        var calls = Grafana.Calls.Count;
        Time.Advance(TimeSpan.FromDays(4000));

        Assert.IsType<JobResult.Done>(
            await new Retention(Grafana, Store.Store, Store.Store, States, Work, Settings, Metric, Time, Logger<Retention>()).RunAsync(watermark: null, Cancellation));

        Assert.Equal(calls, Grafana.Calls.Count);
        Assert.Single(Grafana.Annotations);
    }
}
