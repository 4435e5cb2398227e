using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Microsoft.Extensions.Logging;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>When the loop has a backlog worked off by pages.</summary>
public sealed class DeliveryLoopBacklogTests() : LoopFixture(("Reconciliation:MaxConcurrency", "1"))
{
    [Fact]
    public async Task A_backlog_is_noticed_when_there_is_no_room_left_and_worked_off_by_pages()
    {
        var incidents = await AnnounceAsync(BacklogQueries.From + 1);
        IncidentIo.ThenLists(next: null, incidents);

        await StartAsync();

        await ShownAsync(incidents.Length);
        Assert.Equal(["get", "list"], IncidentIo.Calls.Select(call => call.Split(' ')[0]));
        Assert.Equal(incidents.Length, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task A_few_that_wait_are_worked_on_one_by_one()
    {
        var incidents = await AnnounceAsync(4);

        await StartAsync();

        await ShownAsync(4);
        Assert.All(IncidentIo.Calls, call => Assert.StartsWith("get", call, StringComparison.Ordinal));
        Assert.Equal(incidents.Length, Grafana.Annotations.Count);
    }

    [Fact]
    public async Task While_there_is_room_nobody_looks_for_a_backlog()
    {
        await StartAsync();
        await PassAsync(Longest);

        Assert.Empty(Store.Asked(nameof(IDeliveryQueue.ReadDueAsync)));
    }

    [Fact]
    public async Task After_a_sweep_the_loop_looks_for_more_and_goes_on_as_before()
    {
        var incidents = await AnnounceAsync(BacklogQueries.From + 1);
        IncidentIo.ThenLists(next: null, incidents);
        await StartAsync();
        await ShownAsync(incidents.Length);
        await Eventually.IsTrueAsync(
            () =>
            {
                // The sweep may end after the clock has gone on.
                Time.Advance(TimeSpan.FromSeconds(1));
                return Store.Asked(nameof(IDeliveryQueue.ReadDueAsync)).Count == 2;
            },
            "the queue was looked at again");

        await WebhookAsync(incidents[0].Id);
        Time.Advance(TimeSpan.FromSeconds(1));
        Signal.Wake();

        await ShownAsync(incidents.Length + 1);
    }

    [Fact]
    public async Task In_a_storm_nothing_is_begun_for_a_second_so_that_enough_wait_for_pages_again()
    {
        var incidents = await AnnounceAsync(BacklogQueries.From + 1);
        IncidentIo.ThenLists(next: null, incidents).ThenLists(next: null, incidents);
        await StartAsync();
        await ShownAsync(incidents.Length);

        Time.Advance(TimeSpan.FromMilliseconds(500));
        foreach (var incident in incidents)
        {
            await WebhookAsync(incident.Id);
            Signal.Wake();
        }

        await PassAsync(TimeSpan.FromMilliseconds(500));

        await ShownAsync(2 * incidents.Length);
        Assert.Equal(["get", "list", "list"], IncidentIo.Calls.Select(call => call.Split(' ')[0]));
    }

    /// <summary>That the store is away says where to look; of anything else the log has the stack.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_sweep_that_fails_is_told_and_the_loop_goes_on(bool isOfStore)
    {
        Exception fault = isOfStore ? new StoreException("The store is away.") : new InvalidOperationException("The store is away.");
        var incidents = await AnnounceAsync(BacklogQueries.From + 1);
        IncidentIo.ThenLists(next: null, incidents);
        Store.Answers[nameof(IDeliveryQueue.TryClaimSeenAsync)] = _ => throw fault;

        await StartAsync();

        await Eventually.IsTrueAsync(() => Lines(EventIds.SweepFailed, LogLevel.Warning).Count > 0, "it is told");
        var told = Logs.GetSnapshot().First(record => record.Id.Id == EventIds.SweepFailed);
        Assert.Equal("The backlog of Grafana main could not be worked off by pages: The store is away. The loop goes on.", told.Message);
        Assert.Equal(isOfStore ? null : fault, told.Exception);
        Store.Answers.Clear();
        await PassAsync(TimeSpan.FromSeconds(1));
        await ShownAsync(incidents.Length);
        Assert.Equal(incidents.Length, Grafana.Annotations.Count);
    }
}
