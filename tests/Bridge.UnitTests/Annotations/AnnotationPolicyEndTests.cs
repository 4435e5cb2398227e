using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>Which end counts: the one that an open region was drawn to is none.</summary>
public sealed class AnnotationPolicyEndTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    [Fact]
    public void How_far_an_open_region_was_drawn_does_not_become_its_end()
    {
        var drawn = new ShownState(AnnotationStatus.Open, AnIncident.UpdatedAt.AddHours(-1));

        Assert.Equal(AnIncident.UpdatedAt, Decide(AnIncident.In(StatusCategory.Learning), new AnnotationOptions(), drawn).End);
    }

    [Fact]
    public void A_template_hears_of_the_end_once_there_is_one()
    {
        Assert.True(AnnotationTemplate.TryParse("{% if end %}over{% else %}goes on{% endif %}", out var template, out _));
        var options = new AnnotationOptions { Text = template };

        Assert.Equal("goes on", Decide(AnIncident.Live(), options, ShownState.Nothing).Text);
        Assert.Equal("over", Decide(AnIncident.Resolved(), options, ShownState.Nothing).Text);
    }

    private static DesiredAnnotation Decide(Incident incident, AnnotationOptions options, ShownState shown) =>
        Assert.Single(AnnotationPolicy.Decide(incident, options, Route, shown, AnIncident.UpdatedAt));
}
