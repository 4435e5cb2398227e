using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>Which changes that a resync finds count as webhooks that were missed.</summary>
public sealed class MissedWebhookTests : ReconciliationFixture
{
    private Incident[] _open = [];

    [Theory]
    [InlineData(60_001, "1")]
    [InlineData(60_000, "0")]
    public async Task A_change_that_no_webhook_told_of_counts_once_a_minute_has_passed(int age, string missed)
    {
        await ResyncAsync(Changed(TimeSpan.FromMilliseconds(age)));

        await ResyncAsync();

        Assert.Equal(missed, await MissedAsync());
        Assert.Equal(
            [$"Incident {AnIncident.Id} changed, and no webhook has told of it; resync found it."],
            Lines(EventIds.MissedWebhook, LogLevel.Information).Distinct());
    }

    [Fact]
    public async Task A_fresh_change_counts_at_the_next_resync_if_no_webhook_has_come_by_then_and_then_no_more()
    {
        await ResyncAsync(Changed(TimeSpan.FromSeconds(10)));

        Time.Advance(TimeSpan.FromMinutes(1) - TimeSpan.FromMilliseconds(1));
        await ResyncAsync();
        Assert.Equal("0", await MissedAsync());

        Time.Advance(TimeSpan.FromMilliseconds(1));
        await ResyncAsync();
        Assert.Equal("1", await MissedAsync());

        await ResyncAsync();
        Assert.Equal("1", await MissedAsync());
    }

    [Fact]
    public async Task A_change_that_one_grafana_shows_later_than_the_other_counts_once()
    {
        Other.Down = InMemoryGrafana.Failure;
        await ResyncAsync(Changed(TimeSpan.FromHours(1)));
        await ResyncAsync();
        Other.Down = null;
        Time.Advance(TimeSpan.FromMinutes(5));
        await ResyncAsync();

        await ResyncAsync();

        Assert.Single(Other.Annotations);
        Assert.Equal("1", await MissedAsync());
    }

    [Fact]
    public async Task A_webhook_that_comes_late_is_not_missed()
    {
        var changed = Changed(TimeSpan.FromSeconds(10));
        await ResyncAsync(changed);
        await WebhookAsync(changed.Id);

        Time.Advance(TimeSpan.FromHours(1));
        await ResyncAsync();

        Assert.Equal("0", await MissedAsync());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(600)]
    public async Task A_webhook_that_comes_while_the_change_is_delivered_is_not_missed(int age)
    {
        var changed = Changed(TimeSpan.FromSeconds(age));
        Grafana.OnWrite = _ => WebhookAsync(changed.Id);
        await ResyncAsync(changed);

        Time.Advance(TimeSpan.FromHours(1));
        await ResyncAsync();

        Assert.Single(Grafana.Annotations);
        Assert.Equal("0", await MissedAsync());
    }

    [Fact]
    public async Task A_webhook_that_came_while_one_Grafana_was_out_of_the_settings_was_not_missed()
    {
        var changed = Changed(TimeSpan.FromHours(1));
        await ShowAsync(changed);
        var deliveries = (await Store.Store.ReadDeliveriesAsync([changed.Id], Cancellation))[changed.Id].Select(
            delivery => delivery with { LastWebhookAt = delivery.Key.Grafana == "other" ? Now.AddDays(-1) : Now, StateAt = null });
        Store.Answers[nameof(IWorkReader.ReadDeliveriesAsync)] = _ => Task.FromResult(deliveries.ToLookup(delivery => delivery.Key.Subject));
        IncidentIo.ThenLists(next: null, changed);

        await ResyncAsync(Now.AddHours(-3), Cancellation);

        Assert.Null(Store.Asked(nameof(IDeliveryQueue.MarkDueAsync))[0][2]);
    }

    [Fact]
    public async Task On_the_first_resync_nothing_was_missed_since_nobody_was_there_to_take_it()
    {
        IncidentIo.ThenLists(next: null, Changed(TimeSpan.FromHours(2)));

        await RunAsync(watermark: null);
        Time.Advance(TimeSpan.FromMinutes(2));
        await ResyncAsync();

        Assert.Single(Grafana.Annotations);
        Assert.Equal("0", await MissedAsync());
        Assert.Empty(Lines(EventIds.MissedWebhook, LogLevel.Information));
    }

    [Fact]
    public async Task A_change_that_a_webhook_told_of_is_not_missed_though_the_resync_shows_it()
    {
        var before = AnIncident.Live();
        await ShowAsync(before);
        Time.Advance(TimeSpan.FromMinutes(10));

        // The webhook was about this change, and the API answered with what was before it.
        var changed = before with { UpdatedAt = Now.AddMinutes(-10), Name = "Checkout is down" };
        await ResyncAsync(changed);
        await ResyncAsync();

        Assert.Equal("0", await MissedAsync());
        Assert.Contains("Checkout is down", Assert.Single(Grafana.Annotations).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_of_nothing_that_is_shown_is_not_missed()
    {
        await ResyncAsync(Changed(TimeSpan.FromHours(1)) with { Category = StatusCategory.Declined });
        await ResyncAsync();

        Assert.Empty(Grafana.Annotations);
        Assert.Equal("0", await MissedAsync());
    }

    private Incident Changed(TimeSpan age) => AnIncident.Live() with { UpdatedAt = Now - age };

    private Task<string?> MissedAsync() => MetricAsync("missed_webhooks_total");

    /// <summary>A resync that finds this, and the deliveries that it makes due. What it finds stays as it is.</summary>
    private Task ResyncAsync(params Incident[] listed)
    {
        Array.ForEach(listed, IncidentIo.Has);
        _open = [.. _open, .. listed.Where(incident => incident.Category == StatusCategory.Live)];
        IncidentIo.ThenLists(next: null, listed).ThenLists(next: null, _open);
        return RunAsync(Now.AddHours(-3));
    }

    private async Task RunAsync(DateTimeOffset? watermark)
    {
        Assert.IsType<JobResult.Done>(await ResyncAsync(watermark, Cancellation));
        await DeliverDueAsync();
    }
}
