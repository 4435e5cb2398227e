using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class DriftPlanTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DesiredAnnotation Desired = Assert.Single(AnnotationPolicy.Decide(
        AnIncident.Resolved(), new AnnotationOptions(), Route, ShownState.Nothing, Now));

    private static readonly LedgerEntry Known = new(
        new LedgerKey(AnIncident.Live().Id, Route.Name, "main", AnnotationPart.Region),
        AnnotationId: 7,
        Desired.Fingerprint(),
        Desired.Status,
        Desired.Start,
        Desired.End,
        ConfirmAt: null);

    private static readonly FoundAnnotation There = new(new AnnotationId(7), Desired.Start, Desired.End, Desired.Text, Desired.Tags) { SeenAt = 0 };

    [Fact]
    public void What_shows_what_it_should_is_no_drift_in_whatever_order_its_tags_come()
    {
        Assert.Empty(Compare([Known], [There]).Differences);
        Assert.Empty(Compare([Known], [There with { Tags = [.. There.Tags.Reverse()] }]).Differences);
    }

    [Theory]
    [InlineData("text")]
    [InlineData("start")]
    [InlineData("end")]
    [InlineData("tag more")]
    [InlineData("tag less")]
    public void A_change_of_anything_is_drift(string changed)
    {
        var found = changed switch
        {
            "text" => There with { Text = "It was DNS" },
            "start" => There with { Start = There.Start.AddMilliseconds(1) },
            "end" => There with { End = There.End.AddMilliseconds(1) },
            "tag more" => There with { Tags = [.. There.Tags, "mine"] },
            _ => There with { Tags = [.. There.Tags.Where(tag => !tag.StartsWith("status:", StringComparison.Ordinal))] },
        };

        Assert.Equal(DriftKind.Changed, Kind(Compare([Known], [found])));
    }

    [Fact]
    public void What_is_not_there_is_gone()
    {
        Assert.Equal(DriftKind.Gone, Kind(Compare([Known], [])));
    }

    [Fact]
    public void A_second_one_with_the_same_identity_is_a_double()
    {
        Assert.Equal(DriftKind.Doubled, Kind(Compare([Known], [There, There with { Id = new AnnotationId(8) }])));
    }

    [Fact]
    public void Another_part_or_another_place_of_the_same_incident_is_no_double()
    {
        var point = There with { Id = new AnnotationId(8), Tags = [.. There.Tags, "event:start"] };
        var elsewhere = There with { Id = new AnnotationId(9), DashboardUid = "abc" };
        LedgerEntry Ours(FoundAnnotation found, LedgerKey key) => Known with { Key = key, AnnotationId = found.Id.Value, Fingerprint = found.Fingerprint() };

        Assert.Empty(Compare(
            [Known, Ours(point, Known.Key with { Part = AnnotationPart.Start }), Ours(elsewhere, Known.Key with { Dashboard = DashboardPanel.Parse("abc") })],
            [There, point, elsewhere]).Differences);
    }

    [Fact]
    public void What_is_being_worked_on_is_left_to_the_work()
    {
        Assert.Empty(Compare([Known with { AnnotationId = null, Fingerprint = null, LastFailure = FailureReason.Auth }], []).Differences);
        Assert.Empty(Compare([Known with { Fingerprint = null }], []).Differences);
        Assert.Empty(Compare([Known with { ConfirmAt = Now }], []).Differences);
    }

    [Fact]
    public void Strangers_are_incidents_of_our_routes_that_the_ledger_has_nothing_of()
    {
        var stranger = There with { Id = new AnnotationId(8), Tags = ["incident-io", "x-incident:01OTHER", "route:default"] };
        var theirs = There with { Id = new AnnotationId(9), Tags = ["incident-io", "x-incident:01THEIRS", "route:theirs"] };
        var nobodys = There with { Id = new AnnotationId(10), Tags = ["incident-io", "deploy"] };
        var hostile = There with { Id = new AnnotationId(11), Tags = ["incident-io", "x-incident:../../x", "route:default"] };

        var plan = Compare([Known], [There, stranger, theirs, nobodys, hostile]);

        Assert.Equal(["01OTHER"], plan.Strangers.Keys.Select(incident => incident.Value));
        Assert.Empty(plan.Differences);
    }

    [Theory]
    [InlineData(null, "1 2")]
    [InlineData("2", "3 4")]
    [InlineData("25", "3 4")]
    [InlineData("3", "4 1")]
    [InlineData("4", "1 2")]
    [InlineData("9", "1 2")]
    public void After_the_last_stranger_come_those_behind_it_and_then_the_first(string? last, string expected)
    {
        var turn = DriftPlan.Turn(
            new[] { "3", "1", "4", "2" }.Select(SubjectId.Parse), last is null ? null : SubjectId.Parse(last), limit: 2);

        Assert.Equal(expected, string.Join(' ', turn));
    }

    [Fact]
    public void Nobody_is_asked_for_twice_in_one_turn()
    {
        Assert.Equal(["2", "1"], DriftPlan.Turn([SubjectId.Parse("1"), SubjectId.Parse("2")], SubjectId.Parse("1"), limit: 5).Select(id => id.Value));
        Assert.Empty(DriftPlan.Turn([], SubjectId.Parse("1"), limit: 5));
    }

    [Theory]
    [InlineData("abc", null)]
    [InlineData(null, 4L)]
    public void What_carries_our_tags_and_is_in_another_place_is_elsewhere(string? uid, long? panel)
    {
        var elsewhere = There with { Id = new AnnotationId(8), DashboardUid = uid, PanelId = panel };

        Assert.Equal(DriftKind.Elsewhere, Kind(Compare([Known], [There, elsewhere])));
        Assert.Equal([DriftKind.Gone, DriftKind.Elsewhere], Compare([Known], [elsewhere]).Differences.Single().Value.Differences.Select(one => one.Kind));
    }

    [Fact]
    public void What_was_taken_away_and_is_there_again_has_returned()
    {
        var taken = new TakenAway(Known.Key with { Route = "gone" }, Known.Start, Known.End);
        var back = There with { Tags = [.. There.Tags.Select(tag => tag.StartsWith("route:", StringComparison.Ordinal) ? "route:gone" : tag)] };

        Assert.Equal(DriftKind.Returned, Kind(Compare([], [back], taken)));
        Assert.Equal(DriftKind.Returned, Kind(Compare([Known], [There, back with { Id = new AnnotationId(8) }], taken)));
        Assert.Empty(Compare([], [back]).Differences);
    }

    [Fact]
    public void An_entry_that_lost_its_number_to_another_is_looked_at()
    {
        var without = Known with { AnnotationId = null, Fingerprint = null };

        Assert.Equal(DriftKind.Gone, Kind(Compare([without], [])));
        Assert.Equal(DriftKind.Changed, Kind(Compare([without], [There])));
    }

    [Fact]
    public void What_vanished_twice_is_left_alone_until_it_is_back()
    {
        var alone = Known with { AnnotationId = null, Fingerprint = null, Vanished = 2 };

        Assert.Empty(Compare([alone], []).Differences);
        Assert.Equal(DriftKind.Changed, Kind(Compare([alone], [There])));
    }

    private static DriftPlan Compare(IReadOnlyList<LedgerEntry> ledger, IReadOnlyList<FoundAnnotation> found, params IReadOnlyList<TakenAway> takenAway) =>
        DriftPlan.Compare("main", ledger, takenAway, found, [Route], Now);

    private static DriftKind Kind(DriftPlan plan) => Assert.Single(Assert.Single(plan.Differences).Value.Differences).Kind;
}
