using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationPolicyTimeTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_first_configured_start_that_is_set_wins_whatever_the_order_in_the_answer()
    {
        var incident = AnIncident.Live()
            .At("Accepted at", Noon.AddMinutes(3))
            .At("Reported at", Noon.AddMinutes(2))
            .At("Impact started at", Noon.AddMinutes(1));

        Assert.Equal(Noon.AddMinutes(1), Decide(incident).Start);
    }

    [Fact]
    public void A_start_that_is_not_set_is_skipped()
    {
        Assert.Equal(Noon, Decide(AnIncident.Live().At("Accepted at", Noon)).Start);
    }

    [Fact]
    public void Without_any_named_start_it_is_the_time_of_creation()
    {
        Assert.Equal(AnIncident.DeclaredAt, Decide(AnIncident.Live().At("Identified at", Noon)).Start);
    }

    [Theory]
    [InlineData("Impact started at")]
    [InlineData("Impact started")]
    [InlineData("IMPACT STARTED AT")]
    [InlineData(" impact Started  ")]
    public void A_timestamp_is_known_by_its_name_however_it_is_written(string name)
    {
        Assert.Equal(Noon, Decide(AnIncident.Live().At(name, Noon)).Start);
    }

    [Fact]
    public void The_first_configured_end_that_is_set_wins()
    {
        var incident = AnIncident.In(StatusCategory.Closed)
            .At("Closed at", Noon.AddHours(3))
            .At("Fixed at", Noon.AddHours(2));

        Assert.Equal(Noon.AddHours(2), Decide(incident).End);
        Assert.Equal(Noon.AddHours(1), Decide(incident.At("Resolved", Noon.AddHours(1))).End);
    }

    [Fact]
    public void The_names_of_start_and_end_can_be_chosen()
    {
        var options = new AnnotationOptions { StartFrom = ["Detected"], EndFrom = ["Mitigated"] };
        var incident = AnIncident.Resolved().At("Detected at", Noon).At("Mitigated at", Noon.AddMinutes(5));

        var region = Decide(incident, options);

        Assert.Equal((Noon, Noon.AddMinutes(5)), (region.Start, region.End));
    }

    [Fact]
    public void An_end_before_the_start_gives_way_to_the_next_one()
    {
        var incident = AnIncident.In(StatusCategory.Learning)
            .At("Impact started at", Noon)
            .At("Resolved at", Noon.AddHours(-1))
            .At("Fixed at", Noon.AddHours(1));

        Assert.Equal(Noon.AddHours(1), Decide(incident).End);
    }

    [Fact]
    public void An_end_at_the_very_start_is_an_end()
    {
        var incident = AnIncident.In(StatusCategory.Learning)
            .At("Impact started at", Noon)
            .At("Resolved at", Noon)
            .At("Fixed at", Noon.AddHours(1));

        Assert.Equal(Noon, Decide(incident).End);
    }

    [Fact]
    public void With_every_end_before_the_start_the_region_is_a_point_at_the_start()
    {
        var incident = AnIncident.In(StatusCategory.Learning).At("Impact started at", Noon).At("Resolved at", Noon.AddHours(-1));

        Assert.Equal(Noon, Decide(incident).End);
    }

    [Fact]
    public void Without_any_named_end_it_is_first_the_time_of_the_change()
    {
        Assert.Equal(AnIncident.UpdatedAt, Decide(AnIncident.In(StatusCategory.Learning)).End);
    }

    [Fact]
    public void Without_any_named_end_the_one_that_is_shown_stays()
    {
        var edited = AnIncident.In(StatusCategory.Learning) with { UpdatedAt = AnIncident.UpdatedAt.AddDays(2) };

        var region = Decide(edited, shown: new ShownState(AnnotationStatus.Resolved, AnIncident.ResolvedAt));

        Assert.Equal(AnIncident.ResolvedAt, region.End);
    }

    [Fact]
    public void A_named_end_goes_before_the_one_that_is_shown()
    {
        var region = Decide(AnIncident.Resolved(), shown: new ShownState(AnnotationStatus.Resolved, AnIncident.UpdatedAt));

        Assert.Equal(AnIncident.ResolvedAt, region.End);
    }

    [Fact]
    public void A_start_that_was_moved_past_the_shown_end_takes_the_end_along()
    {
        var start = AnIncident.UpdatedAt.AddDays(1);
        var incident = AnIncident.In(StatusCategory.Learning).At("Impact started at", start);

        Assert.Equal(start, Decide(incident).End);
        Assert.Equal(start, Decide(incident, shown: new ShownState(AnnotationStatus.Resolved, AnIncident.ResolvedAt)).End);
    }

    [Fact]
    public void A_reopened_incident_is_open_although_it_still_carries_its_old_end()
    {
        var reopened = AnIncident.Resolved() with { Category = StatusCategory.Live };

        var region = Decide(reopened, shown: new ShownState(AnnotationStatus.Resolved, AnIncident.ResolvedAt));

        Assert.Equal(AnnotationStatus.Open, region.Status);
        Assert.Equal(region.Start.AddMinutes(15), region.End);
    }

    [Fact]
    public void An_incident_paused_after_its_resolve_keeps_its_end()
    {
        var paused = AnIncident.In(StatusCategory.Paused);

        Assert.Equal(AnIncident.ResolvedAt, Decide(paused, shown: new ShownState(AnnotationStatus.Resolved, AnIncident.ResolvedAt)).End);
    }

    [Fact]
    public void Times_are_cut_to_the_milliseconds_that_grafana_keeps()
    {
        var incident = AnIncident.In(StatusCategory.Learning)
            .At("Reported at", Noon.AddTicks(12_345))
            .At("Resolved at", Noon.AddTicks(19_999));

        var region = Decide(incident);

        Assert.Equal(Noon.AddMilliseconds(1), region.Start);
        Assert.Equal(Noon.AddMilliseconds(1), region.End);
    }

    private static DesiredAnnotation Decide(Incident incident, AnnotationOptions? options = null, ShownState shown = default) =>
        Assert.Single(AnnotationPolicy.Decide(incident, options ?? new AnnotationOptions(), Route, shown, default));
}
