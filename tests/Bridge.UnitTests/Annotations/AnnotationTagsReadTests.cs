using Bridge.Annotations;
using Bridge.Incidents;
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
    public void The_place_that_was_written_is_read_again(string part, string? dashboard)
    {
        var written = (Part: Enum.Parse<AnnotationPart>(part), Dashboard: dashboard is null ? (DashboardPanel?)null : DashboardPanel.Parse(dashboard));

        var read = AnnotationTags.TryReadPlace(
            AnnotationTags.Identity(AnIncident.Live().Id, "ops", written.Part, written.Dashboard), out var readPart, out var readDashboard);

        Assert.True(read);
        Assert.Equal(written, (readPart, readDashboard));
    }

    [Theory]
    [InlineData("event:end")]
    [InlineData("event:")]
    [InlineData("dashboard:a b")]
    [InlineData("dashboard:")]
    [InlineData("panel:four")]
    [InlineData("panel:")]
    [InlineData("panel:-4")]
    [InlineData("dashboard:payments", "panel:four")]
    [InlineData("dashboard:payments", "panel:0")]
    public void What_is_no_place_is_not_read(params string[] tags) => Assert.False(AnnotationTags.TryReadPlace(tags, out _, out _));

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
        Assert.True(AnnotationTags.Identify(former, AnnotationTags.Identity(incident, "ops", AnnotationPart.Start)));
        Assert.False(AnnotationTags.Identify(former, AnnotationTags.Identity(incident, "ops", AnnotationPart.Region)));
        Assert.False(AnnotationTags.Identify(former, AnnotationTags.Identity(incident, "other", AnnotationPart.Start)));
        Assert.False(AnnotationTags.Identify(former, AnnotationTags.Identity(IncidentId.Parse("01OTHER"), "ops", AnnotationPart.Start)));
        Assert.Equal("INC-123", AnnotationTags.ReferenceOf(former));
    }

    [Fact]
    public void Where_both_keys_are_the_newer_one_counts() =>
        Assert.Equal("01NEW", AnnotationTags.OwnerOf(["incident-io", "incident:01OLD", "route:ops", "x-incident:01NEW"])?.Incident.Value);

    [Fact]
    public void An_incident_is_searched_under_both_keys()
    {
        string[] both = ["x-incident:01ABC", "incident:01ABC"];

        Assert.Equal(both, AnnotationTags.AnyOf(IncidentId.Parse("01ABC")));
        Assert.Equal(both, AnnotationTags.AnyOf(AnnotationTags.Identity(IncidentId.Parse("01ABC"), "ops", AnnotationPart.Resolve, DashboardPanel.Parse("d/4"))));
        Assert.Throws<ArgumentException>(() => AnnotationTags.AnyOf(["incident-io", "route:ops"]));
    }
}
