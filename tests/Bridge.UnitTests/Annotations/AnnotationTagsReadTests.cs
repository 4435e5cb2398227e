using Bridge.Annotations;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>What the tags of an annotation that was found say of it.</summary>
public sealed class AnnotationTagsReadTests
{
    [Theory]
    [InlineData("Region", null)]
    [InlineData("Start", null)]
    [InlineData("Resolve", null)]
    [InlineData("Region", "payments")]
    [InlineData("Start", "payments/4")]
    public void The_part_that_was_written_is_read_again(string part, string? dashboard)
    {
        var written = Enum.Parse<AnnotationPart>(part);
        var tags = AnnotationTags.Identity(AnIncident.Live().Id, "ops", written, dashboard is null ? null : DashboardPanel.Parse(dashboard));

        Assert.True(AnnotationTags.TryReadPart(tags, out var read));
        Assert.Equal(written, read);
    }

    [Theory]
    [InlineData("event:end")]
    [InlineData("event:")]
    public void What_is_no_part_is_not_read(string tag) => Assert.False(AnnotationTags.TryReadPart([tag], out _));

    [Theory]
    [InlineData("Open", "status:open")]
    [InlineData("Resolved", "status:resolved")]
    [InlineData("Open", "status:later")]
    [InlineData("Open", "state:resolved")]
    [InlineData("Open", "status")]
    public void The_status_is_open_unless_the_tags_say_otherwise(string status, string tag) =>
        Assert.Equal(Enum.Parse<AnnotationStatus>(status), AnnotationTags.StatusOf(["incident-io", tag]));

    [Fact]
    public void The_owner_is_read_from_all_three_tags_together()
    {
        Assert.Equal((AnIncident.Live().Id, "ops"), AnnotationTags.OwnerOf(["route:ops", "incident-io", $"x-incident:{AnIncident.Id}"]));
        Assert.Null(AnnotationTags.OwnerOf(["route:ops", $"x-incident:{AnIncident.Id}"]));
        Assert.Null(AnnotationTags.OwnerOf(["incident-io", $"x-incident:{AnIncident.Id}"]));
        Assert.Null(AnnotationTags.OwnerOf(["incident-io", "route:ops"]));
        Assert.Null(AnnotationTags.OwnerOf(["incident-io", "route:ops", "x-incident:a/b"]));
    }

    [Fact]
    public void What_a_build_before_the_first_release_posted_says_the_same()
    {
        string[] former = ["incident-io", $"incident:{AnIncident.Id}", "route:ops", "event:start", "status:resolved", "ref:INC-123", "severity:major"];
        var incident = AnIncident.Live().Id;

        Assert.Equal((incident, "ops"), AnnotationTags.OwnerOf(former));
        Assert.True(AnnotationTags.TryReadPart(former, out var part));
        Assert.Equal(AnnotationPart.Start, part);
        Assert.Equal("INC-123", AnnotationTags.ReferenceOf(former));
    }

    [Fact]
    public void Where_both_keys_are_the_newer_one_counts() =>
        Assert.Equal("01NEW", AnnotationTags.OwnerOf(["incident-io", "incident:01OLD", "route:ops", "x-incident:01NEW"])?.Subject.Value);

    [Fact]
    public void An_incident_is_searched_under_both_keys() =>
        Assert.Equal(["x-incident:01ABC", "incident:01ABC"], AnnotationTags.AnyOf(SubjectId.Parse("01ABC")));
}
