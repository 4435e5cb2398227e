using System.Text.Json;
using Bridge.Commands.Queries;
using Bridge.UnitTests.Settings;

namespace Bridge.UnitTests.Commands.Queries;

/// <summary>One query per kind that is shown beside incidents; those of incidents are as they were.</summary>
public sealed class KindQueriesTests
{
    private static readonly (string, string?) On = ("MaintenanceWindows:Show", "all");

    [Fact]
    public void A_kind_that_is_shown_has_a_query_behind_those_of_incidents()
    {
        var without = Of(QueryExamples.Everything);

        var queries = Of(QueryExamples.Everything, On);

        Assert.Equal(without.Select(query => query.Name), queries.SkipLast(1).Select(query => query.Name));
        var query = queries[^1];
        Assert.Equal(("incident.io: maintenance", "light-blue", true), (query.Name, query.Color, query.IsOn));
        Assert.Equal(["incident-io-maintenance"], query.Tags);
        Assert.All(queries.SkipLast(1), one => Assert.Equal("incident-io", one.Tags[0]));
    }

    [Fact]
    public void It_is_narrowed_by_the_route_and_not_by_variables() => Assert.Equal(
        ["incident-io-maintenance", "route:ops"],
        Of(new QueryChoice(null, "ops", [new TagVariable("service", "service")]), On, ("Routes:0:Name", "ops"))[^1].Tags);

    [Fact]
    public void A_route_that_does_not_take_the_kind_draws_none_of_it() => Assert.DoesNotContain(
        Of(QueryExamples.Everything, On, ("Routes:0:Name", "ops"), ("Routes:0:Match:Kind", "incident")), query => query.Tags[0] != "incident-io");

    [Fact]
    public void On_a_dashboard_it_is_added_and_taken_away_when_the_kind_is_off_and_a_strangers_stays()
    {
        var wanted = Of(QueryExamples.Everything, On);
        var stranger = JsonDocument.Parse("""{"name":"incident.io: mine","target":{"type":"tags","tags":["deploy"]}}""").RootElement;

        var (added, entries) = QueryList.Bring([stranger], wanted);
        var list = entries.Select(entry => JsonDocument.Parse(entry).RootElement).ToList();
        var (none, _) = QueryList.Bring(list, wanted);
        var (removed, left) = QueryList.Bring(list, Of(QueryExamples.Everything));

        Assert.Contains(added, change => change is { Kind: QueryChangeKind.Add, Name: "incident.io: maintenance" });
        Assert.Empty(none);
        Assert.Equal((QueryChangeKind.Remove, "incident.io: maintenance"), (Assert.Single(removed).Kind, removed[0].Name));
        Assert.Contains(left, entry => entry.Contains("incident.io: mine", StringComparison.Ordinal));
    }

    private static IReadOnlyList<AnnotationQuery> Of(QueryChoice choice, params (string, string?)[] changes)
    {
        var settings = TestSettings.Read(changes);
        return AnnotationQueries.Of(QueryExamples.Severities, settings.Routes, choice, settings.Kinds);
    }
}
