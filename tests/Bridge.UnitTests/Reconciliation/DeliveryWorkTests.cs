using System.Diagnostics;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Observability;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Deliveries in which nothing fails.</summary>
public sealed class DeliveryWorkTests : ReconciliationFixture
{
    private static readonly Incident Live = AnIncident.Live();
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public async Task The_latest_state_is_fetched_and_shown_in_every_grafana()
    {
        IncidentIo.Has(Resolved);
        await WebhookAsync(Resolved.Id);

        var result = await ReconcileAsync(Resolved.Id);

        Assert.Equal(new WorkOutcome.Succeeded(LookAgainAt: null, new ShownVersion(Now, Resolved.UpdatedAt), Changed: true), result.Outcome);
        Assert.Single(result.Steps);
        Assert.All([Grafana, Other], grafana => Assert.True(Assert.Single(grafana.Annotations).Shows(Desired(Resolved))));
        foreach (var grafana in (string[])["main", "other"])
        {
            var work = await WorkOnAsync(Resolved.Id, grafana);
            Assert.Equal((Resolved.UpdatedAt, Now, null, null, null, 0), (work!.StateAt, work.AskedAt, work.DueAt, work.LeaseUntil, work.PendingSince, work.Attempts));
        }

        Assert.Equal(
            [$"Incident {AnIncident.Id} is up to date in Grafana main.", $"Incident {AnIncident.Id} is up to date in Grafana other."],
            Lines(EventIds.Reconciled, LogLevel.Debug));
        Assert.Equal("2", await MetricAsync("annotation_changes_total{subject=\"incident\"}"));
    }

    [Fact]
    public async Task An_open_region_is_looked_at_again_when_it_has_to_move()
    {
        IncidentIo.Has(Live);

        var result = await ReconcileAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Succeeded(Now.AddMinutes(10), new ShownVersion(Now, Live.UpdatedAt), Changed: true) { IsMove = true }, result.Outcome);
        Assert.Equal(Now.AddMinutes(10), (await WorkOnAsync(Live.Id))!.DueAt);
        Assert.Equal(Now.AddMinutes(15), Assert.Single(Grafana.Annotations).End);
    }

    [Fact]
    public async Task A_state_that_the_caller_has_is_not_fetched()
    {
        var state = new SubjectState(Resolved.Id, Resolved, Now.AddSeconds(-20));

        var result = await Work.RunAsync(await ClaimAsync(Resolved.Id), state, new LookOrder(), Cancellation);

        Assert.Equal(new WorkOutcome.Succeeded(LookAgainAt: null, new ShownVersion(Now.AddSeconds(-20), Resolved.UpdatedAt), Changed: true), result.Outcome);
        Assert.Single(Grafana.Annotations);
        Assert.Empty(IncidentIo.Calls);
    }

    [Fact]
    public async Task Grafana_is_looked_at_once_before_anything_is_written_and_not_when_nothing_is()
    {
        Grafana.Add(Desired(Live));
        IncidentIo.Has(Resolved);

        await ReconcileAsync(Resolved.Id);
        Assert.Equal(["find", "create", "delete 1"], Grafana.Calls);

        IncidentIo.Has(Resolved with { Name = "Checkout was slow", UpdatedAt = Resolved.UpdatedAt.AddMinutes(1) });
        await ReconcileAsync(Resolved.Id);
        Assert.Equal(["find", "create", "delete 1", "find", "update 2"], Grafana.Calls);
        Assert.Equal(["find", "create", "find", "update 1"], Other.Calls);

        await ReconcileAsync(Resolved.Id);
        Assert.Equal((5, 4), (Grafana.Calls.Count, Other.Calls.Count));
    }

    [Fact]
    public async Task The_time_from_the_webhook_to_its_annotations_is_measured_for_each_grafana()
    {
        IncidentIo.Has(Resolved);
        await WebhookAsync(Resolved.Id);
        Time.Advance(TimeSpan.FromSeconds(2));
        Grafana.OnWrite = _ =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };

        await ReconcileAsync(Resolved.Id);

        Assert.Equal("2", await MetricAsync("delivery_latency_seconds_count"));
        Assert.Equal("6", await MetricAsync("delivery_latency_seconds_sum"));
    }

    [Fact]
    public async Task A_webhook_that_changed_nothing_and_a_look_of_the_bridges_own_are_no_deliveries()
    {
        await ShowAsync(Resolved);
        await WebhookAsync(Resolved.Id);
        await ReconcileAsync(Resolved.Id);
        Assert.Equal("2", await MetricAsync("delivery_latency_seconds_count"));

        IncidentIo.Has(Resolved with { Name = "Checkout was slow" });
        await ReconcileAsync(Resolved.Id);

        Assert.Equal(2, Grafana.Writes.Count());
        Assert.Equal("2", await MetricAsync("delivery_latency_seconds_count"));
    }

    [Fact]
    public async Task A_change_that_only_a_resync_found_is_told_of_once_and_its_time_is_not_measured()
    {
        IncidentIo.Has(Resolved);
        await WebhookAsync(Resolved.Id);
        string[] missed = [$"Incident {AnIncident.Id} changed, and no webhook has told of it; resync found it."];

        await Work.RunAsync(await ClaimAsync(Resolved.Id) with { IsUnannounced = true }, Cancellation);
        Assert.Equal(missed, Lines(EventIds.MissedWebhook, LogLevel.Information));

        await Work.RunAsync(await ClaimAsync(Resolved.Id) with { IsUnannounced = true }, Cancellation);
        Assert.Equal(missed, Lines(EventIds.MissedWebhook, LogLevel.Information));
        Assert.Equal("0", await MetricAsync("delivery_latency_seconds_count"));
    }

    [Theory]
    [InlineData(nameof(IBridgeStore.CompleteAsync))]
    [InlineData(nameof(IBridgeStore.SaveLedgerAsync))]
    public async Task Once_the_lease_is_lost_nothing_is_said_of_the_incident_any_more(string when)
    {
        IncidentIo.Has(Resolved);
        var claim = await ClaimAsync(Resolved.Id);
        Store.Answers[when] = _ => Task.FromResult(false);

        var result = await Work.RunAsync(claim, Cancellation);

        Assert.Null(result.Outcome);
        Assert.Empty(result.Steps);
        Assert.Equal([$"The lease on incident {AnIncident.Id} in Grafana main was lost; another worker has it."], Lines(EventIds.LeaseLost, LogLevel.Warning));
        Assert.Empty(Lines(EventIds.Reconciled, LogLevel.Debug));
        Assert.Equal("0", await MetricAsync("delivery_latency_seconds_count"));
    }

    [Fact]
    public async Task An_event_that_comes_meanwhile_keeps_the_incident_due_after_the_shortest_interval()
    {
        IncidentIo.Has(Resolved);
        IncidentIo.OnCall = (_, _) => WebhookAsync(Resolved.Id);

        await DeliverAsync(Resolved.Id);

        Assert.Equal(Now.AddSeconds(1), (await WorkOnAsync(Resolved.Id))!.DueAt);
    }

    [Fact]
    public async Task A_line_of_the_log_belongs_to_its_incident_and_attempt()
    {
        await ShowAsync(Resolved);
        IncidentIo.Hides(Resolved.Id);

        await ReconcileAsync(Resolved.Id);

        var line = Logs.GetSnapshot().Last(record => record.Id.Id == EventIds.IncidentHidden);
        Assert.Equal($"Incident {AnIncident.Id} in Grafana other, attempt 1", Assert.Single(line.Scopes)!.ToString());
    }

    [Fact]
    public async Task The_trace_of_the_webhook_goes_on_and_says_why_it_failed()
    {
        using var spans = new SpansOfThisTest();
        const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        await Work.RunAsync(await ClaimAsync(Resolved.Id) with { TraceParent = Parent, Attempts = 2 }, Cancellation);

        var span = Assert.Single(spans.Ended);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToString());
        Assert.Equal(AnIncident.Id, span.GetTagItem("incident.id"));
        Assert.Equal(3, span.GetTagItem("bridge.attempt"));
        Assert.Equal((ActivityStatusCode.Error, "not_found"), (span.Status, span.StatusDescription));
    }
}
