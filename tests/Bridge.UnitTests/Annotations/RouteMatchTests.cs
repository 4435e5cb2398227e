using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class RouteMatchTests
{
    private static readonly IReadOnlyList<IncidentSeverity> Severities =
        [new("Minor", 10), new("Major", 20), new("Critical", 30), new("Unranked", null)];

    private static readonly Incident Incident = AnIncident.Live() with
    {
        Severity = new IncidentSeverity("Major", 20),
        Type = "Production Outage",
        CustomFields =
        [
            new CustomField("01FIELDTEAM", "Affected team", ["Payments", "Checkout"]),
            new CustomField("01FIELDNOTE", "Note", ["see the thread"]),
            new CustomField("01FIELDCOUNT", "Customers", ["12"]),
        ],
    };

    [Fact]
    public void Without_conditions_every_incident_matches()
    {
        Assert.Null(RouteMatch.Everything.WhyNot(Incident, []));
        Assert.Null(RouteMatch.Everything.WhyNot(AnIncident.In(StatusCategory.Unknown).Private() with { Severity = null }, []));
    }

    [Theory]
    [InlineData("Major", null)]
    [InlineData("mAJOR", null)]
    [InlineData("Minor,Major", null)]
    [InlineData("Critical", "its severity is not Critical")]
    [InlineData("Minor,Critical", "its severity is not Minor or Critical")]
    [InlineData("Maj", "its severity is not Maj")]
    public void Severity_is_one_of_those_named(string severities, string? reason) =>
        Assert.Equal(reason, new RouteMatch { Severities = severities.Split(',') }.WhyNot(Incident, Severities));

    [Theory]
    [InlineData("Minor", null)]
    [InlineData("Major", null)]
    [InlineData("MAJOR", null)]
    [InlineData("Critical", "its severity is below Critical, or not set")]
    [InlineData("Unranked", "its severity is below Unranked, or not set")]
    [InlineData("Unheard of", "its severity is below Unheard of, or not set")]
    public void Minimum_severity_goes_by_rank(string minimum, string? reason) =>
        Assert.Equal(reason, new RouteMatch { MinimumSeverity = minimum }.WhyNot(Incident, Severities));

    [Fact]
    public void A_severity_without_a_rank_reaches_none()
    {
        var unranked = Incident with { Severity = new IncidentSeverity("Major", null) };

        Assert.NotNull(new RouteMatch { MinimumSeverity = "Minor" }.WhyNot(unranked, Severities));
        Assert.Null(new RouteMatch { Severities = ["Major"] }.WhyNot(unranked, Severities));
    }

    [Fact]
    public void No_severity_never_matches_a_severity_rule()
    {
        var unset = Incident with { Severity = null };

        Assert.NotNull(new RouteMatch { Severities = ["Minor", "Major", "Critical"] }.WhyNot(unset, Severities));
        Assert.All(Severities, severity => Assert.NotNull(new RouteMatch { MinimumSeverity = severity.Name }.WhyNot(unset, Severities)));
    }

    [Theory]
    [InlineData("Production Outage", null)]
    [InlineData("production outage", null)]
    [InlineData("Security,Production Outage", null)]
    [InlineData("Security", "its type is not Security")]
    public void Type_is_one_of_those_named(string types, string? reason) =>
        Assert.Equal(reason, new RouteMatch { Types = types.Split(',') }.WhyNot(Incident, Severities));

    [Fact]
    public void An_incident_without_a_type_has_none_of_those_named() =>
        Assert.NotNull(new RouteMatch { Types = ["Production Outage"] }.WhyNot(Incident with { Type = null }, Severities));

    [Fact]
    public void Mode_is_one_of_those_named()
    {
        var match = new RouteMatch { Modes = [IncidentMode.Test, IncidentMode.Retrospective] };

        Assert.Equal("its mode is not test or retrospective", match.WhyNot(Incident, Severities));
        Assert.Null(match.WhyNot(Incident with { Mode = IncidentMode.Retrospective }, Severities));
    }

    [Theory]
    [InlineData("Public", false, null)]
    [InlineData("Public", true, "it is not public")]
    [InlineData("Private", true, null)]
    [InlineData("Private", false, "it is not private")]
    public void Visibility_is_the_incidents(string visibility, bool isPrivate, string? reason) => Assert.Equal(
        reason, new RouteMatch { Visibility = Enum.Parse<RouteVisibility>(visibility) }.WhyNot(Incident with { IsPrivate = isPrivate }, Severities));

    [Theory]
    [InlineData("Affected team", "Payments", null)]
    [InlineData("Affected team", "Checkout", null)]
    [InlineData("affected TEAM", "payments", null)]
    [InlineData("01FIELDTEAM", "Payments", null)]
    [InlineData("Note", "see the thread", null)]
    [InlineData("Customers", "12", null)]
    [InlineData("Affected team", "Search,Checkout", null)]
    [InlineData("Note", "thread", "its field Note is not thread")]
    [InlineData("Affected team", "Search", "its field Affected team is not Search")]
    [InlineData("Affected teams", "Payments", "its field Affected teams is not Payments")]
    [InlineData("01fieldteam", "Payments", "its field 01fieldteam is not Payments")]
    public void A_custom_field_says_one_of_the_values(string field, string values, string? reason) =>
        Assert.Equal(reason, new RouteMatch { CustomFields = [new CustomFieldMatch(field, values.Split(','))] }.WhyNot(Incident, Severities));

    [Fact]
    public void Every_custom_field_has_to_match()
    {
        CustomFieldMatch team = new("Affected team", ["Payments"]), note = new("Note", ["something else"]);

        Assert.Equal("its field Note is not something else", new RouteMatch { CustomFields = [team, note] }.WhyNot(Incident, Severities));
    }

    /// <summary>All conditions at once match, and each one alone turns the whole down.</summary>
    [Fact]
    public void Every_condition_has_to_be_met()
    {
        var all = new RouteMatch
        {
            Severities = ["Major"],
            MinimumSeverity = "Minor",
            Types = ["Production Outage"],
            Modes = [IncidentMode.Standard],
            Visibility = RouteVisibility.Public,
            CustomFields = [new CustomFieldMatch("Affected team", ["Payments"])],
        };
        RouteMatch[] spoiled =
        [
            all with { Severities = ["Minor"] },
            all with { MinimumSeverity = "Critical" },
            all with { Types = ["Security"] },
            all with { Modes = [IncidentMode.Test] },
            all with { Visibility = RouteVisibility.Private },
            all with { CustomFields = [new CustomFieldMatch("Affected team", ["Search"])] },
        ];

        Assert.Null(all.WhyNot(Incident, Severities));
        Assert.All(spoiled, match => Assert.NotNull(match.WhyNot(Incident, Severities)));
    }

    [Fact]
    public void Reasons_tell_nothing_of_the_incident()
    {
        var match = new RouteMatch { CustomFields = [new CustomFieldMatch("Note", ["wanted"])] };

        Assert.DoesNotContain("thread", match.WhyNot(Incident.Private(), Severities), StringComparison.Ordinal);
    }

    [Fact]
    public void Severities_that_are_named_are_those_of_both_conditions()
    {
        Assert.Empty(RouteMatch.Everything.NamedSeverities);
        Assert.Equal(["Major", "Minor"], new RouteMatch { Severities = ["Major"], MinimumSeverity = "Minor" }.NamedSeverities);
    }

    /// <summary>What else a route asks for, the incident has to meet.</summary>
    [Fact]
    public void What_is_shown_for_an_incidents_sake_has_to_be_of_a_kind_and_as_public_as_the_route_asks_for()
    {
        var follower = Incident with { Severity = null };
        var match = new RouteMatch { Severities = ["Major"], Types = ["Security"], Kinds = [SubjectKind.Incident], Visibility = RouteVisibility.Public };

        Assert.Null(match.WhyNotAsFollower(follower));
        Assert.Equal("it is not public", match.WhyNotAsFollower(follower.Private()));
        Assert.Equal("its kind is not maintenance", (match with { Kinds = [SubjectKind.Maintenance] }).WhyNotAsFollower(follower));
    }
}
