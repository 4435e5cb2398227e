using Bridge.Annotations;
using Bridge.Settings;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Settings;
using Microsoft.Extensions.Configuration;

namespace Bridge.UnitTests.Annotations;

/// <summary>What a route is like where the settings say nothing, and what they say in vain.</summary>
public sealed class RouteDefaultsTests
{
    [Fact]
    public void A_route_that_only_has_a_name_takes_everything_and_leaves_the_rest_as_it_is_everywhere()
    {
        var settings = TestSettings.Read(("Annotations:Private", "full"), ("Routes:0:Name", "ops"));

        var route = Assert.Single(settings.Routes);
        Assert.Null(route.Match.Visibility);
        Assert.Null(route.Match.WhyNot(AnIncident.Live(), []));
        Assert.Null(route.Match.WhyNot(AnIncident.Live().Private(), []));
        Assert.Null(route.Private);
        Assert.Null(route.Text);
        Assert.Equal([("main", null)], route.Places);
    }

    [Fact]
    public void The_longest_name_is_taken()
    {
        var name = new string('a', 40);

        Assert.Equal(name, Assert.Single(TestSettings.Read(("Routes:0:Name", name)).Routes).Name);
    }

    [Theory]
    [InlineData("Routes:0:Match:CustomFields:0:Filed", "Routes:0:Match:CustomFields:0:Filed: is not a setting. Did you mean Field? Known here: Field, Value.")]
    [InlineData("Routes:0:Dashboards:0:Pannel", "Routes:0:Dashboards:0:Pannel: is not a setting. Did you mean Panel? Known here: Panel, Uid.")]
    public void A_key_that_nothing_reads_is_a_fault_however_deep_it_lies(string key, string fault)
    {
        var faults = TestSettings.Faults(
            ("Routes:0:Name", "ops"),
            ("Routes:0:Match:CustomFields:0:Field", "Team"),
            ("Routes:0:Match:CustomFields:0:Value", "Payments"),
            ("Routes:0:Dashboards:0:Uid", "payments"),
            (key, "x"));

        Assert.Equal([fault], faults.Select(found => found.ToString()));
    }

    [Fact]
    public void Tags_that_are_too_long_for_all_are_no_fault_of_a_route_that_adds_none()
    {
        var faults = new List<SettingFault>();
        var section = new SettingsSection(new ConfigurationBuilder().Build(), "Routes:0", faults);

        Assert.Empty(AnnotationOptions.ReadTags(section, [new string('a', AnnotationTags.MaxExtraLength)]));
        Assert.Empty(faults);
    }

    [Theory]
    [InlineData("Annotations:Text")]
    [InlineData("Routes:0:Text")]
    public void A_text_that_is_no_template_is_a_fault(string key)
    {
        var faults = TestSettings.Faults(("Routes:0:Name", "ops"), (key, "{% if %}"));

        Assert.StartsWith($"{key}: is not a usable template: line 1, column ", Assert.Single(faults).ToString(), StringComparison.Ordinal);
    }
}
