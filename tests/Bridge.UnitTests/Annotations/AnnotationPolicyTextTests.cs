using Bridge.Annotations;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Reconciliation;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>The operator's text where there is one, and the default text where it fails.</summary>
public sealed class AnnotationPolicyTextTests
{
    private static readonly DateTimeOffset Now = AnIncident.UpdatedAt;
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly AnnotationTemplate Everywhere = Template("{{ incident.reference }} is {{ status }}");

    [Fact]
    public void A_template_replaces_the_default_text()
    {
        Assert.Equal("INC-123 is open", Decide(AnIncident.Live(), new AnnotationOptions { Text = Everywhere }, Route).Text);
    }

    [Fact]
    public void A_routes_own_template_goes_before_the_one_for_all()
    {
        var route = Route with { Text = Template("{{ incident.severity.name }}!") };

        Assert.Equal("Major!", Decide(AnIncident.Live(), new AnnotationOptions { Text = Everywhere }, route).Text);
    }

    [Fact]
    public void A_template_that_fails_is_replaced_by_the_default_text_and_says_so()
    {
        var options = new AnnotationOptions { Text = Template("{% if incident.severity %}x{% endif %}") };
        var incident = AnIncident.Live() with { Severity = null };

        var annotation = Decide(incident, options, Route);
        var plan = Plans.Make(incident, Route.Grafanas[0], [Route], options, [], [], Now);

        Assert.Equal(Decide(incident, new AnnotationOptions(), Route).Text, annotation.Text);
        Assert.Equal(TemplateFailure.Empty, annotation.TextFailure);
        Assert.Equal([TemplateFailure.Empty], plan.TextFailures);
    }

    [Fact]
    public void A_private_incident_is_redacted_in_a_template_as_elsewhere()
    {
        var options = new AnnotationOptions { Text = Template("{{ incident.name }}{{ incident.summary }}{{ incident.custom_fields['Team'] }}") };
        var incident = AnIncident.Live().Private() with
        {
            Name = "zebra-7",
            Summary = "zebra-7",
            CustomFields = [new CustomField("c1", "Team", ["zebra-7"])],
        };

        Assert.Equal("Private incident", Decide(incident, options, Route).Text);
        Assert.Contains("zebra-7", Decide(incident, options, Route with { Private = PrivateMode.Full }).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_that_follows_the_time_is_no_end_to_a_template()
    {
        var options = new AnnotationOptions { Text = Template("from {{ start }} to {{ end }}") };

        var early = Decide(AnIncident.Live(), options, Route, AnIncident.DeclaredAt.AddMinutes(5));
        var late = Decide(AnIncident.Live(), options, Route, AnIncident.DeclaredAt.AddMinutes(15));

        Assert.NotEqual(early.End, late.End);
        Assert.Equal(early.Text, late.Text);
    }

    private static DesiredAnnotation Decide(Incident incident, AnnotationOptions options, AnnotationRoute route, DateTimeOffset? now = null) =>
        Assert.Single(AnnotationPolicy.Decide(incident, options, route, ShownState.Nothing, now ?? Now));

    private static AnnotationTemplate Template(string text)
    {
        Assert.True(AnnotationTemplate.TryParse(text, out var template, out var problem), problem);
        return template;
    }
}
