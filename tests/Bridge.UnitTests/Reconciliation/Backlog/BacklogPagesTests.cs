using System.Net;
using Bridge.Annotations;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Backlog;

/// <summary>What is learned from pages, and what has to be read by itself.</summary>
public sealed class BacklogPagesTests : BacklogFixture
{
    [Fact]
    public async Task What_pages_have_is_not_asked_for_by_itself_nor_searched_by_itself()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: "cursor", incidents[..40]).ThenLists(next: null, incidents[40..]);

        await RunAsync();

        Assert.Equal(["list after ", "list after cursor"], IncidentIo.Calls);
        Assert.Equal(["find all of 30", "find all of 10", "find all of 20"], Grafana.Calls.Where(call => call.StartsWith("find all", StringComparison.Ordinal)));
        Assert.Equal(Many, Grafana.Writes.Count(call => call == "create"));
        Assert.All(incidents, incident => Assert.Single(Grafana.Annotations, found => AnnotationTags.OwnerOf(found.Tags)?.Subject == incident.Id));
        Assert.Empty(await DueAsync(Now.AddDays(1)));
    }

    [Fact]
    public async Task What_one_grafana_was_shown_from_pages_costs_the_other_no_request()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        await RunAsync();
        Assert.Empty(Other.Calls);
        Assert.Equal(Many, (await DueAsync(Now, "other")).Count);

        await RunAsync(Other);

        Assert.Equal(["list after "], IncidentIo.Calls);
        Assert.Equal(Many, Other.Annotations.Count);
    }

    [Fact]
    public async Task Two_thousand_of_which_the_first_pages_have_none_are_read_by_pages_all_the_same()
    {
        var incidents = await AnnounceAsync(2_000);
        for (var page = 0; page < 8; page++)
        {
            IncidentIo.ThenLists($"empty {page}", Numbered(9_000 + page, AnIncident.Live()));
        }

        foreach (var (number, page) in incidents.Chunk(250).Index())
        {
            IncidentIo.ThenLists(number == 7 ? null : $"full {number}", page);
        }

        await RunAsync(count: 2_000);

        Assert.Equal(16, IncidentIo.Calls.Count);
        Assert.Equal(2_000, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task What_no_page_has_is_read_singly_two_hundred_at_most_in_one_sweep()
    {
        var incidents = await AnnounceAsync(250);
        Array.ForEach(incidents, IncidentIo.Has);

        await RunAsync(count: 250);

        Assert.Equal(200, IncidentIo.Calls.Count(call => call.StartsWith("get", StringComparison.Ordinal)));
        Assert.Equal(50, (await DueAsync(Now)).Count);
    }

    [Fact]
    public async Task Private_incidents_of_a_page_go_first()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, [.. incidents[..^1], incidents[^1].Private()]);
        var first = "";
        Grafana.OnWrite = _ =>
        {
            first = first.Length > 0 ? first : Store.Asked(nameof(IDeliveryQueue.TryClaimSeenAsync))[0][1]!.ToString()!;
            return Task.CompletedTask;
        };

        await RunAsync();

        Assert.Contains(incidents[^1].Id.Value, first, StringComparison.Ordinal);
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
    public async Task Pages_without_any_cost_no_more_than_a_tenth_of_the_incidents_that_are_left()
    {
        var incidents = await AnnounceAsync(Many);
        Array.ForEach(incidents, IncidentIo.Has);
        foreach (var page in Enumerable.Range(1, Many + 1))
        {
            IncidentIo.ThenLists($"cursor {page}");
        }

        await RunAsync();

        Assert.Equal(Many / 10, IncidentIo.Calls.Count(call => call.StartsWith("list", StringComparison.Ordinal)));
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
    public async Task A_page_that_was_asked_for_before_a_newer_state_was_shown_is_not_believed()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        IncidentIo.OnCall = async (_, _) =>
        {
            IncidentIo.OnCall = (_, _) => Task.CompletedTask;
            Time.Advance(TimeSpan.FromSeconds(1));
            await ShowAsync(incidents[0] with { Name = "Checkout is down" });

            // A replica whose clock goes first makes it due once more.
            await Store.Store.MarkDueAsync([new DeliveryKey(incidents[0].Id, "main")], Now.AddMinutes(-1), null, Now, Cancellation);
        };

        await RunAsync();

        var shown = Assert.Single(Grafana.Annotations, found => AnnotationTags.OwnerOf(found.Tags)?.Subject == incidents[0].Id);
        Assert.Contains("Checkout is down", shown.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_state_that_was_listed_before_its_incident_was_hidden_is_not_posted()
    {
        var incidents = await AnnounceAsync(Many);
        IncidentIo.ThenLists(next: null, incidents);
        IncidentIo.OnCall = async (_, _) =>
        {
            IncidentIo.OnCall = (_, _) => Task.CompletedTask;
            Time.Advance(TimeSpan.FromMilliseconds(1));
            await DeliverAsync(incidents[3].Id);
            Time.Advance(TimeSpan.FromSeconds(2));
        };

        await RunAsync();

        Assert.Equal(Many - 1, Grafana.Annotations.Count);
        Assert.Equal(incidents[3].Id, Assert.Single(await DueAsync(Now)).Subject);
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
        Assert.Equal(Many - 6 - 1, Grafana.Calls.Count(call => call == "find"));
        Assert.Equal(Many, Grafana.Annotations.Count);
    }
}
