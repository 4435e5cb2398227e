using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>A ledger that finds nothing wrong is worth something only if it would.</summary>
public sealed class ChaosLedgerTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly ChaosLedger _ledger = new();
    private readonly SimulatedIncident _open = SimulatedIncident.Declared(1, "Checkout is slow", Start).Live(Start);

    [Fact]
    public void What_is_as_it_should_be_is_clean()
    {
        Acknowledged(_open.Resolved(Start.AddMinutes(3)));

        Assert.True(Judge(Region(1, "status:resolved", Start.AddMinutes(3))).IsClean);
    }

    [Fact]
    public void What_was_acknowledged_and_is_not_there_is_lost()
    {
        Acknowledged(_open);

        Assert.Single(Judge().Lost);
    }

    [Fact]
    public void What_is_there_twice_is_doubled()
    {
        Acknowledged(_open);

        Assert.Single(Judge(Region(1, "status:open", Start), Region(2, "status:open", Start)).Doubled);
    }

    [Fact]
    public void What_shows_an_earlier_state_is_wrong()
    {
        Acknowledged(_open);
        Acknowledged(_open.Resolved(Start.AddMinutes(3)));

        Assert.Single(Judge(Region(1, "status:open", Start)).Wrong);
    }

    [Fact]
    public void What_has_another_end_or_another_name_is_wrong()
    {
        Acknowledged(_open.Resolved(Start.AddMinutes(3)));

        Assert.Single(Judge(Region(1, "status:resolved", Start.AddMinutes(4))).Wrong);
        Assert.Single(Judge(Region(1, "status:resolved", Start.AddMinutes(3)) with { Text = "Something else" }).Wrong);
    }

    [Fact]
    public void The_name_of_a_private_incident_is_wrong()
    {
        Acknowledged(_open.MadePrivate(Start));

        Assert.Single(Judge(Region(1, "status:open", Start)).Wrong);
        Assert.True(Judge(Region(1, "status:open", Start) with { Text = "<b>INC-1</b> Private incident" }).IsClean);
    }

    [Fact]
    public void An_annotation_of_a_declined_incident_or_of_none_is_wrong()
    {
        Acknowledged(_open.InStatus(SimulatedStatus.Declined, Start));

        Assert.Single(Judge(Region(1, "status:open", Start)).Wrong);
        Assert.Single(Judge(Region(1, "status:open", Start) with { Tags = ["incident-io"] }).Wrong);
        Assert.True(Judge().IsClean);
    }

    [Fact]
    public void With_points_a_missing_resolve_is_lost()
    {
        Acknowledged(_open.Resolved(Start.AddMinutes(3)));
        var started = Region(1, "status:resolved", Start) with { Tags = [.. Region(1, "status:resolved", Start).Tags, "event:start"] };

        Assert.Single(Judge(points: true, started).Lost);
    }

    [Fact]
    public void What_the_bridge_never_took_is_not_its_to_show_but_is_told()
    {
        Acknowledged(_open);
        _ledger.Changed(_open.Resolved(Start.AddMinutes(3)));

        var verdict = Judge(Region(1, "status:open", Start));

        Assert.Single(verdict.Unacknowledged);
        Assert.Empty(verdict.Wrong);
        Assert.False(verdict.IsClean);
    }

    [Fact]
    public void What_was_taken_away_twice_may_be_missing_and_may_not_be_wrong()
    {
        Acknowledged(_open.Resolved(Start.AddMinutes(3)));
        var taken = new HashSet<AnnotationName> { new(_open.Id, "") };

        Assert.True(_ledger.Judge([Sight() with { MayBeMissing = taken }], points: false).IsClean);
        Assert.Single(_ledger.Judge([Sight(Region(1, "status:open", Start)) with { MayBeMissing = taken }], points: false).Wrong);
    }

    [Fact]
    public void What_lies_in_another_place_is_wrong()
    {
        Acknowledged(_open);

        Assert.Single(Judge(Region(1, "status:open", Start) with { DashboardUid = "elsewhere" }).Wrong);
    }

    [Fact]
    public void What_a_query_draws_and_should_not_is_told_and_so_is_what_it_does_not_draw()
    {
        Acknowledged(_open);
        var shown = Region(1, "status:open", Start);

        Assert.Single(_ledger.Judge([Sight(shown) with { Drawn = tag => tag is "status:open" or "status:resolved" ? [shown] : [] }], points: false).Misdrawn);
        Assert.Single(_ledger.Judge([Sight(shown) with { Drawn = _ => [] }], points: false).Misdrawn);
    }

    private void Acknowledged(SimulatedIncident incident) => _ledger.Acknowledge(incident.Id, _ledger.Changed(incident));

    private ChaosVerdict Judge(params IEnumerable<SimulatedAnnotation> annotations) => Judge(points: false, annotations);

    private ChaosVerdict Judge(bool points, params IEnumerable<SimulatedAnnotation> annotations) =>
        _ledger.Judge([Sight([.. annotations])], points);

    private static GrafanaSight Sight(params IReadOnlyList<SimulatedAnnotation> annotations) =>
        new("main", annotations, tag => [.. annotations.Where(annotation => annotation.Tags.Contains(tag))]);

    private SimulatedAnnotation Region(long id, string status, DateTimeOffset end) => new(
        id, null, 0, Start, end, $"<b>{_open.Reference}</b> {_open.Name}", ["incident-io", $"x-incident:{_open.Id}", status], Start, Start);
}
