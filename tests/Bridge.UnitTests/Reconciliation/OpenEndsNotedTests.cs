using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What a move finds done already or gone, and when what was moved is moved again.</summary>
public sealed class OpenEndsNotedTests() : ReconciliationFixture(("Routes:0:Name", "default"), ("Routes:1:Name", "ops"), ("Routes:1:Grafana:0", "main"))
{
    private static readonly Incident Live = AnIncident.Live();

    /// <summary>Where the ends lie after a move, from the time of the move on.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(15);

    [Fact]
    public async Task What_a_worker_that_died_moved_is_not_written_to_again()
    {
        await DueForMoveAsync();
        await MoveAsync();
        var before = (Writes: Grafana.Writes.Count(), Saves);

        Time.Advance(TimeSpan.FromMinutes(3));

        Assert.Equal((Now.AddMinutes(7), null), await MoveAsync());
        Assert.Equal(before, (Grafana.Writes.Count(), Saves));
    }

    [Fact]
    public async Task After_a_move_whose_answer_was_lost_the_ledger_learns_the_end_that_Grafana_shows()
    {
        await DueForMoveAsync();
        Grafana.Annotations[0] = Grafana.Annotations[0] with { End = Now + Ahead };

        await MoveAsync();

        Assert.All(await MainLedgerAsync(), entry => Assert.Equal(Now + Ahead, entry.End));
        Assert.Equal(
            Grafana.Annotations.Select(one => one.Fingerprint()), (await MainLedgerAsync()).OrderBy(entry => entry.AnnotationId).Select(entry => entry.Fingerprint));
    }

    [Fact]
    public async Task An_end_that_somebody_moved_away_is_moved_back_although_the_ledger_knows_no_better_one()
    {
        await DueForMoveAsync();
        await MoveAsync();
        var moved = Grafana.Annotations[0].End;
        Grafana.Annotations[0] = Grafana.Annotations[0] with { End = Now.AddDays(2) };
        Time.Advance(TimeSpan.FromMinutes(3));

        await MoveAsync();

        Assert.Equal(moved, Grafana.Annotations[0].End);
    }

    [Fact]
    public async Task What_went_between_the_search_and_the_move_is_for_a_look_at_the_whole()
    {
        await DueForMoveAsync();
        Grafana.ThenWorks().ThenDeniesToHaveIt();

        Assert.Null(await MoveAsync());

        Assert.Equal(["create", "create", "move 1"], Grafana.Writes);
        Assert.All(await MainLedgerAsync(), entry => Assert.NotEqual(Now + Ahead, entry.End));
    }

    [Fact]
    public async Task The_first_that_fails_is_told_and_nothing_more_is_moved()
    {
        await DueForMoveAsync();
        Grafana.ThenWorks().Then(InMemoryGrafana.Doubt);

        var (movesAt, failure) = Assert.NotNull(await MoveAsync());

        Assert.Equal((null, FailureReason.Timeout), (movesAt, failure!.Reason));
        Assert.Equal(["create", "create", "move 1"], Grafana.Writes);
    }

    [Fact]
    public async Task Of_several_the_one_that_is_due_first_says_when_to_move_again()
    {
        await DueForMoveAsync();
        var claim = await ClaimAsync(Live.Id);
        var late = (await MainLedgerAsync())[0];
        var begun = late.Start.AddMinutes(4);
        var index = Grafana.Annotations.FindIndex(one => one.Id.Value == late.AnnotationId);
        Grafana.Annotations[index] = Grafana.Annotations[index] with { Start = begun };
        Assert.True(await Store.Store.SaveLedgerAsync(
            claim, late with { Start = begun, Fingerprint = Grafana.Annotations[index].Fingerprint() }, Cancellation));

        // The one that began later has its next move four minutes after now, the other one ten.
        Assert.Equal((Now.AddMinutes(4), null), await OpenEnds.TryMoveAsync(claim, Cancellation));

        Assert.Equal([Now + Ahead, Now.AddMinutes(9)], Grafana.Annotations.Select(one => one.End).OrderDescending());
    }

    /// <summary>How often the ledger was written.</summary>
    private int Saves => Store.Asked(nameof(ILedger.SaveLedgerAsync)).Count;

    /// <summary>The incident is shown by both routes, and its ends are due to be moved.</summary>
    private async Task DueForMoveAsync()
    {
        await ShowAsync(Live);
        Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(2, Grafana.Annotations.Count);
    }

    /// <summary>What a worker does that dies before it says so: whoever comes when its lease has run out finds the same due.</summary>
    private async Task<(DateTimeOffset? MovesAt, UpstreamFailure? Failure)?> MoveAsync() =>
        await OpenEnds.TryMoveAsync(await ClaimAsync(Live.Id), Cancellation);

    private async Task<IReadOnlyList<LedgerEntry>> MainLedgerAsync() => [.. (await LedgerAsync(Live.Id)).Where(entry => entry.Key.Grafana == "main")];
}
