using Bridge.Incidents;
using Bridge.Observability;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>A Grafana that is left alone for a while, and what goes when it is back.</summary>
public sealed class DeliveryLoopHoldTests() : LoopFixture(("Reconciliation:MaxConcurrency", "1"))
{
    [Fact]
    public async Task After_an_outage_all_that_is_due_goes_at_once_and_dead_letters_too()
    {
        await StartWithADeadLetterAsync();
        var next = await HoldAsync(TimeSpan.FromSeconds(10));

        await PassAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, Grafana.Probes);
        await PassAsync(TimeSpan.FromSeconds(5));

        await ShownAsync(2);
        Assert.Equal(1, Grafana.Probes);
        Assert.False((await WorkOnAsync(Numbered(1, next).Id))!.IsDeadLetter);
    }

    [Fact]
    public async Task After_a_blip_dead_letters_wait_for_their_retry()
    {
        await StartWithADeadLetterAsync();
        var next = await HoldAsync(TimeSpan.FromSeconds(1));
        var retry = (await WorkOnAsync(Numbered(1, next).Id))!.DueAt;

        await PassAsync(TimeSpan.FromSeconds(1));

        await ShownAsync(1);
        await PassAsync(Longest);
        Assert.Equal((true, retry), ((await WorkOnAsync(Numbered(1, next).Id))!.IsDeadLetter, (await WorkOnAsync(Numbered(1, next).Id))!.DueAt));
    }

    [Fact]
    public async Task Until_it_is_well_it_is_asked_again_and_nothing_is_claimed()
    {
        await StartWithADeadLetterAsync();
        await HoldAsync(TimeSpan.FromSeconds(5));
        Grafana.Down = new UpstreamFailure(FailureReason.Server, "HTTP 503", OfUpstream: true);
        var claims = Store.Asked("ClaimAsync").Count;

        for (var look = 0; look < 3; look++)
        {
            await PassAsync(Longest);
        }

        Assert.True(Grafana.Probes > 0);
        Assert.Equal(claims, Store.Asked("ClaimAsync").Count);
        Grafana.Down = null;
        await PassAsync(Longest);
        await ShownAsync(2);
    }

    [Fact]
    public async Task While_it_is_asked_whether_it_is_well_the_loop_waits()
    {
        await StartWithADeadLetterAsync();
        await HoldAsync(Longest);
        var asked = new TaskCompletionSource();
        Grafana.OnCall = token =>
        {
            asked.TrySetResult();
            return Task.Delay(Timeout.InfiniteTimeSpan, Time, token);
        };

        await PassAsync(Longest);

        await asked.Task.WaitAsync(Cancellation);
        Assert.Equal(Longest, Waits.Last());
    }

    [Fact]
    public async Task At_the_start_what_failed_before_goes_at_once_dead_letters_too()
    {
        var incident = (await AnnounceAsync(1))[0];
        Grafana.ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));
        await DeliverAsync(incident.Id);
        Assert.True((await WorkOnAsync(incident.Id))!.IsDeadLetter);

        await StartAsync();

        await ShownAsync(1);
    }

    [Fact]
    public async Task An_event_makes_a_delivery_that_waits_for_its_retry_go_at_once()
    {
        await StartWithADeadLetterAsync();

        await WebhookAsync(Numbered(1, AnIncident.Resolved()).Id);
        Time.Advance(TimeSpan.FromSeconds(1));
        Signal.Wake();

        await ShownAsync(1);
    }

    /// <summary>The loop runs, and the incident with the number 1 is refused.</summary>
    private async Task StartWithADeadLetterAsync()
    {
        await AnnounceAsync(1);
        Grafana.ThenWorks().Then(new UpstreamFailure(FailureReason.Client, "HTTP 400"));
        await StartAsync();
        await Eventually.IsTrueAsync(() => Lines(EventIds.DeadLettered, LogLevel.Error).Count == 1, "it is a dead letter");
        await PassAsync(Longest);
    }

    /// <summary>Grafana is left alone for so long, and a second incident waits for it.</summary>
    private async Task<Incident> HoldAsync(TimeSpan time)
    {
        Grafana.HeldUntil = Now + time;
        var next = Numbered(2, AnIncident.Resolved());
        IncidentIo.Has(next);
        await WebhookAsync(next.Id);
        var before = Waits.Count;
        Signal.Wake();
        await WaitsAsync(before + 1);
        return next;
    }
}
