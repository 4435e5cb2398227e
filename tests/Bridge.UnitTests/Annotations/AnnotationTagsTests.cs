using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Annotations;

public sealed class AnnotationTagsTests
{
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);

    [Theory]
    [InlineData(nameof(AnnotationPart.Region), null)]
    [InlineData(nameof(AnnotationPart.Start), "event:start")]
    [InlineData(nameof(AnnotationPart.Resolve), "event:resolve")]
    public void The_identity_says_which_annotation_of_which_incident_and_route(string part, string? tag)
    {
        var identity = AnnotationTags.Identity(SubjectId.Parse("01ABC"), "ops", Enum.Parse<AnnotationPart>(part));

        Assert.Equal(tag is null ? ["incident-io", "route:ops", "x-incident:01ABC"] : ["incident-io", "route:ops", tag, "x-incident:01ABC"], identity);
    }

    [Theory]
    [InlineData("Major", "severity:major")]
    [InlineData("SEV:1, urgent", "severity:sev_1_ urgent")]
    [InlineData("  a \t\n b  ", "severity:a b")]
    [InlineData("Kritisch 🔥", "severity:kritisch 🔥")]
    public void A_severity_becomes_a_clean_value_in_lower_case(string severity, string tag)
    {
        Assert.Contains(tag, For(AnIncident.Live() with { Severity = new IncidentSeverity(severity, 1) }));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" \u0007 ")]
    public void No_severity_is_no_tag(string? severity)
    {
        Assert.DoesNotContain(For(AnIncident.Live() with { Severity = severity is null ? null : new IncidentSeverity(severity, 1) }), tag => tag.StartsWith("severity", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Region", null)]
    [InlineData("Start", "event:start")]
    [InlineData("Resolve", "event:resolve")]
    public void What_a_person_looks_for_comes_first_and_the_id_last(string part, string? ofPart)
    {
        var tags = AnnotationTags.For(
            AnIncident.Resolved(), Enum.Parse<AnnotationPart>(part), AnnotationStatus.Resolved, Route, ["env:prod", "team:payments"], DashboardPanel.Parse("d/4"));

        string?[] expected =
        [
            "incident-io", "severity:major", "status:resolved", "env:prod", "team:payments",
            $"route:{Route.Name}", "dashboard:d", "panel:4", ofPart, $"x-incident:{AnIncident.Id}",
        ];
        Assert.Equal(expected.OfType<string>(), tags);
    }

    [Fact]
    public void No_tag_says_what_each_incident_has_of_its_own_but_the_last_one() => Assert.DoesNotContain(
        For(AnIncident.Live()).SkipLast(1),
        tag => tag.Contains("INC-123", StringComparison.OrdinalIgnoreCase) || tag.Contains(AnIncident.Id, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void The_key_of_the_id_comes_after_those_that_people_use() =>
        Assert.Equal(For(AnIncident.Live())[^1], For(AnIncident.Live(), "team:payments", "service:web", "env:prod").Order(StringComparer.Ordinal).Last());

    [Fact]
    public void A_value_is_cut_to_what_a_column_takes_without_splitting_an_emoji()
    {
        var tags = For(AnIncident.Live() with { Severity = new IncidentSeverity(new string('x', 99) + "🔥", 1) });

        Assert.Contains("severity:" + new string('x', 99), tags);
    }

    [Theory]
    [InlineData("支払い")]
    [InlineData("🔥")]
    public void A_list_that_would_be_too_long_leaves_out_what_matters_least(string letter)
    {
        var unreadable = string.Concat(Enumerable.Repeat(letter, 50));

        var tags = For(AnIncident.Resolved() with { Severity = new IncidentSeverity(unreadable, 1) }, [unreadable, "team:payments"]);

        Assert.InRange(AnnotationTags.JsonLength(tags), 1, 480);
        Assert.Equal($"x-incident:{AnIncident.Id}", tags[^1]);
        Assert.Contains("status:open", tags);
    }

    [Fact]
    public void Extra_tags_are_normalised_and_never_doubled()
    {
        var tags = For(AnIncident.Live(), ["Team : Payments", "team:payments", "Blue", "empty:"]);

        Assert.Equal(["team:payments", "blue", "empty"], tags.Skip(3).Take(tags.Count - 5));
    }

    [Fact]
    public void Of_two_values_for_one_key_the_first_stays()
    {
        var tags = For(AnIncident.Live(), ["team:payments", "team:search", "team"]);

        Assert.Equal(["team:payments"], tags.Where(tag => tag.StartsWith("team", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("team:payments")]
    [InlineData("team")]
    [InlineData("team:")]
    [InlineData("a, b")]
    public void A_usable_tag_has_no_problem(string tag)
    {
        Assert.Null(AnnotationTags.Problem(tag));
    }

    [Theory]
    [InlineData("a:b:c", "more than one colon")]
    [InlineData("http://x:1", "more than one colon")]
    [InlineData(":value", "no key")]
    [InlineData("", "no key")]
    [InlineData(" : x", "no key")]
    [InlineData("\u0007:x", "no key")]
    [InlineData("incident:1", "sets itself")]
    [InlineData("X-Incident:1", "sets itself")]
    [InlineData("Route:x", "sets itself")]
    [InlineData("event:start", "sets itself")]
    [InlineData("ref:x", "sets itself")]
    [InlineData(" SEVERITY : x", "sets itself")]
    [InlineData("status", "sets itself")]
    [InlineData("incident-io", "sets itself")]
    [InlineData("Incident-IO", "sets itself")]
    [InlineData("incident-io:acme", "sets itself")]
    public void An_unusable_tag_is_told_apart(string tag, string problem)
    {
        Assert.Contains(problem, AnnotationTags.Problem(tag), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100, true)]
    [InlineData(101, false)]
    public void A_key_and_a_value_may_have_100_characters(int length, bool usable)
    {
        var part = new string('x', length);

        Assert.Equal(usable, AnnotationTags.Problem($"{part}:v") is null);
        Assert.Equal(usable, AnnotationTags.Problem($"k:{part}") is null);
    }

    [Theory]
    [InlineData(new string[0], 2)]
    [InlineData(new[] { "a" }, 6)]
    [InlineData(new[] { "a", "bc" }, 11)]
    [InlineData(new[] { "é" }, 11)]
    [InlineData(new[] { "🔥" }, 17)]
    public void The_length_counts_what_json_may_make_of_a_tag(string[] tags, int length)
    {
        Assert.Equal(length, AnnotationTags.JsonLength(tags));
    }

    private static IReadOnlyList<string> For(Incident incident, params IReadOnlyList<string> extra) =>
        AnnotationTags.For(incident, AnnotationPart.Region, AnnotationStatus.Open, Route, extra);
}
