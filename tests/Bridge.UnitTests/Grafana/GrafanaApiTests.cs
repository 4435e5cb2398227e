using System.Text.Json;
using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Reconciliation;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Grafana;

/// <summary>What goes over the wire, as Refit writes it.</summary>
public sealed class GrafanaApiTests : IDisposable
{
    private readonly StubHandler _wire = new((_, _) => Task.FromResult(Answers.Json("{\"id\":1}")));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_create_posts_times_in_milliseconds_text_and_tags()
    {
        await Target().CreateAsync(Annotation(), Cancellation);

        var (method, path, body) = Assert.Single(_wire.Requests);
        Assert.Equal((HttpMethod.Post, "/sub/api/annotations"), (method, path));
        Assert.Equal(
            """{"time":1772359200000,"timeEnd":1772366400000,"text":"<b>INC-1</b> \u0026amp;","tags":["incident-io","x-incident:01A"]}""",
            Normal(body!));
    }

    [Fact]
    public async Task An_update_puts_all_four_to_the_id()
    {
        await Target().UpdateAsync(StubGrafana.Found(42), Annotation(), Cancellation);

        var (method, path, body) = Assert.Single(_wire.Requests);
        Assert.Equal((HttpMethod.Put, "/sub/api/annotations/42"), (method, path));
        Assert.Equal(["tags", "text", "time", "timeEnd"], Members(body!));
    }

    [Fact]
    public async Task A_delete_names_the_id()
    {
        await Target().DeleteAsync(StubGrafana.Found(42), Cancellation);

        Assert.Equal((HttpMethod.Delete, "/sub/api/annotations/42", null), Assert.Single(_wire.Requests));
    }

    [Fact]
    public async Task A_search_asks_for_every_incident_under_either_key_within_its_times_and_for_annotations_only()
    {
        await Target().FindAsync([SubjectId.Parse("01A"), SubjectId.Parse("01B")], Times, Cancellation);

        var (method, path, _) = Assert.Single(_wire.Requests);
        Assert.Equal(HttpMethod.Get, method);
        Assert.Equal("/sub/api/annotations?type=annotation&matchAny=true&tags=x-incident:01A&tags=incident:01A&tags=x-incident:01B&tags=incident:01B&from=1772359200000&to=1772366400000&limit=200", Uri.UnescapeDataString(path));
    }

    [Fact]
    public async Task A_search_of_a_moment_asks_for_no_tag()
    {
        await Target().FindAtAsync(SubjectId.Parse("01A"), AnIncident.DeclaredAt, Cancellation);

        Assert.Equal("/sub/api/annotations?type=annotation&from=1772359200000&to=1772359200000&limit=1000", Assert.Single(_wire.Requests).PathAndQuery);
    }

    [Fact]
    public async Task An_id_that_was_never_set_does_not_reach_the_wire()
    {
        var unset = StubGrafana.Found(1) with { Id = default };
        await Assert.ThrowsAsync<InvalidOperationException>(() => Target().DeleteAsync(unset, Cancellation));
        await Assert.ThrowsAsync<InvalidOperationException>(() => Target().UpdateAsync(unset, Annotation(), Cancellation));

        Assert.Empty(_wire.Requests);
    }

    private static SearchTimes Times => new(AnIncident.DeclaredAt, AnIncident.ResolvedAt);

    public void Dispose() => _wire.Dispose();

    private static DesiredAnnotation Annotation() => new()
    {
        Part = AnnotationPart.Region,
        Status = AnnotationStatus.Resolved,
        Start = AnIncident.DeclaredAt,
        End = AnIncident.ResolvedAt,
        Text = "<b>INC-1</b> &amp;",
        Tags = ["incident-io", "x-incident:01A"],
    };

    private static string Normal(string json) => json.Replace("\\u003C", "<", StringComparison.Ordinal).Replace("\\u003E", ">", StringComparison.Ordinal);

    private static IEnumerable<string> Members(string json) =>
        JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);

    private GrafanaTarget Target() => StubGrafana.Target(_wire);
}
