using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Two annotations of one incident in one Grafana, of which one fails.</summary>
public sealed class TwoRoutesFailureTests() : ReconciliationFixture(
    ("Routes:0:Name", "one"), ("Routes:1:Name", "two"), ("Annotations:OpenEndInterval", "00:01:00"))
{
    private static readonly Incident Live = AnIncident.Live();

    [Fact]
    public async Task A_retry_that_would_come_later_does_not_keep_an_open_region_from_moving()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        for (var attempt = 0; attempt < 10; attempt++)
        {
            Grafana.ThenWorks().Then(InMemoryGrafana.Refusal);
            await DeliverAsync(Live.Id);
        }

        // By itself the retry would come after five minutes.
        Assert.Equal(Now.AddMinutes(1), (await WorkOnAsync(Live.Id))!.DueAt);
    }

    [Fact]
    public async Task An_upstream_that_says_when_to_come_again_is_not_asked_before_for_the_sake_of_others()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        await WebhookAsync(Live.Id);
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure with { RetryAfter = TimeSpan.FromMinutes(7) });

        await DeliverAsync(Live.Id);

        Assert.Equal(Now.AddMinutes(7), (await WorkOnAsync(Live.Id))!.DueAt);
    }

    [Fact]
    public async Task A_dead_letter_does_not_keep_an_open_region_from_moving_either()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        await WebhookAsync(Live.Id);
        Grafana.ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));

        var result = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.DeadLetter(FailureReason.Client, Now.AddMinutes(10), LookAgainAt: Now.AddMinutes(1)) { AskedAt = Now }, result.Outcome);
        Assert.Equal(Now.AddMinutes(1), (await WorkOnAsync(Live.Id))!.DueAt);
        Assert.EndsWith($"tries again at {Now.AddMinutes(1):O} or on the next webhook.", Lines(EventIds.DeadLettered, LogLevel.Error)[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_held_has_the_delivery_wait_for_its_Grafana_whatever_else_failed()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        await WebhookAsync(Live.Id);
        Grafana.ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400")).Then(InMemoryGrafana.Held);

        var result = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Held(IsUrgent: false) { AskedAt = Now }, result.Outcome);
        Assert.Equal((0, null), ((await WorkOnAsync(Live.Id))!.Attempts, (await WorkOnAsync(Live.Id))!.LastFailure));
    }

    [Fact]
    public async Task What_passes_by_itself_decides_over_what_needs_somebody()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(1));
        await WebhookAsync(Live.Id);
        Grafana.ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400")).Then(InMemoryGrafana.Failure);

        var result = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)) { AskedAt = Now }, result.Outcome);
    }
}
