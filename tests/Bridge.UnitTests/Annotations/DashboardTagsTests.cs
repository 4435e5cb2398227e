using Bridge.Annotations;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>Tags that keep apart what one incident has on several dashboards of one Grafana.</summary>
public sealed class DashboardTagsTests
{
    [Theory]
    [InlineData(null, "Region", "")]
    [InlineData("payments", "Region", "dashboard:payments")]
    [InlineData("payments/4", "Region", "dashboard:payments panel:4")]
    [InlineData("payments/4", "Start", "dashboard:payments panel:4 event:start")]
    public void Identity_names_the_dashboard_and_the_panel(string? place, string part, string more)
    {
        var identity = AnnotationTags.Identity(AnIncident.Live().Id, "ops", Enum.Parse<AnnotationPart>(part), Place(place));

        Assert.Equal(["incident-io", "route:ops", .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries), $"x-incident:{AnIncident.Id}"], identity);
    }

    [Fact]
    public void Extra_tags_cannot_pass_for_a_place()
    {
        Assert.NotNull(AnnotationTags.Problem("dashboard:payments"));
        Assert.NotNull(AnnotationTags.Problem("Panel:4"));
    }

    private static DashboardPanel? Place(string? text) => text is null ? null : DashboardPanel.Parse(text);
}
