using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationRoutesTests
{
    /// <summary>A setting of a route that is otherwise right, its value, and what is said of it, word for word.</summary>
    public static TheoryData<string, string, string> Faults => new()
    {
        { "Routes:1:Grafana", "main", "Routes:1:Name: is required: annotations are found by it, so keep it." },
        { "Routes:0:Name", "Ops", "Routes:0:Name: is not a usable name: up to 40 lower-case letters, digits, - and _." },
        { "Routes:0:Name", "ops:1", "Routes:0:Name: is not a usable name: up to 40 lower-case letters, digits, - and _." },
        { "Routes:0:Name", new string('a', 41), "Routes:0:Name: is not a usable name: up to 40 lower-case letters, digits, - and _." },
        { "Routes:1:Name", "ops", "Routes:1:Name: is the name of an earlier route; annotations are found by it." },
        { "Routes:0:Grafana", "mian", "Routes:0:Grafana: names no Grafana. There are: main, other." },
        { "Routes:0:Grafana:1", "mian", "Routes:0:Grafana:1: names no Grafana. There are: main, other." },
        { "Routes:0:Match", "Critical", "Routes:0:Match: is a section, not a value." },
        { "Routes:0:Match:Mode", "test", "Routes:0:Match:Mode: has a mode that is not among Annotations:Modes; no incident of it would ever match." },
        { "Routes:0:Match:Mode:0", "practice", "Routes:0:Match:Mode:0: is not one of standard, retrospective, test, tutorial, unknown." },
        { "Routes:0:Match:Visibility", "secret", "Routes:0:Match:Visibility: is not one of public, private." },
        { "Routes:0:Match:CustomFields:0:Value", "Payments", "Routes:0:Match:CustomFields:0:Field: is required: the name or the id of a custom field." },
        { "Routes:0:Match:CustomFields:0:Field", "Team", "Routes:0:Match:CustomFields:0:Value: is required: what the field has to say." },
        { "Routes:0:Match:CustomFields", "Team", "Routes:0:Match:CustomFields: is a list; its settings are Routes:0:Match:CustomFields:0:… and so on." },
        { "Routes:0:Match:Serverity", "Major", "Routes:0:Match:Serverity: is not a setting. Did you mean Severity? Known here: CustomFields, Kind, MinimumSeverity, Mode, Severity, Type, Visibility." },
        { "Routes:0:Dashboards:0:Uid", "pay ments", "Routes:0:Dashboards:0:Uid: is not a dashboard's uid: 1 to 40 letters, digits, - and _, as they stand in its address after /d/." },
        { "Routes:0:Dashboards:0:Uid", "d/payments", "Routes:0:Dashboards:0:Uid: is not a dashboard's uid: 1 to 40 letters, digits, - and _, as they stand in its address after /d/." },
        { "Routes:0:Dashboards:0:Panel", "4", "Routes:0:Dashboards:0:Uid: is required: the dashboard's uid, as it stands in its address after /d/." },
        { "Routes:0:Dashboards:one:Uid", "payments", "Routes:0:Dashboards:one: is not an entry of a list; entries are numbered from 0." },
        { "Routes:0:Tags:0", "severity:mine", "Routes:0:Tags:0: uses a key that the bridge sets itself." },
        { "Routes:0:Tags:0", "Env:test", "Routes:0:Tags:0: has the key of an earlier tag; a filter for the key alone would find neither." },
        { "Routes:0:Tags:0", new string('a', 99), "Routes:0:Tags: are longer than 150 characters together; Grafana limits the whole list." },
        { "Routes:0:Private", "hide", "Routes:0:Private: is not one of redact, full, omit." },
        { "Routes:0:Dashboard", "payments", "Routes:0:Dashboard: is not a setting. Did you mean Dashboards? Known here: Dashboards, Grafana, Match, Name, Private, Tags, TagsFrom, Text." },
        { "Routes:first:Name", "more", "Routes:first: is not an entry of a list; entries are numbered from 0." },
        { "Routes", "ops", "Routes: is a list; its settings are Routes:0:… and so on." },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_told_with_its_place_and_what_to_do(string key, string value, string fault)
    {
        var faults = TestSettings.Faults(
            ("Grafana:other:Url", "https://other.example"),
            ("Grafana:other:Token", "token"),
            ("Annotations:Tags:0", "env:prod"),
            ("Annotations:Tags:1", new string('b', 60)),
            ("Routes:0:Name", "ops"),
            (key, value));

        Assert.Equal([fault], faults.Select(found => found.ToString()));
    }

    [Fact]
    public void A_panel_is_a_positive_number_and_a_place_stands_once()
    {
        var faults = TestSettings.Faults(
            ("Routes:0:Name", "ops"),
            ("Routes:0:Dashboards:0:Uid", "payments"),
            ("Routes:0:Dashboards:0:Panel", "0"),
            ("Routes:0:Dashboards:1:Uid", "search"),
            ("Routes:0:Dashboards:2:Uid", "search"));

        Assert.Equal(
            ["Routes:0:Dashboards:0:Panel: is not a whole number from 1 to 2147483647.", "Routes:0:Dashboards:2:Uid: is that of an earlier entry."],
            faults.Select(found => found.ToString()));
    }

    [Fact]
    public void Without_routes_one_takes_everything_to_every_grafana()
    {
        var route = Assert.Single(TestSettings.Read(("Grafana:other:Url", "https://other.example"), ("Grafana:other:Token", "token")).Routes);

        Assert.Equal(("default", RouteMatch.Everything), (route.Name, route.Match));
        Assert.Equal([("main", null), ("other", null)], route.Places.OrderBy(place => place.Grafana));
    }

    [Fact]
    public void Routes_stand_in_the_order_of_their_numbers()
    {
        var settings = TestSettings.Read(("Routes:10:Name", "last"), ("Routes:2:Name", "second"), ("Routes:0:Name", "first"));

        Assert.Equal(["first", "second", "last"], settings.Routes.Select(route => route.Name));
    }

    [Fact]
    public void Names_of_grafanas_have_no_case_and_stand_once()
    {
        var settings = TestSettings.Read(("Routes:0:Name", "ops"), ("Routes:0:Grafana:0", "MAIN"), ("Routes:0:Grafana:1", "main"));

        Assert.Equal(["main"], settings.Routes[0].Grafanas);
    }

    [Fact]
    public void A_condition_takes_one_value_or_several()
    {
        var settings = TestSettings.Read(
            ("Annotations:Modes:0", "standard"),
            ("Annotations:Modes:1", "test"),
            ("Routes:0:Name", "ops"),
            ("Routes:0:Match:Severity", "Major"),
            ("Routes:0:Match:Type:0", "Security"),
            ("Routes:0:Match:Type:1", "Outage"),
            ("Routes:0:Match:Mode:0", "Test"),
            ("Routes:0:Match:Visibility", "Private"),
            ("Routes:0:Match:CustomFields:0:Field", "Team"),
            ("Routes:0:Match:CustomFields:0:Value:0", "Payments"),
            ("Routes:0:Match:CustomFields:0:Value:1", "Search"),
            ("Routes:0:Dashboards:0:Uid", "payments"),
            ("Routes:0:Dashboards:0:Panel", "4"),
            ("Routes:0:Private", "Full"));

        var route = Assert.Single(settings.Routes);
        Assert.Equal(["Major"], route.Match.Severities);
        Assert.Equal(["Security", "Outage"], route.Match.Types);
        Assert.Equal([IncidentMode.Test], route.Match.Modes);
        Assert.Equal(RouteVisibility.Private, route.Match.Visibility);
        Assert.Equal(["Payments", "Search"], Assert.Single(route.Match.CustomFields).Values);
        Assert.Equal([("main", DashboardPanel.Parse("payments/4"))], route.Places);
        Assert.Equal(PrivateMode.Full, route.Private);
    }

    [Fact]
    public void Every_grafana_has_every_dashboard_of_a_route()
    {
        AnnotationRoute route = new("ops", ["a", "b"]) { Dashboards = [DashboardPanel.Parse("x"), DashboardPanel.Parse("y/1")] };

        Assert.Equal(["a x", "a y/1", "b x", "b y/1"], route.Places.Select(place => $"{place.Grafana} {place.Dashboard}"));
    }
}
