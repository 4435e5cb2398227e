using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Reconciliation;

public sealed class DriftPlanRoutesTests
{
    [Fact]
    public void An_annotation_is_ours_when_any_of_our_routes_made_it()
    {
        FoundAnnotation found = new(
            new AnnotationId(1), AnIncident.DeclaredAt, AnIncident.DeclaredAt, "text", AnnotationTags.Identity(AnIncident.Live().Id, "audit", AnnotationPart.Region))
        {
            SeenAt = 0,
        };

        var plan = DriftPlan.Compare("main", [], [], [found], [new AnnotationRoute("ops", ["main"]), new AnnotationRoute("audit", ["main"])], AnIncident.UpdatedAt);

        Assert.Equal([AnIncident.Live().Id], plan.Strangers.Keys);
    }
}
