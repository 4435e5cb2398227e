using System.Text.Json;
using Bridge.Commands.Queries;

namespace Bridge.UnitTests.Commands.Queries;

/// <summary>Which entries of a dashboard's list are the command's, and what becomes of them and of the others.</summary>
public sealed class QueryListTests
{
    private const string BuiltIn =
        """{"builtIn":1,"datasource":"-- Grafana --","enable":true,"hide":true,"iconColor":"rgba(0, 211, 255, 1)","name":"Annotations & Alerts","type":"dashboard"}""";

    private const string Deploys = """{"name":"Deploys","datasource":{"uid":"prom"},"expr":"up","step":1.50e1,"since":1541329735143424}""";

    private static readonly string Critical = QueryExamples.Entry("Incidents: Critical", "severity:critical");
    private static readonly string Major = QueryExamples.Entry("Incidents: Major", "severity:major");
    private static readonly string Open = QueryExamples.Entry("Incidents: all open", "status:open");

    [Fact]
    public void An_empty_list_gets_all_of_them_in_order()
    {
        var (changes, entries) = Bring();

        Assert.Equal("+ Incidents: Critical, + Incidents: Major, + Incidents: all open", Words(changes));
        Assert.Equal(QueryExamples.Wanted.Select(query => QueryJson.Of(query).ToJsonString()), entries);
    }

    [Fact]
    public void What_is_there_already_is_not_touched_whatever_its_colour_switch_limit_and_further_members_are()
    {
        var own = QueryExamples.Entry("Incidents: Major", "severity:major", ""","hide":true,"filter":{"exclude":false,"ids":[1]},"odd":1.0""").Replace("true", "false", StringComparison.Ordinal);

        var (changes, entries) = Bring(BuiltIn, Critical, Deploys, own, Open);

        Assert.Empty(changes);
        Assert.Equal([BuiltIn, Critical, Deploys, own, Open], entries);
    }

    [Fact]
    public void Others_stay_where_they_are_byte_for_byte_and_a_new_one_comes_beside_its_neighbours()
    {
        var (changes, entries) = Bring(Open, BuiltIn, Critical, Deploys);

        Assert.Equal("+ Incidents: Major", Words(changes));
        Assert.Equal([Open, BuiltIn, Critical, QueryJson.Of(QueryExamples.Wanted[1]).ToJsonString(), Deploys], entries);
    }

    [Fact]
    public void A_new_first_one_comes_before_those_that_are_there()
    {
        var (_, entries) = Bring(Deploys, Major, Open, BuiltIn);

        Assert.Equal([Deploys, QueryJson.Of(QueryExamples.Wanted[0]).ToJsonString(), Major, Open, BuiltIn], entries);
    }

    [Fact]
    public void One_that_asks_for_something_else_asks_for_the_right_thing_again_and_keeps_the_rest()
    {
        var edited = Major.Replace("\"severity:major\"", "\"severity:minor\",\"x\"", StringComparison.Ordinal).Replace("\"iconColor\":\"blue\"", "\"iconColor\":\"blue\",\"odd\":1.0", StringComparison.Ordinal);

        var (changes, entries) = Bring(Critical, edited, Open);

        Assert.Equal("~ Incidents: Major", Words(changes));
        Assert.Equal(Major.Replace("\"iconColor\":\"blue\"", "\"iconColor\":\"blue\",\"odd\":1.0", StringComparison.Ordinal), entries[1]);
    }

    [Theory]
    [InlineData("\"matchAny\":false", "\"matchAny\":true")]
    [InlineData("\"type\":\"tags\"", "\"type\":\"dashboard\"")]
    [InlineData("\"uid\":\"-- Grafana --\"", "\"uid\":\"prom\"")]
    [InlineData("[\"incident-io\",\"severity:major\"]", "[\"severity:major\",\"incident-io\"]")]
    public void Each_member_that_says_what_is_asked_for_counts(string from, string to)
    {
        var (changes, entries) = Bring(Critical, Major.Replace(from, to, StringComparison.Ordinal), Open);

        Assert.Equal("~ Incidents: Major", Words(changes));
        Assert.True(JsonElement.DeepEquals(Parse(Major), Parse(entries[1])));
    }

    [Theory]
    [InlineData("\"-- Grafana --\"")]
    [InlineData("{\"type\":\"datasource\",\"uid\":\"grafana\"}")]
    [InlineData("{\"type\":\"grafana\",\"uid\":\"grafana\"}")]
    public void Grafanas_own_data_source_is_known_in_each_of_its_spellings(string datasource)
    {
        var (changes, _) = Bring(Critical, Major.Replace("{\"type\":\"grafana\",\"uid\":\"-- Grafana --\"}", datasource, StringComparison.Ordinal), Open);

        Assert.Empty(changes);
    }

    [Fact]
    public void That_of_a_severity_that_was_renamed_goes_and_the_new_one_comes()
    {
        var (changes, entries) = Bring(BuiltIn, QueryExamples.Entry("Incidents: Sev 1", "severity:sev 1"), Major, Open);

        Assert.Equal("+ Incidents: Critical, - Incidents: Sev 1", Words(changes));
        Assert.Equal([BuiltIn, QueryJson.Of(QueryExamples.Wanted[0]).ToJsonString(), Major, Open], entries);
    }

    [Fact]
    public void Of_a_copy_the_first_one_stays()
    {
        var (changes, entries) = Bring(Critical, Major, Deploys, Major, Open);

        Assert.Equal("- Incidents: Major", Words(changes));
        Assert.Equal([Critical, Major, Deploys, Open], entries);
    }

    /// <summary>Half of the rule is not enough.</summary>
    [Theory]
    [InlineData("Incidents of mine", "incident-io")]
    [InlineData("incidents: Old", "incident-io")]
    [InlineData("Incidents: Deploys", "deploy")]
    public void What_has_only_the_name_or_only_the_tag_is_somebody_elses(string name, string tag)
    {
        var theirs = QueryExamples.Entry(name, "x").Replace("incident-io", tag, StringComparison.Ordinal);

        var (changes, entries) = Bring(theirs, Critical, Major, Open);

        Assert.Empty(changes);
        Assert.Equal([theirs, Critical, Major, Open], entries);
    }

    [Fact]
    public void Somebody_elses_of_the_same_name_keeps_it()
    {
        var theirs = Major.Replace("incident-io", "deploy", StringComparison.Ordinal);

        var (changes, entries) = Bring(Critical, theirs, Open);

        Assert.Equal([new QueryChange(QueryChangeKind.NameIsTaken, "Incidents: Major")], changes);
        Assert.Equal([Critical, theirs, Open], entries);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("7")]
    [InlineData("{}")]
    [InlineData("{\"name\":null,\"target\":{\"tags\":[null,1,\"incident-io\"]}}")]
    [InlineData("{\"name\":\"Incidents: \\ud800\",\"target\":{\"tags\":[\"\\ud800\"]}}")]
    [InlineData("{\"name\":\"Incidents: x\",\"target\":\"tags\"}")]
    public void Odd_entries_stay_as_they_are(string odd)
    {
        var (_, entries) = Bring(odd);

        Assert.Equal(odd, entries[0]);
        Assert.Equal(4, entries.Count);
    }

    private static (IReadOnlyList<QueryChange> Changes, IReadOnlyList<string> Entries) Bring(params IReadOnlyList<string> entries) =>
        QueryList.Bring([.. entries.Select(Parse)], QueryExamples.Wanted);

    private static JsonElement Parse(string json) => JsonDocument.Parse(json).RootElement;

    private static string Words(IReadOnlyList<QueryChange> changes) => string.Join(", ", changes.Select(change => change.Kind switch
    {
        QueryChangeKind.Add => $"+ {change.Name}",
        QueryChangeKind.Change => $"~ {change.Name}",
        _ => $"- {change.Name}",
    }));
}
