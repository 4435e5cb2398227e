using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What a failure leaves to be done, when, and how it is told.</summary>
public sealed class DeliveryFailureTests : ReconciliationFixture
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, null, "server", 1)]
    [InlineData(HttpStatusCode.Unauthorized, null, "auth", 30)]
    [InlineData(HttpStatusCode.TooManyRequests, "120", "rate_limited", 120)]
    public async Task An_incident_that_cannot_be_fetched_is_tried_again(HttpStatusCode status, string? retryAfter, string reason, int seconds)
    {
        await WebhookAsync(Resolved.Id);
        IncidentIo.ThenFails(status, retryAfter);

        var result = await DeliverAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(Labels.Parse<FailureReason>(reason), Now.AddSeconds(seconds)), result.Outcome);
        Assert.Empty(result.Steps);
        var work = await WorkOnAsync(Resolved.Id);
        Assert.Equal((Now.AddSeconds(seconds), Labels.Parse<FailureReason>(reason), 1), (work!.DueAt, work.LastFailure!.Value, work.Attempts));
        Assert.Equal("0", await MetricAsync("delivery_latency_seconds_count"));
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date in Grafana main: {reason} (incident.io: HTTP {(int)status}). Next try at {Now.AddSeconds(seconds):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
    }

    [Fact]
    public async Task A_failure_is_warned_of_once_until_it_is_another()
    {
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.BadGateway, HttpStatusCode.BadGateway, HttpStatusCode.TooManyRequests])
        {
            IncidentIo.ThenFails(status);
            await DeliverAsync(Resolved.Id);
        }

        Assert.Equal(2, Lines(EventIds.ReconciliationRetried, LogLevel.Warning).Count);
        Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Debug));
    }

    [Fact]
    public async Task A_dead_letter_is_an_error_and_counted_once_until_its_reason_is_another()
    {
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.BadRequest, HttpStatusCode.BadRequest])
        {
            IncidentIo.ThenFails(status);
            await DeliverAsync(Resolved.Id);
        }

        Assert.Equal(
            [$"Incident {AnIncident.Id} is a dead letter for Grafana main: client (incident.io: HTTP 400). The bridge keeps it, and tries again at {Now.AddMinutes(10):O} or on the next webhook."],
            Lines(EventIds.DeadLettered, LogLevel.Error));
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date in Grafana main: client (incident.io: HTTP 400). Next try at {Now.AddMinutes(20):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Debug));
        Assert.Equal("1", await MetricAsync("dead_letters_total{grafana=\"main\",reason=\"client\"}"));
        Assert.True((await WorkOnAsync(Resolved.Id))!.IsDeadLetter);

        await DeliverAsync(Resolved.Id);
        await DeliverAsync(Resolved.Id);

        Assert.Equal(2, Lines(EventIds.DeadLettered, LogLevel.Error).Count);
        Assert.Equal("1", await MetricAsync("dead_letters_total{grafana=\"main\",reason=\"not_found\"}"));
    }

    [Fact]
    public async Task A_failure_that_was_a_retry_with_the_same_reason_becomes_a_dead_letter_with_an_error()
    {
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await DeliverAsync(Resolved.Id);
        }

        Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
        Assert.Equal(2, Lines(EventIds.ReconciliationRetried, LogLevel.Debug).Count);
        Assert.Single(Lines(EventIds.DeadLettered, LogLevel.Error));
        Assert.Equal("1", await MetricAsync("dead_letters_total{grafana=\"main\",reason=\"not_found\"}"));
    }

    [Fact]
    public async Task A_grafana_that_fails_does_not_keep_the_other_waiting()
    {
        await ShowAsync(Resolved);
        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
        Assert.Null((await WorkOnAsync(Resolved.Id, "other"))!.LastFailure);
        Assert.Contains("Checkout was slow", Assert.Single(Other.Annotations).Text, StringComparison.Ordinal);
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date in Grafana main: network (Update in Grafana main: ConnectionRefused). Next try at {Now.AddSeconds(1):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
    }

    [Fact]
    public async Task A_grafana_that_could_not_be_searched_is_not_written_to_and_the_other_is()
    {
        IncidentIo.Has(Resolved);
        Grafana.Then(InMemoryGrafana.Failure);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
        Assert.Equal(["find"], Grafana.Calls);
        Assert.Single(Other.Annotations);
        Assert.Equal(FailureReason.Network, (await LedgerAsync(Resolved.Id)).Single(entry => entry.Key.Grafana == "main").LastFailure);
        Assert.Equal("1", await MetricAsync("deliveries_failed_total{grafana=\"main\",kind=\"create\",reason=\"network\"}"));
        Assert.Contains("(search in Grafana main: ConnectionRefused)", Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Null((await WorkOnAsync(Resolved.Id))!.StateAt);
    }

    [Fact]
    public async Task What_is_a_dead_letter_in_one_grafana_is_retried_by_itself_in_the_other()
    {
        await ShowAsync(Resolved);
        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        Grafana.Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));
        Other.Then(InMemoryGrafana.Failure);

        await ReconcileAsync(Resolved.Id);

        var (main, other) = (await WorkOnAsync(Resolved.Id), await WorkOnAsync(Resolved.Id, "other"));
        Assert.Equal((true, FailureReason.Client, Now.AddMinutes(10)), (main!.IsDeadLetter, main.LastFailure, main.DueAt));
        Assert.Equal((false, FailureReason.Network, Now.AddSeconds(1)), (other!.IsDeadLetter, other.LastFailure, other.DueAt));
    }

    [Fact]
    public async Task A_failure_of_the_grafana_as_a_whole_is_no_warning_for_each_incident()
    {
        IncidentIo.Has(Resolved);
        Grafana.Down = new UpstreamFailure(FailureReason.Client, "HTTP 404", OfUpstream: true);

        var result = await DeliverAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Client, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
        Assert.Empty(Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
        Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Debug));
    }

    [Fact]
    public async Task Retries_are_spread_by_chance()
    {
        IncidentIo.ThenFails(HttpStatusCode.BadGateway);
        var chance = WorkWith(jitter: () => 1);

        var result = await chance.RunAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Equal(Now.AddSeconds(1.2), Assert.IsType<WorkOutcome.Retry>(result.Outcome).DueAt, TimeSpan.FromMilliseconds(1));
    }
}
