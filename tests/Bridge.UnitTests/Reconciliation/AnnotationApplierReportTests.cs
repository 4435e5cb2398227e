using System.Globalization;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What is counted and logged of the work in Grafana.</summary>
public sealed class AnnotationApplierReportTests : ApplierFixture
{
    [Fact]
    public async Task Every_delivery_is_counted_by_its_kind()
    {
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live() with { Name = "Checkout is down" });
        await ReconcileAsync(AnIncident.Resolved() with { Name = "Checkout is down" });
        await ReconcileAsync(AnIncident.In(StatusCategory.Canceled));

        // The resolve changes a tag, and so is a create and a delete.
        Assert.Equal("2", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"create\"}"));
        Assert.Equal("1", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"update\"}"));
        Assert.Equal("2", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"delete\"}"));
    }

    [Fact]
    public async Task Failures_are_counted_as_attempts_and_by_their_reason()
    {
        Grafana.Then(InMemoryGrafana.Failure);
        await ReconcileAsync(AnIncident.Live());
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt);
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live());

        Assert.Equal("3", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"create\"}"));
        Assert.Equal("1", await MetricAsync("deliveries_failed_total{grafana=\"main\",kind=\"create\",reason=\"network\"}"));
        Assert.Equal("1", await MetricAsync("deliveries_failed_total{grafana=\"main\",kind=\"create\",reason=\"timeout\"}"));
    }

    [Fact]
    public async Task An_annotation_that_is_found_as_it_should_be_is_no_delivery()
    {
        Grafana.Add(Desired(AnIncident.Live()));

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal("0", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"create\"}"));
        Assert.Equal("0", await MetricAsync("deliveries_total{grafana=\"main\",kind=\"update\"}"));
    }

    [Fact]
    public async Task Each_change_is_one_line_in_the_log()
    {
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live() with { Name = "Checkout is down" });
        await ReconcileAsync(AnIncident.Resolved() with { Name = "Checkout is down" });
        await ReconcileAsync(AnIncident.In(StatusCategory.Canceled));

        Assert.Equal(
            [EventIds.AnnotationCreated, EventIds.AnnotationUpdated, EventIds.AnnotationCreated, EventIds.AnnotationDeleted],
            Logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Theory]
    [InlineData("Checkout is slow", LogLevel.Debug, "The open end of annotation 1 of incident {0} in Grafana main is moved to {1:O}.")]
    [InlineData("Checkout is down", LogLevel.Information, "Annotation 1 of incident {0} in Grafana main is changed.")]
    public async Task An_end_that_moves_on_is_a_change_only_with_another_one(string name, LogLevel level, string line)
    {
        var moving = new AnnotationOptions { OpenEndInterval = TimeSpan.FromMinutes(10) };
        await ReconcileAsync(AnIncident.Live(), moving);
        Logs.Clear();
        Time.Advance(moving.OpenEndInterval);

        await ReconcileAsync(AnIncident.Live() with { Name = name }, moving);

        var record = Assert.Single(Logs.GetSnapshot());
        Assert.Equal(
            (level, string.Format(CultureInfo.InvariantCulture, line, Key.Subject, Time.GetUtcNow().AddMinutes(15))), (record.Level, record.Message));
    }

    [Fact]
    public async Task Adopting_and_clearing_doubles_is_logged()
    {
        Grafana.Add(Desired(AnIncident.Live()));
        Grafana.Add(Desired(AnIncident.Live()));

        await ReconcileAsync(AnIncident.Live());

        Assert.Equal(
            [EventIds.AnnotationDiscovered, EventIds.DuplicateRemoved],
            Logs.GetSnapshot().Select(record => record.Id.Id));
    }

    [Fact]
    public async Task Confirming_what_is_known_is_not_logged_as_an_adoption()
    {
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt);
        await ReconcileAsync(AnIncident.Live());
        await ReconcileAsync(AnIncident.Live());
        Time.SetUtcNow((await LedgerAsync())!.ConfirmAt!.Value);
        Logs.Clear();

        await ReconcileAsync(AnIncident.Live());

        Assert.Empty(Logs.GetSnapshot());
    }

    [Fact]
    public async Task No_line_of_the_log_holds_the_name()
    {
        await ReconcileAsync(AnIncident.Live());
        Grafana.Annotations.Clear();
        await ReconcileAsync(AnIncident.Resolved());

        Assert.DoesNotContain(
            Logs.GetSnapshot(), record => record.Message.Contains(AnIncident.Live().Name, StringComparison.OrdinalIgnoreCase));
    }
}
