using System.Web;
using Bridge.Annotations;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

/// <summary>What is no incident is looked for by its own tag, and what compares all that Grafana has looks for every kind.</summary>
public sealed class KindSearchTests
{
    private static readonly SearchTimes Times = SearchTimes.Around(AnIncident.DeclaredAt);

    public static TheoryData<string> Kinds => [.. SubjectKinds.All.Where(kind => kind != SubjectKind.Incident).Select(SubjectKinds.NameOf)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task One_is_found_by_its_own_tag_and_not_by_another_kinds(string kind)
    {
        var subject = SubjectId.Parse($"{kind}:{AnIncident.Id}");
        var asked = new List<string>();
        string[][] found =
        [
            [.. AnnotationTags.Identity(subject, AnnotationRoute.DefaultName, AnnotationPart.Region)],
            [$"incident-io-{kind}", $"x-incident:{AnIncident.Id}", "route:default"],
            ["incident-io", $"x-{kind}:{AnIncident.Id}", $"x-incident:{AnIncident.Id}", "route:default"],
            ["incident-io-newer", $"x-{kind}:{AnIncident.Id}", "route:default"],
        ];
        var target = StubGrafana.Target(request =>
        {
            asked.AddRange(HttpUtility.ParseQueryString(request.RequestUri!.Query).GetValues("tags")!);
            return Answers.Json($"[{string.Join(',', found.Select((tags, index) => Item(index + 1, tags)))}]");
        });

        var result = Assert.IsType<FindResult.Found>(await target.FindAsync([subject], Times, TestContext.Current.CancellationToken));

        Assert.Equal([$"x-{kind}:{AnIncident.Id}"], asked);
        Assert.Equal(1, Assert.Single(result.Annotations).Id.Value);
    }

    [Fact]
    public async Task The_list_has_every_kind()
    {
        var asked = new List<string>();
        var target = StubGrafana.Target(request =>
        {
            asked.AddRange(HttpUtility.ParseQueryString(request.RequestUri!.Query).GetValues("tags")!);
            return Answers.Json("[]");
        });

        await target.ListAsync(AnIncident.DeclaredAt, AnIncident.UpdatedAt, TestContext.Current.CancellationToken);

        Assert.Equal([.. SubjectKinds.All.Select(AnnotationTags.CommonOf)], asked);
        Assert.Equal("incident-io", asked[0]);
        Assert.Contains("incident-io-maintenance", asked);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Its_tags_are_none_that_settings_may_give(string kind)
    {
        Assert.NotNull(AnnotationTags.Problem($"x-{kind}:1"));
        Assert.NotNull(AnnotationTags.Problem($"incident-io-{kind}"));
    }

    private static string Item(int id, IEnumerable<string> tags) =>
        $$"""{"id":{{id}},"time":1772359200000,"timeEnd":1772359200001,"text":"text","tags":[{{string.Join(',', tags.Select(tag => $"\"{tag}\""))}}]}""";
}
