using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationPrivacyTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    [Fact]
    public void A_private_incident_is_shown_without_its_name_and_the_name_of_its_status_by_default()
    {
        var region = Assert.Single(Decide(AnIncident.Live().Private(), new AnnotationOptions()));

        Assert.Equal(
            "<b>INC-123</b> Private incident<br>Major · Live · still open · "
            + "<a href=\"https://app.incident.io/acme/incidents/123\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>",
            region.Text);
    }

    [Fact]
    public void Both_points_of_a_private_incident_are_redacted()
    {
        var points = Decide(AnIncident.Resolved().Private(), new AnnotationOptions { Shape = AnnotationShape.Points });

        Assert.Equal(2, points.Count);
        Assert.All(points, point => Assert.DoesNotContain("Checkout", point.Text, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void A_private_incident_is_shown_in_full_when_asked_for()
    {
        var options = new AnnotationOptions { Private = PrivateMode.Full };

        var told = Assert.Single(Decide(AnIncident.Live().Private(), options));
        var open = Assert.Single(Decide(AnIncident.Live(), options));

        Assert.Equal(open.Fingerprint(), told.Fingerprint());
    }

    [Fact]
    public void A_private_incident_is_left_out_when_asked_for()
    {
        var options = new AnnotationOptions { Private = PrivateMode.Omit };

        Assert.Empty(Decide(AnIncident.Live().Private(), options));
        Assert.Single(Decide(AnIncident.Live(), options));
    }

    [Fact]
    public void An_incident_that_turns_private_gets_another_text_and_keeps_its_identity()
    {
        var before = Assert.Single(Decide(AnIncident.Live(), new AnnotationOptions()));
        var after = Assert.Single(Decide(AnIncident.Live().Private(), new AnnotationOptions()));

        Assert.NotEqual(before.Fingerprint(), after.Fingerprint());
        Assert.Equal(before.Tags, after.Tags);
    }

    [Fact]
    public void Nothing_that_prints_an_incident_or_an_annotation_prints_its_name()
    {
        var incident = AnIncident.Live();
        var annotation = Assert.Single(Decide(incident, new AnnotationOptions()));

        Assert.DoesNotContain(incident.Name, $"{incident} {annotation}", StringComparison.Ordinal);
    }

    private static IReadOnlyList<DesiredAnnotation> Decide(Incident incident, AnnotationOptions options) =>
        AnnotationPolicy.Decide(incident, options, Route, ShownState.Nothing, default);
}
