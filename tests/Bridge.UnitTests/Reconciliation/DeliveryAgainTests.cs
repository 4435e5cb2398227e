using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Kinds.Maintenance;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>When something that is shown is looked at again, and when no more than its end is moved.</summary>
public sealed class DeliveryAgainTests() : ReconciliationFixture(("MaintenanceWindows:Show", "all"))
{
    private static readonly Incident Live = AnIncident.Live();

    [Theory]
    [InlineData(false, false, "move 1")]
    [InlineData(true, false, "update 1")]
    [InlineData(false, true, "update 1")]
    public async Task Only_where_nobody_brings_a_state_or_asks_for_a_look_is_an_end_moved_without_one(bool hasState, bool isAsked, string write)
    {
        await DueForMoveAsync();
        var state = hasState ? new SubjectState(Live.Id, Live, Now) : null;

        var result = await Work.RunAsync(await ClaimAsync(Live.Id), state, new LookOrder(Always: isAsked), Cancellation);

        Assert.Equal(["create", write], Grafana.Writes);
        var again = Assert.IsType<WorkOutcome.Succeeded>(result.Outcome);
        Assert.Equal((Now.AddMinutes(10), true, hasState || isAsked), (again.LookAgainAt, again.IsMove, again.Shown is not null));
    }

    [Fact]
    public async Task An_end_that_could_not_be_moved_is_retried_as_what_failed()
    {
        await DueForMoveAsync();
        Grafana.ThenWorks().Then(InMemoryGrafana.Failure);

        var result = await DeliverAsync(Live.Id);

        Assert.Equal(new WorkOutcome.Retry(FailureReason.Network, Now.AddSeconds(1)), result.Outcome);
    }

    /// <summary>The window's end, or when the create of unknown fate cannot arrive any more, two minutes later.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 2)]
    public async Task What_changes_by_time_alone_and_has_a_create_in_doubt_is_looked_at_for_whichever_comes_first(int minutesToItsEnd, int minutes)
    {
        var window = AWindow.Planned;
        Time.SetUtcNow(AWindow.To.AddMinutes(-minutesToItsEnd));
        MaintenanceIo.Has(window);
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt);
        await DeliverAsync(window.Subject);

        var result = await DeliverAsync(window.Subject);

        Assert.Equal(Now.AddMinutes(minutes), Assert.IsType<WorkOutcome.Succeeded>(result.Outcome).LookAgainAt);
    }

    private async Task DueForMoveAsync()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(10));
    }
}
