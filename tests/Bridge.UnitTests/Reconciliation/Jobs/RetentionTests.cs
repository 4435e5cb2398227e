using System.Net;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>What ended longer ago than annotations are kept goes, and nothing puts it back.</summary>
public sealed class RetentionTests() : ReconciliationFixture(("Annotations:KeepFor", "30d"), ("Reconciliation:MaxConcurrency", "1"))
{
    private static readonly Incident Resolved = AnIncident.Resolved();

    [Fact]
    public void It_is_done_every_hour_for_each_grafana_by_itself()
    {
        Assert.Equal(new JobName(PeriodicJob.Retention, "main"), RetentionOf(Grafana).Job);
        Assert.Equal("retention:other", RetentionOf(Other).Job.ToString());
        Assert.Equal(TimeSpan.FromHours(1), RetentionOf(Grafana).Interval);
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(1, 0)]
    public async Task What_ended_longer_ago_goes_with_its_entry_and_is_counted_and_told(int minutes, int left)
    {
        await ShowAsync(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(30).AddMinutes(minutes));
        var start = Now;

        Assert.Equal(new JobResult.Done(start), await RunAsync());

        Assert.Equal(left, Grafana.Annotations.Count);
        Assert.Equal(left, (await LedgerAsync(Resolved.Id)).Count(entry => entry.Key.Grafana == "main"));
        Assert.Equal($"{1 - left}", await MetricAsync("retention_removed_total"));
        Assert.Equal(
            left == 1 ? [] : ["Deleted 1 annotations from Grafana main that ended longer ago than Annotations:KeepFor (30.00:00:00)."],
            Lines(EventIds.RetentionDone, LogLevel.Information));
        Assert.Single(Other.Annotations);
    }

    [Fact]
    public async Task Nothing_that_comes_later_puts_it_back()
    {
        await ShowAsync(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        await RunAsync();
        var gone = Grafana.Calls.Count(call => call.StartsWith("delete", StringComparison.Ordinal));

        await DriftOf(Grafana).RunAsync(watermark: null, Cancellation);
        IncidentIo.ThenLists(null, Resolved with { UpdatedAt = Now });
        await ResyncAsync(Now.AddMinutes(-5));
        await DeliverDueAsync();
        await WebhookAsync(Resolved.Id);
        await DeliverDueAsync();
        await ReconcileAsync(Resolved.Id);
        await RunAsync();

        Assert.Equal(1, gone);
        Assert.Empty(Grafana.Annotations);
        Assert.Equal(["create", "delete 1"], Grafana.Writes);
        Assert.Equal("0", await MetricAsync("drift_repaired_total"));
    }

    [Fact]
    public async Task What_a_restore_brings_back_goes_again()
    {
        await ShowAsync(Resolved);
        var shown = Grafana.Annotations[0];
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        await RunAsync();

        Grafana.Annotations.Add(shown);
        Time.Advance(TimeSpan.FromHours(1));
        await RunAsync();

        Assert.Empty(Grafana.Annotations);
        Assert.Equal("2", await MetricAsync("retention_removed_total"));
    }

    [Fact]
    public async Task What_is_open_stays()
    {
        await ShowAsync(AnIncident.Live());
        Time.Advance(TimeSpan.FromDays(400));

        await RunAsync();

        Assert.Single(Grafana.Annotations);
    }

    [Fact]
    public async Task What_was_reopened_or_whose_end_was_moved_is_brought_to_its_state_instead()
    {
        await ShowAsync(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        IncidentIo.Has(AnIncident.Live());

        await RunAsync();

        Assert.Contains("status:open", Assert.Single(Grafana.Annotations).Tags);
        Assert.Equal("0", await MetricAsync("retention_removed_total"));
    }

    [Fact]
    public async Task What_is_not_the_bridges_is_never_touched()
    {
        var old = Desired(Resolved);
        DesiredAnnotation[] others =
        [
            old with { Tags = ["deploy"] },
            old with { Tags = [.. old.Tags.Where(tag => tag != AnnotationTags.Common)] },
            old with { Tags = [.. old.Tags.Select(tag => tag == "route:default" ? "route:other" : tag)] },
            old with { Tags = [.. old.Tags.Where(tag => !tag.StartsWith("x-incident", StringComparison.Ordinal))] },

            // Of a bridge with the same routes, for another organization: incident.io does not know it.
            Desired(Numbered(7, Resolved)),
        ];
        foreach (var other in others)
        {
            Grafana.Add(other);
        }

        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal(others.Length, Grafana.Annotations.Count);
        Assert.Empty(Grafana.Writes);
        Assert.Equal(["get 01HZX3V9QF8N6M2K7T5R4W0007"], IncidentIo.Calls);
    }

    [Fact]
    public async Task What_the_store_forgot_goes_if_incident_io_knows_it()
    {
        Grafana.Add(Desired(Resolved));
        IncidentIo.Has(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(200));

        await RunAsync();

        Assert.Empty(Grafana.Annotations);
        Assert.Equal("1", await MetricAsync("retention_removed_total"));
    }

    [Fact]
    public async Task What_was_hidden_goes_too()
    {
        await ShowAsync(Resolved);
        IncidentIo.Hides(Resolved.Id);
        await ReconcileAsync(Resolved.Id);
        Assert.Equal(AnnotationText.Hidden(SubjectKind.Incident), Assert.Single(Grafana.Annotations).Text);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));

        await RunAsync();

        Assert.Empty(Grafana.Annotations);
        Assert.Equal("1", await MetricAsync("retention_removed_total"));
    }

    [Fact]
    public async Task An_incident_that_somebody_works_on_is_left_to_the_next_run()
    {
        await ShowAsync(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        await ClaimAsync(Resolved.Id);

        Assert.IsType<JobResult.Done>(await RunAsync());
        Assert.Single(Grafana.Annotations);

        Time.Advance(TimeSpan.FromHours(1));
        await RunAsync();
        Assert.Empty(Grafana.Annotations);
    }

    [Fact]
    public async Task While_incident_io_is_away_nothing_goes_and_the_run_is_made_again()
    {
        await ShowAsync(Resolved);
        await ShowAsync(Numbered(1, Resolved));
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        var calls = IncidentIo.Calls.Count;
        IncidentIo.ThenFails(HttpStatusCode.ServiceUnavailable);

        var failed = Assert.IsType<JobResult.Failed>(await RunAsync());

        Assert.StartsWith("incident.io: ", failed.Failure.Detail, StringComparison.Ordinal);
        Assert.Equal(2, Grafana.Annotations.Count);
        Assert.Equal(calls + 1, IncidentIo.Calls.Count);
    }

    [Fact]
    public async Task A_grafana_that_cannot_be_listed_is_told()
    {
        Grafana.Then(InMemoryGrafana.Failure);

        var failed = Assert.IsType<JobResult.Failed>(await RunAsync());

        Assert.Equal(InMemoryGrafana.Failure with { Detail = "list of Grafana main: ConnectionRefused" }, failed.Failure);
    }

    [Fact]
    public async Task A_deletion_that_fails_is_not_counted_and_is_tried_again()
    {
        await ShowAsync(Resolved);
        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        Grafana.ThenWorks().ThenWorks().Then(InMemoryGrafana.Failure);

        Assert.IsType<JobResult.Done>(await RunAsync());

        Assert.Equal("0", await MetricAsync("retention_removed_total"));
        Assert.NotNull((await WorkOnAsync(Resolved.Id))!.DueAt);
    }

    [Fact]
    public async Task One_run_looks_at_five_hundred_and_the_next_goes_on_behind_them()
    {
        for (var number = 1; number <= 501; number++)
        {
            Grafana.Add(Desired(Numbered(number, Resolved)));
        }

        Time.SetUtcNow(AnIncident.ResolvedAt.AddDays(31));
        var retention = RetentionOf(Grafana);
        await retention.RunAsync(watermark: null, Cancellation);
        Assert.Equal(500, IncidentIo.Calls.Count);

        await retention.RunAsync(watermark: null, Cancellation);
        Assert.Equal("get 01HZX3V9QF8N6M2K7T5R4W0501", IncidentIo.Calls.ElementAt(500));
    }

    private Task<JobResult> RunAsync() => RetentionOf(Grafana).RunAsync(watermark: null, Cancellation);

    private Retention RetentionOf(InMemoryGrafana grafana) => new(
        grafana, Store.Store, Store.Store, States, Work, Settings, Metric, Time, Logger<Retention>());
}
