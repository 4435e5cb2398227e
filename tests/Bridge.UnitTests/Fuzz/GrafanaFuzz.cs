using System.Text.Json;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Reconciliation;
using Bridge.UnitTests.Grafana;
using Bridge.UnitTests.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Fuzz;

/// <summary>Grafana's answers. An id comes out only if the answer says that very number, and it is a positive one.</summary>
internal sealed class GrafanaFuzz : IFuzzTarget
{
    private const string Created = """{"message":"Annotation added","id":42,"endId":43}""";
    private const string Message = """{"message":"Could not find annotation to update"}""";
    private const string Dashboard = """{"dashboard":{"id":7,"uid":"abc","title":"T","tags":[]},"meta":{"slug":"t"}}""";

    private const string Found = """
        [{"id":42,"alertId":0,"time":1772359200000,"timeEnd":1772366400000,"text":"t","tags":["incident-io","route:default","x-incident:01ABC"]},
        {"id":43,"time":1772359200000,"timeEnd":1772359200000,"text":"","tags":["incident-io","incident:01ABC","route:default"]}]
        """;

    private static readonly SearchTimes Times = SearchTimes.Around(AnIncident.DeclaredAt);

    private static readonly DesiredAnnotation Annotation = Assert.Single(AnnotationPolicy.Decide(
        AnIncident.Resolved(), new AnnotationOptions(), new AnnotationRoute(AnnotationRoute.DefaultName, ["main"]), ShownState.Nothing, default));

    public string Feed(Random random)
    {
        switch (random.Next(5))
        {
            case 0:
                return Written(Mutation.JsonBytes(random, Created), random, target => target.CreateAsync(Annotation, CancellationToken.None));
            case 1:
                var placed = Annotation with { Dashboard = DashboardPanel.TryCreate("abc", 3, out var place) ? place : null };
                return Written(Mutation.JsonBytes(random, Dashboard), random, target => target.CreateAsync(placed, CancellationToken.None));
            case 2:
                return Changed(Mutation.JsonBytes(random, Message), random);
            case 3:
                return Searched(Mutation.JsonBytes(random, Found), random, target => target.FindAsync([SubjectId.Parse("01ABC")], Times, CancellationToken.None));
            default:
                return Searched(
                    Mutation.JsonBytes(random, Found),
                    random,
                    target => target.ListAsync(AnIncident.DeclaredAt, AnIncident.UpdatedAt, CancellationToken.None));
        }
    }

    private static string Written(byte[] body, Random random, Func<GrafanaTarget, Task<TargetResult>> write)
    {
        if (write(Target(body, random)).GetAwaiter().GetResult() is not TargetResult.Made made)
        {
            return "failed";
        }

        using var document = JsonDocument.Parse(new MemoryStream(body)); // A stream may begin with a byte order mark, as the bridge reads it.
        Assert.Contains(made.Annotation.Id.Value, IdsOf(document.RootElement));
        return "created";
    }

    private static string Changed(byte[] body, Random random)
    {
        var result = Target(body, random).UpdateAsync(StubGrafana.Found(42), Annotation, CancellationToken.None).GetAwaiter().GetResult();
        return result is TargetResult.Failed ? "failed" : "changed";
    }

    private static string Searched(byte[] body, Random random, Func<GrafanaTarget, Task<FindResult>> search)
    {
        if (search(Target(body, random)).GetAwaiter().GetResult() is not FindResult.Found found)
        {
            return "failed";
        }

        using var document = JsonDocument.Parse(new MemoryStream(body)); // A stream may begin with a byte order mark, as the bridge reads it.
        var ids = document.RootElement.EnumerateArray().SelectMany(IdsOf).ToList();
        Assert.All(found.Annotations, annotation =>
        {
            Assert.Contains(annotation.Id.Value, ids);
            _ = annotation.Fingerprint();
            _ = AnnotationTags.OwnerOf(annotation.Tags);
        });
        return found.Annotations.Count > 0 ? "found" : "nothing";
    }

    private static IEnumerable<long> IdsOf(JsonElement element) => element.ValueKind != JsonValueKind.Object
        ? []
        : element.EnumerateObject()
            .Where(member => member.NameEquals("id") && member.Value.ValueKind == JsonValueKind.Number)
            .Select(member => member.Value.TryGetInt64(out var id) ? id : 0)
            .Where(id => id > 0);

    private static GrafanaTarget Target(byte[] body, Random random) => StubGrafana.Target(_ => FuzzAnswers.Of(random, body));
}
