using Bridge.Annotations;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>Tags that keep apart what one incident has on several dashboards of one Grafana.</summary>
public sealed class DashboardTagsTests
{
    private static readonly DashboardPanel?[] Places =
        [null, DashboardPanel.Parse("payments"), DashboardPanel.Parse("payments/4"), DashboardPanel.Parse("payments/5"), DashboardPanel.Parse("search")];

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
    public void An_annotation_is_taken_for_that_of_its_own_place_alone()
    {
        AnnotationPart[] parts = [AnnotationPart.Region, AnnotationPart.Start, AnnotationPart.Resolve];
        var all = parts.SelectMany(_ => Places, (part, place) => (part, place)).ToList();

        foreach (var (part, place) in all)
        {
            var found = AnnotationTags.For(AnIncident.Live(), part, AnnotationStatus.Open, new AnnotationRoute("ops", ["main"]), ["env:prod"], place);

            Assert.Equal(
                [(part, place)],
                all.Where(other => AnnotationTags.Identify(found, AnnotationTags.Identity(AnIncident.Live().Id, "ops", other.part, other.place))));
        }
    }

    [Fact]
    public void Of_one_that_is_hidden_the_place_stays()
    {
        var hidden = AnnotationTags.Hidden(AnIncident.Live().Id, AnnotationPart.Region, AnnotationStatus.Open, "ops", Place("payments/4"));

        Assert.True(AnnotationTags.Identify(hidden, AnnotationTags.Identity(AnIncident.Live().Id, "ops", AnnotationPart.Region, Place("payments/4"))));
        Assert.Contains("status:open", hidden);
    }

    [Fact]
    public void Extra_tags_cannot_pass_for_a_place()
    {
        Assert.NotNull(AnnotationTags.Problem("dashboard:payments"));
        Assert.NotNull(AnnotationTags.Problem("Panel:4"));
    }

    private static DashboardPanel? Place(string? text) => text is null ? null : DashboardPanel.Parse(text);
}
