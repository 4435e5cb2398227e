using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>Which ends are moved, where they are looked for, and what has to be there for one to be moved.</summary>
public sealed class OpenEndMoveTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Now = Noon.AddMinutes(7);
    private static readonly LedgerKey Key = new(SubjectId.Parse(AnIncident.Id), "default", "main", AnnotationPart.Region);

    /// <summary>As it is in Grafana: begun at noon, and drawn until a quarter past.</summary>
    private static readonly FoundAnnotation Found = new(
        new AnnotationId(7), Noon, Noon.AddMinutes(15), "Checkout is slow", AnnotationTags.Identity(Key.Subject, Key.Route, Key.Part))
    {
        SeenAt = 0,
    };

    private static readonly LedgerEntry Known = new(
        Key, Found.Id.Value, Found.Fingerprint(), AnnotationStatus.Open, Found.Start, Found.End, ConfirmAt: null);

    private static readonly LedgerEntry Other = Known with { Key = Key with { Route = "ops" }, AnnotationId = 8 };

    [Fact]
    public void Every_open_region_is_moved_beyond_the_next_move_of_its_own()
    {
        var later = Other with { Start = Noon.AddMinutes(5) };

        Assert.Equal(
            [new OpenEndMove(Known, Noon.AddMinutes(15), Noon.AddMinutes(10)), new OpenEndMove(later, Noon.AddMinutes(20), Noon.AddMinutes(15))],
            OpenEndMove.Plan([Known, later], Interval, Now));
    }

    [Fact]
    public void What_is_no_open_region_stays_as_it_is()
    {
        var resolved = Other with { Status = AnnotationStatus.Resolved };
        var point = Other with { Key = Key with { Part = AnnotationPart.Start } };

        Assert.Equal([Known], OpenEndMove.Plan([resolved, Known, point], Interval, Now)!.Select(move => move.Known));
        Assert.Null(OpenEndMove.Plan([resolved, point], Interval, Now));
        Assert.Null(OpenEndMove.Plan([], Interval, Now));
    }

    [Fact]
    public void Without_an_interval_nothing_moves() => Assert.Null(OpenEndMove.Plan([Known], TimeSpan.Zero, Now));

    [Theory]
    [InlineData("no id")]
    [InlineData("content unknown")]
    [InlineData("in doubt")]
    [InlineData("failed")]
    public void Nothing_moves_while_the_ledger_does_not_know_one_of_all_even_of_what_is_resolved(string gap)
    {
        var unsure = gap switch
        {
            "no id" => Other with { AnnotationId = null },
            "content unknown" => Other with { Fingerprint = null },
            "in doubt" => Other with { ConfirmAt = Now },
            _ => Other with { LastFailure = FailureReason.Timeout },
        };

        Assert.Null(OpenEndMove.Plan([Known, unsure], Interval, Now));
        Assert.Null(OpenEndMove.Plan([unsure with { Status = AnnotationStatus.Resolved }, Known], Interval, Now));
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(0, 0)]
    [InlineData(-1, -7)]
    [InlineData(-7, -7)]
    [InlineData(-8, -67)]
    public void The_search_reaches_back_to_the_whole_hour_of_the_end_that_fell_behind_most(int end, int from)
    {
        OpenEndMove[] moves = [Move(Known), Move(Other with { End = Now.AddMinutes(end) })];

        Assert.Equal((Now.AddMinutes(from), Now), OpenEndMove.Reach(moves, Now));
        Assert.Equal((Now.AddMinutes(from), Now), OpenEndMove.Reach([moves[1], moves[0]], Now));
    }

    [Fact]
    public void The_search_reaches_ahead_to_the_start_that_comes_last()
    {
        OpenEndMove[] moves = [Move(Known with { Start = Now.AddMinutes(1) }), Move(Other with { Start = Now.AddMinutes(3) }), Move(Known)];

        Assert.Equal((Now, Now.AddMinutes(3)), OpenEndMove.Reach(moves, Now));
    }

    [Theory]
    [InlineData(15)]
    [InlineData(25)]
    public void What_has_the_content_that_the_ledger_knows_is_moved_wherever_it_ends(int end)
    {
        var found = Found with { End = Noon.AddMinutes(end) };

        Assert.Equal(found, Move(Known).In(Look(found)));
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("another id")]
    [InlineData("another text")]
    [InlineData("another start")]
    [InlineData("more tags")]
    [InlineData("another place")]
    [InlineData("a double")]
    public void What_is_not_as_the_ledger_says_is_not_moved(string difference)
    {
        FoundAnnotation[] found = difference switch
        {
            "gone" => [],
            "another id" => [Found with { Id = new AnnotationId(9) }],
            "another text" => [Found with { Text = "Deployed" }],
            "another start" => [Found with { Start = Noon.AddMinutes(1) }],
            "more tags" => [Found with { Tags = [.. Found.Tags, "seen"] }],
            "another place" => [Found with { DashboardUid = "payments" }],
            _ => [Found, Found with { Id = new AnnotationId(9) }],
        };

        Assert.Null(Move(Known).In(Look(found)));
    }

    [Fact]
    public void After_a_move_the_ledger_knows_the_new_end_and_all_else_as_it_was_found()
    {
        var done = Move(Known).Done(Found);

        Assert.Equal(Known with { End = Noon.AddMinutes(25), Fingerprint = (Found with { End = Noon.AddMinutes(25) }).Fingerprint() }, done);
    }

    private static OpenEndMove Move(LedgerEntry known) => new(known, Noon.AddMinutes(25), Noon.AddMinutes(20));

    private static AnnotationLook Look(params FoundAnnotation[] found) => new(Key.Subject, Key.Grafana, found, _ => true, Now);
}
