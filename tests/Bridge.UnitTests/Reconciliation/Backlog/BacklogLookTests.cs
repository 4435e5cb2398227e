using Bridge.Incidents;
using Bridge.Reconciliation.Backlog;
using Bridge.Store;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Reconciliation.Backlog;

/// <summary>What of a queue is worth reading by pages.</summary>
public sealed class BacklogLookTests
{
    private const int Enough = BacklogQueries.From;

    private static readonly DueDelivery Event = new(AnIncident.Live().Id, LeaseToken: 0, PendingSince: AnIncident.UpdatedAt, StateFrom: null, StateAt: null);
    private static readonly DueDelivery Look = Event with { PendingSince = null };
    private static readonly DueDelivery Move = Look with { IsMove = true };

    [Theory]
    [InlineData(Enough - 1, 0, 0, 0, false, false)]
    [InlineData(Enough, 0, 0, Enough, true, true)]
    [InlineData(0, Enough - 1, 0, 0, false, false)]
    [InlineData(0, Enough, 0, Enough, false, true)]
    [InlineData(Enough, Enough + 1, 0, Enough, true, true)]
    [InlineData(Enough - 1, Enough, 0, Enough, false, true)]
    [InlineData(Enough - 1, Enough - 1, Enough - 1, 0, false, true)]
    [InlineData(0, 0, Enough, 0, false, true)]
    [InlineData(0, 1, Enough - 1, 0, false, true)]
    public void Events_go_first_and_ends_that_move_need_no_page(int events, int looks, int moves, int due, bool isAwaited, bool hasMany)
    {
        var found = BacklogLook.At([.. Enumerable.Repeat(Move, moves), .. Enumerable.Repeat(Look, looks), .. Enumerable.Repeat(Event, events)], one => one.IsMove);

        Assert.Equal((due, isAwaited, hasMany), (found.Due.Count, found.IsAwaited, found.HasMany));
        Assert.All(found.Due, one => Assert.Same(isAwaited ? Event : Look, one));
    }
}
