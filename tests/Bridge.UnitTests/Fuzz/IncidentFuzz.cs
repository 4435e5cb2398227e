using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Fuzz;

/// <summary>incident.io's answers, up to the annotations that are made of them.</summary>
internal sealed class IncidentFuzz : IFuzzTarget
{
    private const string Incident = """
        {"id":"01ABC","reference":"INC-7","name":"Kasse langsam","summary":"s","permalink":"https://app.incident.io/a/7","mode":"standard",
        "visibility":"public","incident_status":{"name":"Fixing","category":"learning"},"severity":{"name":"Major","rank":1},
        "incident_type":{"name":"Production"},"custom_field_entries":[{"custom_field":{"id":"c1","name":"Team"},"values":[
        {"value_text":"a"},{"value_option":{"value":"b"}},{"value_catalog_entry":{"name":"c"}}]}],
        "incident_timestamp_values":[{"incident_timestamp":{"name":"Reported at"},"value":{"value":"2026-03-01T10:00:00.123456Z"}},
        {"incident_timestamp":{"name":"Resolved at"},"value":{"value":"2026-03-01T11:00:00Z"}}],
        "created_at":"2026-03-01T10:00:01Z","updated_at":"2026-03-01T12:00:00.5+02:00"}
        """;

    private const string List = $$$"""{"incidents":[{{{Incident}}},{{{Incident}}}],"pagination_meta":{"after":"01ABC","page_size":2}}""";
    private const string Severities = """{"severities":[{"name":"Minor","rank":1},{"name":"Major","rank":2}]}""";
    private const string Identity = """{"identity":{"name":"bridge","roles":["viewer","global_access"]}}""";

    private static readonly SubjectId Id = SubjectId.Parse("01ABC");
    private static readonly AnnotationRoute Route = new(AnnotationRoute.DefaultName, ["main"]);
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly bool _list;

    private IncidentFuzz(bool list) => _list = list;

    public static IncidentFuzz OfOne() => new(list: false);

    public static IncidentFuzz OfLists() => new(list: true);

    public string Feed(Random random) => _list ? FeedList(random) : FeedOne(random);

    private static string FeedOne(Random random)
    {
        var client = Client(random, $$"""{"incident":{{Incident}}}""");

        if (client.GetAsync(Id, CancellationToken.None).GetAwaiter().GetResult() is not SubjectResult.Found found)
        {
            return "failed";
        }

        Assert.Equal(Id, found.Subject.Id);
        AssertDrawable(random, (Incident)found.Subject);
        return "found";
    }

    private static string FeedList(Random random)
    {
        var query = new IncidentQuery { };
        switch (random.Next(4))
        {
            case 0:
                var (severities, noSeverities) = Client(random, Severities).GetSeveritiesAsync(CancellationToken.None).GetAwaiter().GetResult();
                Assert.NotEqual(severities is null, noSeverities is null);
                return severities is null ? "failed" : "severities";
            case 1:
                var (identity, nobody) = Client(random, Identity).GetIdentityAsync(CancellationToken.None).GetAwaiter().GetResult();
                Assert.NotEqual(identity is null, nobody is null);
                _ = identity?.MayReadPrivate;
                return identity is null ? "failed" : "identity";
            default:
                var (page, failure) = Client(random, List).ListAsync(query, after: "01ABB", CancellationToken.None).GetAwaiter().GetResult();
                Assert.NotEqual(page is null, failure is null);
                foreach (var incident in page?.Incidents ?? [])
                {
                    AssertDrawable(random, incident);
                }

                return page is null ? "failed" : "page";
        }
    }

    private static void AssertDrawable(Random random, Incident incident)
    {
        var options = new AnnotationOptions
        {
            Shape = random.Next(2) == 0 ? AnnotationShape.Region : AnnotationShape.Points,
            Private = Mutation.OneOf(random, Enum.GetValues<PrivateMode>()),
        };
        foreach (var annotation in AnnotationPolicy.Decide(incident, options, Route, ShownState.Nothing, Now))
        {
            Assert.True(annotation.End >= annotation.Start);
            Assert.Equal($"x-incident:{incident.Id}", annotation.Tags[^1]);
            Assert.DoesNotContain(annotation.Tags, tag => tag.Any(char.IsControl));
            Assert.False(string.IsNullOrWhiteSpace(annotation.Text));
            Assert.DoesNotContain("<script", annotation.Text, StringComparison.OrdinalIgnoreCase);
            Assert.DoesNotContain("javascript:", annotation.Text.Split("href=").ElementAtOrDefault(1) ?? "", StringComparison.OrdinalIgnoreCase);
            _ = annotation.Fingerprint();
        }
    }

    private static IncidentClient Client(Random random, string json)
    {
        var answer = FuzzAnswers.Of(random, json);
        return new IncidentClient(new StubIncidentIoApi(_ => Task.FromResult(answer)), new IncidentIoRequests(TimeProvider.System));
    }
}
