using Bridge.Annotations;
using Bridge.Commands.Queries;
using Bridge.Incidents;

namespace Bridge.UnitTests.Commands.Queries;

/// <summary>Which queries there are: per severity that routes take, with colours, tags and names.</summary>
public sealed class AnnotationQueriesTests
{
    [Fact]
    public void There_is_one_per_severity_the_worst_first_and_one_for_what_is_open_which_is_off()
    {
        var queries = AnnotationQueries.Of(QueryExamples.Severities, QueryExamples.OneRoute, QueryExamples.Everything, []);

        Assert.Equal(
            [
                "Incidents: Critical red on incident-io severity:critical",
                "Incidents: Major orange on incident-io severity:major",
                "Incidents: Minor yellow on incident-io severity:minor",
                "Incidents: all open purple off incident-io status:open",
            ],
            queries.Select(Line));
    }

    [Fact]
    public void The_tags_are_those_that_annotations_get()
    {
        var severity = new IncidentSeverity("Sev 1:  Réseau, haut", 4);

        var query = AnnotationQueries.Of([severity], QueryExamples.OneRoute, QueryExamples.Everything, [])[0];

        Assert.Equal(["incident-io", "severity:sev 1_ réseau_ haut"], query.Tags);
        Assert.Equal("Incidents: Sev 1:  Réseau, haut", query.Name);
    }

    [Fact]
    public void Severities_that_share_a_tag_share_a_query_and_one_without_a_tag_has_none()
    {
        var queries = AnnotationQueries.Of([new("SEV:1", 3), new("sev_1", 2), new(" \u0001", 1)], QueryExamples.OneRoute, QueryExamples.Everything, []);

        Assert.Equal(["Incidents: SEV:1", "Incidents: all open"], queries.Select(query => query.Name));
    }

    [Fact]
    public void More_severities_than_colours_begin_with_a_darker_red_and_share_the_last()
    {
        IReadOnlyList<IncidentSeverity> seven = [.. Enumerable.Range(1, 7).Select(rank => new IncidentSeverity($"S{rank}", rank)), new("Unranked", null)];

        var queries = AnnotationQueries.Of(seven, QueryExamples.OneRoute, QueryExamples.Everything, []);

        Assert.Equal(["dark-red", "red", "orange", "yellow", "blue", "green", "green", "green", "purple"], queries.Select(query => query.Color));
        Assert.Equal("Incidents: Unranked", queries[^2].Name);
    }

    [Fact]
    public void Only_severities_that_the_routes_of_a_grafana_take_are_there_with_the_colours_that_they_have_everywhere()
    {
        IReadOnlyList<AnnotationRoute> routes =
        [
            new("major", ["main"]) { Match = new RouteMatch { MinimumSeverity = "major" } },
            new("minor", ["ops"]) { Match = new RouteMatch { Severities = ["MINOR"] } },
        ];

        Assert.Equal(["Incidents: Critical", "Incidents: Major", "Incidents: all open"], Names(QueryExamples.Everything with { Grafana = "main" }));
        Assert.Equal(["Incidents: Minor", "Incidents: all open"], Names(QueryExamples.Everything with { Grafana = "ops" }));
        Assert.Equal(["Incidents: Minor", "Incidents: all open"], Names(QueryExamples.Everything with { Route = "minor" }));
        Assert.Equal(4, Names(QueryExamples.Everything).Count);
        Assert.Equal("yellow", Of(QueryExamples.Everything with { Grafana = "ops" })[0].Color);

        List<string> Names(QueryChoice choice) => [.. Of(choice).Select(query => query.Name)];

        IReadOnlyList<AnnotationQuery> Of(QueryChoice choice) => AnnotationQueries.Of(QueryExamples.Severities, routes, choice, []);
    }

    [Fact]
    public void A_route_and_variables_narrow_every_query_down()
    {
        var choice = new QueryChoice(null, "default", [new TagVariable("service", "svc")]);

        var queries = AnnotationQueries.Of([new("Major", 1)], QueryExamples.OneRoute, choice, []);

        Assert.Equal(["incident-io severity:major route:default service:$svc", "incident-io status:open route:default service:$svc"], queries.Select(query => string.Join(' ', query.Tags)));
    }

    [Theory]
    [InlineData("service", "service:$service")]
    [InlineData("Service=my_svc", "service:$my_svc")]
    [InlineData("team-name=team", "team-name:$team")]
    public void A_variable_is_named_by_its_key_and_perhaps_by_a_name_of_its_own(string text, string tag)
    {
        Assert.Equal(tag, TagVariable.Read(text).Variable!.Tag);
    }

    [Theory]
    [InlineData("team-name", "'team-name' is no name of a dashboard variable")]
    [InlineData("service=", "'' is no name of a dashboard variable")]
    [InlineData("a:b=c", "'a:b' is no key of a tag.")]
    [InlineData("severity", "The tag severity uses a key that the bridge sets itself.")]
    [InlineData("=x", "The tag  has no key before the colon.")]
    public void What_is_no_variable_is_said_to_be_none(string text, string problem)
    {
        Assert.StartsWith(problem, TagVariable.Read(text).Problem, StringComparison.Ordinal);
    }

    private static string Line(AnnotationQuery query) => $"{query.Name} {query.Color} {(query.IsOn ? "on" : "off")} {string.Join(' ', query.Tags)}";
}
