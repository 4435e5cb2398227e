using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

/// <summary>What an incident's own values make of tags.</summary>
public sealed class IncidentTagTests
{
    private static readonly Incident Incident = AnIncident.Live() with
    {
        Type = "Production Outage",
        Mode = IncidentMode.Retrospective,
        CustomFields =
        [
            new("f1", "Affected service", ["Checkout", "Search"]),
            new("f2", "Runbook", ["https://example.com/Run?a=1,2"]),
            new("f3", "Customers", ["1500"]),
            new("f4", "Note", [" \u0007 ", "  Two \t\n words "]),
            new("f5", "Long", [new string('x', 99) + "🔥"]),
            new("f6", "Twice", ["A", "a", "b"]),
            new("f7", "Unprintable", ["\u0007"]),
        ],
    };

    [Theory]
    [InlineData("field:Affected service", "x:checkout")]
    [InlineData("field:AFFECTED SERVICE", "x:checkout")]
    [InlineData("field: f1 ", "x:checkout")]
    [InlineData("Field:affected service", "x:checkout")]
    [InlineData("each field:Affected service", "x:checkout x:search")]
    [InlineData("always each  field:Affected service", "x:checkout x:search")]
    [InlineData("each always field:Affected service", "x:checkout x:search")]
    [InlineData("field:Runbook", "x:https_//example.com/run?a=1_2")]
    [InlineData("field:Customers", "x:1500")]
    [InlineData("field:Note", "x:two words")]
    [InlineData("each field:Twice", "x:a x:b")]
    [InlineData("field:Unprintable", "")]
    [InlineData("field:F1", "")]
    [InlineData("field:Nothing of the kind", "")]
    [InlineData("type", "x:production outage")]
    [InlineData("each type", "x:production outage")]
    [InlineData("MODE", "x:retrospective")]
    [InlineData("reference", "x:INC-123")]
    public void Each_source_gives_its_value_as_a_tag_has_it(string source, string expected)
    {
        Assert.Equal(expected, string.Join(' ', Read(source).Of(Incident)));
    }

    [Fact]
    public void A_value_is_cut_to_what_a_column_takes() =>
        Assert.Equal(["x:" + new string('x', 99)], Read("field:Long").Of(Incident));

    [Fact]
    public void What_an_incident_does_not_have_is_no_tag() =>
        Assert.Empty(Read("type").Of(Incident with { Type = null }));

    [Fact]
    public void They_stand_behind_the_tags_of_the_settings_in_the_order_of_their_keys()
    {
        var tags = Tags(Incident, ("TagsFrom:type", "type"), ("TagsFrom:service", "each field:Affected service"), ("TagsFrom:Mode", "mode"), ("Tags:0", "env:prod"));

        Assert.Equal(
            [
                "incident-io", "severity:major", "status:open", "env:prod", "mode:retrospective", "service:checkout", "service:search",
                "type:production outage", "route:default", $"x-incident:{AnIncident.Id}",
            ],
            tags);
    }

    [Fact]
    public void The_reference_is_a_tag_when_it_is_asked_for_and_is_read_back()
    {
        var tags = Tags(Incident, ("TagsFrom:ref", "reference"));

        Assert.Contains("ref:INC-123", tags);
        Assert.Equal("INC-123", AnnotationTags.ReferenceOf(tags));
    }

    [Fact]
    public void What_does_not_fit_is_left_out_and_what_is_shorter_stays()
    {
        var many = Incident with { CustomFields = [new("f", "Many", [.. Enumerable.Range(0, 9).Select(number => $"{number}{new string('y', 90)}"), "short"])] };

        var tags = Tags(many, ("TagsFrom:many", "each field:Many"), ("TagsFrom:type", "type"));

        Assert.InRange(AnnotationTags.JsonLength(tags), 400, 480);
        Assert.Contains("many:short", tags);
        Assert.Contains($"many:0{new string('y', 90)}", tags);
        Assert.Equal($"x-incident:{AnIncident.Id}", tags[^1]);
    }

    [Fact]
    public void A_route_adds_its_own_and_goes_before_those_of_all()
    {
        var everywhere = new AnnotationOptions
        {
            TagsFrom = [new("service", TagSource.Field) { Field = "Affected service" }, new("mode", TagSource.Mode)],
        };
        var route = new AnnotationRoute("ops", ["main"])
        {
            TagsFrom = [new("service", TagSource.Field) { Field = "Affected service", IsEach = true }, new("kind", TagSource.Type)],
        };

        var tags = Assert.Single(AnnotationPolicy.Decide(Incident with { Mode = IncidentMode.Standard }, everywhere, route, ShownState.Nothing, default)).Tags;

        Assert.Equal(
            ["mode:standard", "service:checkout", "service:search", "kind:production outage"],
            tags.SkipWhile(tag => tag != "status:open").Skip(1).TakeWhile(tag => tag != "route:ops"));
    }

    [Theory]
    [InlineData("redact", "type:production outage")]
    [InlineData("full", "ref:INC-123, service:checkout, type:production outage")]
    public void A_redacted_incident_has_those_alone_that_are_to_be_on_it_always(string mode, string expected)
    {
        (string, string?)[] settings =
            [("Private", mode), ("TagsFrom:service", "field:Affected service"), ("TagsFrom:type", "always type"), ("TagsFrom:ref", "reference")];

        Assert.Equal(expected, string.Join(", ", Own(Incident.Private(), settings)));
        Assert.Equal(3, Own(Incident, settings).Count);
    }

    [Fact]
    public void An_incident_that_cannot_be_seen_has_none() => Assert.Equal(
        ["incident-io", "status:open", "route:default", $"x-incident:{AnIncident.Id}"],
        AnnotationPolicy.Hide(Incident.Id, AnnotationPart.Region, AnnotationStatus.Open, AnIncident.DeclaredAt, AnIncident.DeclaredAt, "default", null).Tags);

    private static IncidentTag Read(string source) => Assert.Single(Options(("TagsFrom:x", source)).TagsFrom);

    private static IReadOnlyList<string> Tags(Incident incident, params (string Key, string? Value)[] settings) => Assert.Single(AnnotationPolicy.Decide(
        incident, Options(settings), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default)).Tags;

    private static List<string> Own(Incident incident, (string Key, string? Value)[] settings) =>
        [.. Tags(incident, settings).Except(["incident-io", "severity:major", "status:open", "route:default", $"x-incident:{AnIncident.Id}"])];

    private static AnnotationOptions Options(params (string Key, string? Value)[] settings) =>
        TestSettings.Read([.. settings.Select(setting => ($"Annotations:{setting.Key}", setting.Value))]).Annotations;
}
