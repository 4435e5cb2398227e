using System.Net;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Backlog;

public sealed class BacklogSweepTests() : ReconciliationFixture(("Reconciliation:MaxConcurrency", "1"), ("Annotations:OpenEndInterval", "00:00:00"))
{
    private const int Many = 60;

    private readonly SemaphoreSlim _room = new(1);

    private int _allBegun;

    private BacklogReader Reader => new(States, [Grafana, Other], Time);

    private BacklogSweep Sweep => new(Store.Store, Reader, Work, Settings, Time, Logger<BacklogSweep>());

    public override ValueTask DisposeAsync()
    {
        _room.Dispose();
        return base.DisposeAsync();
    }

    [Fact]
    public async Task A_few_incidents_are_no_backlog()
    {
        await AnnounceAsync(BacklogQueries.From - 1);

        Assert.Empty(await Sweep.LookAsync(Cancellation));
    }

    [Fact]
    public async Task What_pages_have_is_not_asked_for_by_itself_nor_searched_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: "cursor", incidents[..40]).ThenLists(next: null, incidents[40..]);

        await RunAsync();

        Assert.Equal(["list after ", "list after cursor"], IncidentIo.Calls);
        Assert.Equal(["find all of 30", "find all of 10", "find all of 20"], Grafana.Calls.Except(Grafana.Writes));
        Assert.Equal(Many, Grafana.Writes.Count(call => call == "create"));
        Assert.All(incidents, incident => Assert.Single(Grafana.Annotations, found => AnnotationTags.OwnerOf(found.Tags)?.Incident == incident.Id));
        Assert.Equal(Many, Other.Annotations.Count);
        Assert.Empty(await Store.Store.ReadDueAsync(Many, Now.AddDays(1), Cancellation));
    }

    [Fact]
    public async Task What_no_page_has_is_asked_for_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents[2..]);
        Array.ForEach(incidents[..2], IncidentIo.Has);

        await RunAsync();

        Assert.Equal([.. incidents[..2].Select(incident => $"get {incident.Id}")], IncidentIo.Calls.Skip(1));
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task A_page_that_has_none_of_the_backlog_is_followed_by_others()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: "first").ThenLists(next: "second", Numbered(9999, AnIncident.Live())).ThenLists(next: null, incidents);

        await RunAsync();

        Assert.Equal(["list after ", "list after first", "list after second"], IncidentIo.Calls);
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task Pages_cost_no_more_than_the_incidents_that_they_do_not_have()
    {
        var incidents = await AnnounceAsync(Many);
        Array.ForEach(incidents, IncidentIo.Has);
        foreach (var page in Enumerable.Range(1, Many + 1))
        {
            IncidentIo.ThenLists($"cursor {page}");
        }

        await RunAsync();

        Assert.Equal(Many, IncidentIo.Calls.Count(call => call.StartsWith("list", StringComparison.Ordinal)));
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task A_list_that_fails_is_no_reason_not_to_ask_for_each()
    {
        var incidents = await AnnounceAsync(Many);
        Array.ForEach(incidents, IncidentIo.Has);
        IncidentIo.ThenFails(HttpStatusCode.InternalServerError);

        await RunAsync();

        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task Once_all_are_found_no_further_page_is_asked_for()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: "cursor", incidents);

        await RunAsync();

        Assert.Equal(["list after "], IncidentIo.Calls);
    }

    [Fact]
    public async Task A_state_that_is_older_than_the_one_shown_is_not_believed()
    {
        var shown = Numbered(1, AnIncident.Live()) with { UpdatedAt = AnIncident.UpdatedAt.AddMinutes(1) };
        await ShowAsync(shown);
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);

        await RunAsync();

        Assert.Equal(2, IncidentIo.Calls.Count(call => call == $"get {shown.Id}"));
        Assert.Equal(shown.UpdatedAt, (await WorkOnAsync(shown.Id))!.StateAt);
    }

    [Fact]
    public async Task An_event_that_comes_while_the_list_is_read_keeps_its_incident_due()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        IncidentIo.OnCall = (_, _) => WebhookAsync(incidents[7].Id);

        await RunAsync();

        var due = Assert.Single(await Store.Store.ReadDueAsync(Many, Now.AddMinutes(1), Cancellation));
        Assert.Equal((incidents[7].Id, 2, Now), (due.Incident, due.Generation, due.PendingSince));
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
    public async Task A_state_that_was_listed_before_its_incident_was_hidden_is_not_posted()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        IncidentIo.OnCall = async (_, _) =>
        {
            IncidentIo.OnCall = (_, _) => Task.CompletedTask;
            await Work.RunAsync(await ClaimAsync(incidents[3].Id), Cancellation);
            Time.Advance(TimeSpan.FromSeconds(2));
        };

        await RunAsync();

        Assert.Equal(Many - 1, Grafana.Annotations.Count);
        Assert.Equal(incidents[3].Id, Assert.Single(await Store.Store.ReadDueAsync(Many, Now, Cancellation)).Incident);
    }

    [Fact]
    public async Task A_state_that_waited_for_long_is_fetched_anew_and_searched_for_anew_before_that()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        Array.ForEach(incidents, IncidentIo.Has);
        Grafana.OnWrite = _ =>
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            return Task.CompletedTask;
        };

        await RunAsync();

        // One each second: the 31st began thirty seconds after the page was asked for, and the 32nd later.
        Assert.Equal([.. incidents[31..].Select(incident => $"get {incident.Id}")], IncidentIo.Calls.Skip(1));

        // The search for the first thirty served six of them, and the next one the 31st.
        Assert.Equal(Many - 6 - 1, Grafana.Calls.Count(call => call == "find all"));
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task What_is_worked_on_is_leased()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        var others = new List<Claim>();
        Grafana.OnWrite = async _ => others.AddRange((await Store.Store.ClaimAsync(1, Now, Now.AddMinutes(2), Cancellation)).Claims);

        await RunAsync();

        Assert.Equal(Many, others.Count + Grafana.Annotations.Count);
        Assert.DoesNotContain(Grafana.Annotations, found => others.Exists(claim => claim.Incident == AnnotationTags.OwnerOf(found.Tags)?.Incident));
    }

    [Fact]
    public async Task An_incident_with_a_create_of_unknown_fate_is_searched_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.Has(incidents[0]);
        Grafana.ThenWorks().ThenHoldsBack("late");
        await Work.RunAsync(await ClaimAsync(incidents[0].Id), Cancellation);
        Time.Advance(TimeSpan.FromSeconds(2));
        IncidentIo.ThenLists(next: null, incidents);
        var before = Grafana.Calls.Count;

        await RunAsync();

        Assert.Single(Grafana.Calls.Skip(before), "find all");
        Assert.Equal(Many, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task Of_a_grafana_whose_search_failed_each_incident_is_searched_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        Other.Then(InMemoryGrafana.Failure);

        await RunAsync();

        Assert.Equal(30, Other.Calls.Count(call => call == "find all"));
        Assert.DoesNotContain("find all", Grafana.Calls);
        Assert.Equal(Many, Other.Annotations.Count);
    }

    [Fact]
    public async Task What_a_grafana_had_before_the_database_was_lost_is_kept()
    {
        var incidents = await AnnounceAsync(Many);
        var old = Grafana.Add(Desired(incidents[0]) with { Text = "old" });
        IncidentIo.ThenLists(next: null, incidents);

        await RunAsync();

        var kept = Assert.Single(Grafana.Annotations, found => AnnotationTags.OwnerOf(found.Tags)?.Incident == incidents[0].Id);
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
        Assert.Equal(["create"], Other.Writes);
        Assert.Equal((1, 0), (_room.CurrentCount, _allBegun));
        Assert.Equal(Many - 1, (await Store.Store.ReadDueAsync(Many, Now, Cancellation)).Count);
    }

    /// <summary>Incidents that nobody has worked on, each with a webhook, in the order of their numbers.</summary>
    private async Task<Incident[]> AnnounceAsync(int count)
    {
        var incidents = Enumerable.Range(1, count).Select(number => Numbered(number, AnIncident.Live())).ToArray();
        foreach (var incident in incidents)
        {
            await WebhookAsync(incident.Id);
        }

        return incidents;
    }

    private async Task RunAsync(CancellationTokenSource? stop = null)
    {
        var due = await Sweep.LookAsync(Cancellation);
        Assert.Equal(Many, due.Count);
        await Sweep.RunAsync(due, _room, () => _allBegun++, stop?.Token ?? Cancellation, Cancellation);
        Assert.Equal((1, 1), (_room.CurrentCount, _allBegun));
    }
}
