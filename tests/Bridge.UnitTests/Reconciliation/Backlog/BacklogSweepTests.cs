using Bridge.Annotations;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;

namespace Bridge.UnitTests.Reconciliation.Backlog;

/// <summary>Who may have a delivery of a backlog, and when a sweep ends.</summary>
public sealed class BacklogSweepTests : BacklogFixture
{
    [Fact]
    public async Task A_few_incidents_are_no_backlog()
    {
        await AnnounceAsync(BacklogQueries.From - 1);

        Assert.Empty((await Sweep.LookAsync(Grafana, Lane.Incidents, Cancellation)).Due);
    }

    [Fact]
    public async Task A_grafana_that_is_left_alone_meanwhile_ends_the_sweep_and_what_is_left_stays_due()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        Grafana.OnWrite = _ =>
        {
            Grafana.HeldUntil = Grafana.Annotations.Count == 9 ? Now.AddSeconds(1) : null;
            return Task.CompletedTask;
        };

        await RunAsync();

        Assert.InRange(Grafana.Calls.Count, 11, 20);
        var due = await DueAsync(Now);
        Assert.Equal(Many - Grafana.Annotations.Count, due.Count);
        Assert.All(await Task.WhenAll(due.Select(one => WorkOnAsync(one.Subject))), delivery => Assert.Equal((0, null), (delivery!.Attempts, delivery.LastFailure)));
    }

    [Fact]
    public async Task An_event_that_comes_while_the_list_is_read_keeps_its_incident_due()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        IncidentIo.OnCall = (_, _) => WebhookAsync(incidents[7].Id);

        await RunAsync();

        Assert.Equal(incidents[7].Id, Assert.Single(await DueAsync(Now.AddMinutes(1))).Subject);
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task What_another_worker_takes_meanwhile_is_left_to_it()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        Claim? others = null;
        IncidentIo.OnCall = async (_, _) => others = await ClaimAsync(incidents[3].Id);

        await RunAsync();

        Assert.Equal(Many - 1, Grafana.Annotations.Count);
        Assert.True(await Store.Store.CompleteAsync(others!, new WorkOutcome.Succeeded(null), Now, TimeSpan.Zero, Cancellation));
    }

    [Fact]
    public async Task What_is_worked_on_is_leased()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        var others = new List<Claim>();
        Grafana.OnWrite = async _ => others.AddRange((await Store.Store.ClaimAsync("main", Lane.Incidents, 1, Now, Now.AddMinutes(2), Cancellation)).Claims);

        await RunAsync();

        Assert.Equal(Many, others.Count + Grafana.Annotations.Count);
        Assert.DoesNotContain(Grafana.Annotations, found => others.Exists(claim => claim.Subject == AnnotationTags.OwnerOf(found.Tags)?.Subject));
    }

    [Fact]
    public async Task An_incident_with_a_create_of_unknown_fate_is_searched_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.Has(incidents[0]);
        Grafana.ThenWorks().ThenHoldsBack("late");
        await DeliverAsync(incidents[0].Id);
        Time.Advance(TimeSpan.FromSeconds(2));
        IncidentIo.ThenLists(next: null, incidents);
        var before = Grafana.Calls.Count;

        await RunAsync();

        Assert.Single(Grafana.Calls.Skip(before), "find");
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task Of_a_grafana_whose_search_failed_each_incident_is_searched_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        Grafana.Then(InMemoryGrafana.Failure);

        await RunAsync();

        Assert.Equal(30, Grafana.Calls.Count(call => call == "find"));
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task What_a_grafana_had_before_the_database_was_lost_is_kept()
    {
        var incidents = await AnnounceAsync(Many);
        var old = Grafana.Add(Desired(incidents[0]) with { Text = "old" });
        IncidentIo.ThenLists(next: null, incidents);

        await RunAsync();

        var kept = Assert.Single(Grafana.Annotations, found => AnnotationTags.OwnerOf(found.Tags)?.Subject == incidents[0].Id);
        Assert.Equal((old.Id, Desired(incidents[0]).Text), (kept.Id, kept.Text));
        Assert.Equal(Many - 1, Grafana.Writes.Count(call => call == "create"));
    }

    [Fact]
    public async Task A_wish_to_stop_begins_no_more_and_finishes_what_was_begun()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        using var stop = new CancellationTokenSource();
        Grafana.OnWrite = _ => stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(stop));

        Assert.Equal(["create"], Grafana.Writes);
        Assert.Equal((1, 0), Room);
        Assert.Equal(Many - 1, (await DueAsync(Now)).Count);
    }
}
