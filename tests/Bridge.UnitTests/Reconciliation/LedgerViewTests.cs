using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>What the ledger says after a look.</summary>
public sealed class LedgerViewTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly LedgerKey Key = new(SubjectId.Parse(AnIncident.Id), "default", "main", AnnotationPart.Region);

    private static readonly FoundAnnotation Found = new(
        new AnnotationId(7),
        AnIncident.DeclaredAt,
        AnIncident.ResolvedAt,
        "Checkout was slow",
        [.. AnnotationTags.Identity(Key.Subject, Key.Route, Key.Part), "status:resolved"])
    {
        SeenAt = 0,
    };

    private static readonly LedgerEntry Shown = new(
        Key, Found.Id.Value, Found.Fingerprint(), AnnotationStatus.Resolved, Found.Start, Found.End, ConfirmAt: null);

    private static readonly LedgerEntry Vanished = Shown with { AnnotationId = null, Fingerprint = null, Vanished = 1 };

    [Fact]
    public void What_is_shown_as_the_ledger_says_stays_in_it_as_it_is()
    {
        var view = Of([Shown], Found);

        Assert.Equal([Shown], view.Entries);
        Assert.Empty(view.Gone);
        Assert.Empty(view.Leftovers);
    }

    [Fact]
    public void The_status_and_the_times_of_what_the_ledger_has_a_number_of_stay_whatever_Grafana_shows()
    {
        var known = Shown with { AnnotationId = 3, Status = AnnotationStatus.Open, Start = Now.AddDays(-1), End = Now, LastFailure = FailureReason.Timeout };

        Assert.Equal([known with { AnnotationId = 7, Fingerprint = Found.Fingerprint(), LastFailure = null }], Of([known], Found).Entries);
    }

    [Fact]
    public void Of_what_the_ledger_has_no_number_of_Grafana_knows_them_and_that_it_vanished_stays_known()
    {
        var known = Vanished with { Status = AnnotationStatus.Open, Start = Now.AddDays(-1), End = Now };

        Assert.Equal([Shown with { Vanished = 1 }], Of([known], Found).Entries);
        Assert.Equal([Shown], Of([], Found).Entries);
    }

    [Theory]
    [InlineData(30, 30)]
    [InlineData(0, null)]
    [InlineData(-30, null)]
    public void A_create_of_unknown_fate_is_in_doubt_until_it_cannot_arrive_any_more_found_or_not(int confirmAt, int? expected)
    {
        var known = Shown with { ConfirmAt = Now.AddSeconds(confirmAt) };

        Assert.Equal(expected is { } seconds ? Now.AddSeconds(seconds) : null, Assert.Single(Of([known], Found).Entries).ConfirmAt);
        Assert.Equal(expected is { } still ? Now.AddSeconds(still) : null, Assert.Single(Of([known]).Entries).ConfirmAt);
    }

    [Fact]
    public void Where_one_of_several_is_found_by_no_tag_they_are_looked_for_once_more_a_minute_later()
    {
        var half = Found with { Id = new AnnotationId(8), IsIndexed = false };

        var view = Of([Shown], Found, half);

        Assert.Equal([Shown with { ConfirmAt = Now.AddMinutes(1) }], view.Entries);
        Assert.Equal([new ReconciliationStep.Clear(Key, half)], view.Leftovers);
    }

    [Fact]
    public void What_is_found_by_no_tag_has_its_content_written_again_and_is_looked_for_when_its_doubt_ends()
    {
        var known = Vanished with { Vanished = 0, ConfirmAt = Now.AddSeconds(30) };

        Assert.Equal([Shown with { Fingerprint = null, ConfirmAt = Now.AddSeconds(30) }], Of([known], Found with { IsIndexed = false }).Entries);
    }

    [Theory]
    [InlineData(0, false, 1)]
    [InlineData(0, true, 1)]
    [InlineData(1, true, 2)]
    [InlineData(1, false, 1)]
    [InlineData(2, true, 2)]
    public void What_vanishes_after_its_end_again_counts_where_the_bridge_sees_what_it_made(int before, bool seesItsOwn, int after)
    {
        var known = Shown with { Vanished = before };

        var view = Of([known], seesItsOwn, putsBack: false);

        Assert.Equal([Vanished with { Vanished = after }], view.Entries);
        Assert.Equal([new KeyValuePair<LedgerKey, LedgerEntry>(Key, known)], view.Gone);
    }

    [Theory]
    [InlineData("never made")]
    [InlineData("open")]
    [InlineData("in doubt")]
    public void What_was_not_there_after_its_end_has_not_vanished(string known)
    {
        var entry = known switch
        {
            "never made" => Vanished with { Vanished = 0 },
            "open" => Shown with { Status = AnnotationStatus.Open },
            _ => Shown with { ConfirmAt = Now },
        };

        var view = Of([entry], seesItsOwn: true, putsBack: false);

        Assert.Equal(0, Assert.Single(view.Entries).Vanished);
        Assert.Equal(known == "never made" ? 0 : 1, view.Gone.Count);
    }

    [Theory]
    [InlineData(false, 2)]
    [InlineData(true, 1)]
    public void What_is_left_alone_is_put_back_once_more_for_who_asks(bool putsBack, int vanished)
    {
        var leftAlone = Vanished with { Vanished = 2 };

        Assert.Equal([Vanished with { Vanished = vanished }], Of([leftAlone], seesItsOwn: true, putsBack).Entries);
    }

    [Fact]
    public void What_lies_where_no_route_can_have_put_it_is_taken_away_and_makes_no_entry()
    {
        var elsewhere = Found with { DashboardId = 5 };

        var view = Of([], elsewhere);

        Assert.Empty(view.Entries);
        Assert.Equal([new ReconciliationStep.Clear(Key, elsewhere)], view.Leftovers);
    }

    private static LedgerView Of(IReadOnlyList<LedgerEntry> known, params FoundAnnotation[] found) => Of(known, seesItsOwn: true, putsBack: false, found);

    private static LedgerView Of(IReadOnlyList<LedgerEntry> known, bool seesItsOwn, bool putsBack, params FoundAnnotation[] found)
    {
        var look = new AnnotationLook(Key.Subject, Key.Grafana, found, _ => true, Now);
        return LedgerView.Of(known, look, new Dictionary<LedgerKey, DesiredAnnotation>(), Now, seesItsOwn, putsBack);
    }
}
