using Bridge.Incidents;
using Bridge.Observability;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What the bridge took away, and somebody brought back.</summary>
public sealed class DriftReturnedTests : ReconciliationFixture
{
    [Theory]
    [InlineData(0)]
    [InlineData(29)]
    public async Task What_a_restore_brings_back_goes_again_is_counted_and_told(int days)
    {
        await ShowAsync(AnIncident.Resolved());
        var shown = Assert.Single(Grafana.Annotations);
        await ShowAsync(AnIncident.In(StatusCategory.Declined) with { UpdatedAt = Now });
        Assert.Empty(Grafana.Annotations);
        Time.Advance(TimeSpan.FromDays(days));

        Grafana.Annotations.Add(shown);
        await DriftOf(Grafana).RunAsync(watermark: null, Cancellation);

        Assert.Empty(Grafana.Annotations);
        Assert.Equal("1", await MetricAsync("drift_repaired_total"));
        Assert.Equal(
            [$"An annotation of incident {AnIncident.Id} in Grafana main is returned; it is put right."], Lines(EventIds.DriftFound, LogLevel.Warning));
    }
}
