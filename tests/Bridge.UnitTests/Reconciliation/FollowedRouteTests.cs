using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>One route that names a severity, and one that does not.</summary>
public sealed class FollowedRouteTests() : ReconciliationFixture(
    ("Routes:0:Name", "major"),
    ("Routes:0:Match:Severity:0", "Major"),
    ("Routes:0:Grafana:0", "main"),
    ("Routes:1:Name", "all"),
    ("Routes:1:Grafana:0", "other"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task A_severity_that_incident_io_has_is_followed()
    {
        IncidentIo.Has(Resolved);
        IncidentIo.Severities = [new IncidentSeverity("Major", 1)];

        var result = await ReconcileAsync(Resolved.Id);

        Assert.IsType<WorkOutcome.Succeeded>(result.Outcome);
        Assert.Single(Grafana.Annotations);
        Assert.Single(Other.Annotations);
    }

    [Fact]
    public async Task A_severity_that_incident_io_does_not_have_is_told_and_the_other_route_is_followed()
    {
        IncidentIo.Has(Resolved);
        IncidentIo.Severities = [new IncidentSeverity("Minor", 1)];

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(FailureReason.Settings, Assert.IsType<WorkOutcome.DeadLetter>(result.Outcome).Reason);
        Assert.Contains("settings (route major: incident.io has no severity Major)", Assert.Single(Lines(EventIds.DeadLettered, LogLevel.Error)), StringComparison.Ordinal);
        Assert.Empty(Grafana.Annotations);
        Assert.Single(Other.Annotations);
    }

    [Fact]
    public async Task While_the_severities_cannot_be_had_what_is_there_stays_and_the_other_route_is_followed()
    {
        IncidentIo.Severities = [new IncidentSeverity("Major", 1)];
        await ShowAsync(Resolved);
        Time.Advance(TimeSpan.FromHours(2));
        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        IncidentIo.OnCall = (call, _) =>
        {
            if (call == "severities")
            {
                IncidentIo.ThenFails(HttpStatusCode.BadGateway);
            }

            return Task.CompletedTask;
        };
        var newBridge = WorkWith(jitter: () => 0.5);

        var result = await newBridge.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);
        var other = await newBridge.RunAsync(await ClaimAsync(Resolved.Id, "other"), Cancellation);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Server, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
        Assert.Contains("server (severities from incident.io: HTTP 502)", Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Warning)), StringComparison.Ordinal);
        Assert.IsType<WorkOutcome.Succeeded>(other.Outcome);
        Assert.Contains("Checkout is slow", Assert.Single(Grafana.Annotations).Text, StringComparison.Ordinal);
        Assert.Contains("Checkout was slow", Assert.Single(Other.Annotations).Text, StringComparison.Ordinal);
    }
}
