using Bridge.Annotations;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Annotations;

public sealed class DesiredAnnotationTextTests
{
    [Fact]
    public void Printed_it_says_which_part_it_is_and_nothing_of_the_incident()
    {
        var region = Assert.Single(AnnotationPolicy.Decide(
            AnIncident.Resolved(), new AnnotationOptions(), new AnnotationRoute("ops", ["main"]), ShownState.Nothing, AnIncident.UpdatedAt));

        Assert.Equal("Region Resolved", $"{region}");
    }
}
