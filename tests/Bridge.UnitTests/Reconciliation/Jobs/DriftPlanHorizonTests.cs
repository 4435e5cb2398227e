using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation.Jobs;

/// <summary>How far drift looks, and what it makes of annotations that the ledger has no entry of.</summary>
public sealed class DriftPlanHorizonTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly SubjectId Incident = AnIncident.Live().Id;
    private static readonly AnnotationRoute[] Routes = [new("ops", ["main"]), new("audit", ["main"])];
    private static readonly FoundAnnotation There = Annotation(1, "ops", Now);
    private static readonly LedgerEntry Known = new(
        new LedgerKey(Incident, "ops", "main", AnnotationPart.Region),
        There.Id.Value,
        There.Fingerprint(),
        AnnotationStatus.Resolved,
        There.Start,
        There.End,
        ConfirmAt: null);

    [Fact]
    public void The_list_reaches_from_thirty_days_ago_to_thirty_days_ahead()
    {
        Assert.Equal((Now.AddDays(-30), Now.AddDays(30)), Range());
        Assert.Equal((Now.AddDays(-30), Now.AddDays(30)), Range(Known));
    }

    [Fact]
    public void The_list_reaches_further_for_what_ended_earlier_or_begins_later()
    {
        Assert.Equal(
            (Now.AddDays(-90), Now.AddDays(60)),
            Range(Known with { Start = Now.AddDays(-91), End = Now.AddDays(-90) }, Known, Known with { Start = Now.AddDays(60), End = Now.AddDays(61) }));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(-1, 0)]
    public void What_ended_before_the_horizon_may_be_in_the_ledger_which_was_not_asked_for_it(int milliseconds, int differences)
    {
        var other = Annotation(2, "audit", Now.AddDays(-30).AddMilliseconds(milliseconds));

        Assert.Equal(differences, Compare([Known], There, other).Differences.Count);
    }

    [Fact]
    public void Of_several_in_one_place_one_that_ended_within_the_horizon_is_enough()
    {
        var plan = Compare([Known], There, Annotation(2, "audit", Now.AddDays(-31)), Annotation(3, "audit", Now));

        Assert.Equal(DriftKind.Elsewhere, Assert.Single(Assert.Single(plan.Differences).Value.Differences).Kind);
    }

    [Fact]
    public void What_lies_where_no_route_puts_it_is_a_strangers_if_the_store_has_nothing_of_the_incident()
    {
        var plan = Compare([], There with { PanelId = 4 });

        Assert.Empty(plan.Differences);
        Assert.Equal([Incident], plan.Strangers.Keys);
    }

    [Fact]
    public void A_difference_is_left_while_the_ledger_says_the_same_of_it()
    {
        var gone = Assert.Single(Assert.Single(Compare([Known]).Differences).Value.Differences);

        Assert.True(gone.IsLeft([Known with { Key = Known.Key with { Route = "audit" } }, Known]));
        Assert.False(gone.IsLeft([Known with { Fingerprint = "other" }]));
        Assert.False(gone.IsLeft([]));
    }

    [Fact]
    public void What_the_ledger_lacks_is_left_until_it_has_an_entry()
    {
        var unknown = Assert.Single(Compare([Known], There, Annotation(2, "audit", Now)).Differences).Value.Differences.Single();

        Assert.True(unknown.IsLeft([Known]));
        Assert.False(unknown.IsLeft([Known, Known with { Key = Known.Key with { Route = "audit" } }]));
    }

    private static (DateTimeOffset From, DateTimeOffset To) Range(params LedgerEntry[] ledger) => (DriftPlan.From(ledger, Now), DriftPlan.To(ledger, Now));

    private static DriftPlan Compare(IReadOnlyList<LedgerEntry> ledger, params FoundAnnotation[] found) =>
        DriftPlan.Compare("main", ledger, [], found, Routes, Now);

    private static FoundAnnotation Annotation(long id, string route, DateTimeOffset end) =>
        new(new AnnotationId(id), end.AddHours(-1), end, "text", AnnotationTags.Identity(Incident, route, AnnotationPart.Region)) { SeenAt = 0 };
}
