using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A template that gives no text for the incident at hand, though it gave one for the samples at the start.</summary>
public sealed class UnusableTemplateTests() : ReconciliationFixture(
    ("Annotations:Text", "{% if incident.name contains 'slow' %}{{ incident.name | date: '%Y' }}{% endif %}fine"))
{
    private const string Failures = "template_failures_total{reason=\"error\"}";

    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task Each_annotation_that_is_written_with_the_default_text_is_counted_and_told_of()
    {
        IncidentIo.Has(Resolved);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.IsType<WorkOutcome.Succeeded>(result.Outcome);
        Assert.Contains("Checkout is slow", Assert.Single(Grafana.Annotations).Text, StringComparison.Ordinal);
        Assert.Equal("2", await MetricAsync(Failures));
        Assert.Equal(
            $"The text template could not be used for incident {AnIncident.Id} (error); its annotation has the default text.",
            Lines(EventIds.TemplateFailed, LogLevel.Warning)[0]);
    }

    [Fact]
    public async Task What_could_not_be_written_is_counted_when_it_is()
    {
        IncidentIo.Has(Resolved);
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        await DeliverAsync(Resolved.Id);
        Assert.Equal("0", await MetricAsync(Failures));
        await DeliverAsync(Resolved.Id);

        Assert.Equal("1", await MetricAsync(Failures));
    }
}
