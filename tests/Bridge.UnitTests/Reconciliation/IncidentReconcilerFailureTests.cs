using System.Net;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What a failure leaves to be done, when, and how it is told.</summary>
public sealed class IncidentReconcilerFailureTests : ReconciliationFixture
{
    private static readonly Incident Live = AnIncident.Live();
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Theory]
    [InlineData(HttpStatusCode.BadGateway, null, "server", 1)]
    [InlineData(HttpStatusCode.Unauthorized, null, "auth", 30)]
    [InlineData(HttpStatusCode.TooManyRequests, "120", "rate_limited", 120)]
    public async Task An_incident_that_cannot_be_fetched_is_tried_again(HttpStatusCode status, string? retryAfter, string reason, int seconds)
    {
        await WebhookAsync(Resolved.Id);
        IncidentIo.ThenFails(status, retryAfter);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(Labels.Parse<FailureReason>(reason), Now.AddSeconds(seconds)), result.Outcome);
        Assert.Empty(result.Steps);
        var work = await WorkOnAsync(Resolved.Id);
        Assert.Equal((Now.AddSeconds(seconds), Labels.Parse<FailureReason>(reason), 1), (work!.DueAt, work.LastFailure!.Value, work.Attempts));
        Assert.Equal("0", await MetricAsync("delivery_latency_seconds_count"));
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date: {reason} (fetch from incident.io: HTTP {(int)status}). Next try at {Now.AddSeconds(seconds):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
    }

    [Fact]
    public async Task A_failure_is_warned_of_once_until_it_is_another()
    {
        foreach (var status in (HttpStatusCode[])[HttpStatusCode.BadGateway, HttpStatusCode.BadGateway, HttpStatusCode.TooManyRequests])
        {
            IncidentIo.ThenFails(status);
            await ReconcileAsync(Resolved.Id);
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
            await ReconcileAsync(Resolved.Id);
        }

        Assert.Equal(
            [$"Incident {AnIncident.Id} is a dead letter: client (fetch from incident.io: HTTP 400). It is kept, and tried again at {Now.AddMinutes(10):O} or on its next webhook."],
            Lines(EventIds.DeadLettered, LogLevel.Error));
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date: client (fetch from incident.io: HTTP 400). Next try at {Now.AddMinutes(20):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Debug));
        Assert.Equal("1", await MetricAsync("dead_letters_total{reason=\"client\"}"));
        Assert.True((await WorkOnAsync(Resolved.Id))!.IsDeadLetter);

        await ReconcileAsync(Resolved.Id);
        await ReconcileAsync(Resolved.Id);

        Assert.Equal(2, Lines(EventIds.DeadLettered, LogLevel.Error).Count);
        Assert.Equal("1", await MetricAsync("dead_letters_total{reason=\"not_found\"}"));
    }

    [Fact]
    public async Task A_failure_that_was_a_retry_with_the_same_reason_becomes_a_dead_letter_with_an_error()
    {
        for (var attempt = 1; attempt <= 4; attempt++)
        {
            await ReconcileAsync(Resolved.Id);
        }

        Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
        Assert.Equal(2, Lines(EventIds.ReconciliationRetried, LogLevel.Debug).Count);
        Assert.Single(Lines(EventIds.DeadLettered, LogLevel.Error));
        Assert.Equal("1", await MetricAsync("dead_letters_total{reason=\"not_found\"}"));
    }

    [Fact]
    public async Task A_grafana_that_fails_does_not_keep_the_other_waiting()
    {
        await ShowAsync(Resolved);
        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        Grafana.Then(InMemoryGrafana.Failure);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)), result.Outcome);
        Assert.Equal(2, result.Steps.Count);
        Assert.Contains("Checkout was slow", Assert.Single(Other.Annotations).Text, StringComparison.Ordinal);
        Assert.Equal(
            [$"Incident {AnIncident.Id} could not be brought up to date: network (Update in Grafana main: ConnectionRefused). Next try at {Now.AddSeconds(1):O}."],
            Lines(EventIds.ReconciliationRetried, LogLevel.Warning));
    }

    [Fact]
    public async Task A_grafana_that_could_not_be_searched_is_not_written_to_and_the_other_is()
    {
        IncidentIo.Has(Resolved);
        Grafana.Then(InMemoryGrafana.Failure);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)), result.Outcome);
        Assert.Equal(["find all"], Grafana.Calls);
        Assert.Single(Other.Annotations);
        Assert.Equal(FailureReason.Network, (await LedgerAsync(Resolved.Id)).Single(entry => entry.Key.Grafana == "main").LastFailure);
        Assert.Equal("1", await MetricAsync("deliveries_failed_total{grafana=\"main\",kind=\"create\",reason=\"network\"}"));
        Assert.Contains("(search in Grafana main: ConnectionRefused)", Assert.Single(Lines(EventIds.ReconciliationRetried, LogLevel.Warning)), StringComparison.Ordinal);
        Assert.Null((await WorkOnAsync(Resolved.Id))!.StateAt);
    }

    [Fact]
    public async Task A_retry_that_would_come_later_does_not_keep_an_open_region_from_moving()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            Grafana.Then(InMemoryGrafana.Refusal);
            await ReconcileAsync(Live.Id);
        }

        // By itself the retry would come after five minutes.
        Assert.Equal(Now.AddMinutes(1), (await WorkOnAsync(Live.Id))!.DueAt);
    }

    [Fact]
    public async Task An_upstream_that_says_when_to_come_again_is_not_asked_before_for_the_sake_of_others()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        Grafana.Then(InMemoryGrafana.Failure with { RetryAfter = TimeSpan.FromMinutes(7) });

        await ReconcileAsync(Live.Id);

        Assert.Equal(Now.AddMinutes(7), (await WorkOnAsync(Live.Id))!.DueAt);
    }

    [Fact]
    public async Task A_dead_letter_does_not_keep_an_open_region_from_moving_either()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        Grafana.Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));

        var result = await ReconcileAsync(Live.Id);

        Assert.Equal(new WorkOutcome.DeadLetter(FailureReason.Client, Now.AddMinutes(10), LookAgainAt: Now.AddMinutes(1)), result.Outcome);
        Assert.Equal(Now.AddMinutes(1), (await WorkOnAsync(Live.Id))!.DueAt);
        Assert.EndsWith($"tried again at {Now.AddMinutes(1):O} or on its next webhook.", Lines(EventIds.DeadLettered, LogLevel.Error)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_passes_by_itself_decides_over_what_needs_somebody()
    {
        await ShowAsync(Resolved);
        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        Grafana.Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));
        Other.Then(InMemoryGrafana.Failure);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)), result.Outcome);
    }

    [Fact]
    public async Task Retries_are_spread_by_chance()
    {
        IncidentIo.ThenFails(HttpStatusCode.BadGateway);
        var chance = ReconcilerWith(jitter: () => 1);

        var result = await chance.ReconcileAsync(await ClaimAsync(Resolved.Id), Cancellation);

        Assert.Equal(Now.AddSeconds(1.2), Assert.IsType<WorkOutcome.Retry>(result.Outcome).DueAt, TimeSpan.FromMilliseconds(1));
    }
}
