using System.Text.Json.Nodes;
using WireMock.Logging;
using WireMock.Matchers.Request;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>Grafana as WireMock plays it: without memory, each answer as a test sets it, until it is told to remember.</summary>
internal sealed class GrafanaMock : UpstreamMock
{
    private const string AnnotationsPath = "/api/annotations";

    /// <summary>It is well, unless a test says otherwise.</summary>
    public GrafanaMock()
    {
        Answers(Request.Create().UsingGet().WithPath("/api/health"), Answer.Json("""{"database":"ok"}"""));
        IsOfOrganization(1);
    }

    /// <summary>The token's.</summary>
    public void IsOfOrganization(long number) => Answers(
        Request.Create().UsingGet().WithPath("/api/org", "/*/api/org"), Answer.Json($$"""{"id":{{number}},"name":"Some Org."}"""));

    public IReadOnlyList<string> CreatedBodies => Bodies("POST");

    public IReadOnlyList<string> UpdatedBodies => Bodies("PUT");

    public IReadOnlyList<ILogEntry> Searches => [.. CallsWith("GET").Where(call => !IsProbe(call))];

    /// <summary>For each of them Grafana reads all annotations that there are.</summary>
    public IEnumerable<string> SearchesWithoutTimes => CallsWith("GET")
        .Where(call => call.RequestMessage.Path.EndsWith(AnnotationsPath, StringComparison.Ordinal)
            && !(call.RequestMessage.Query is { } query && query.ContainsKey("from") && query.ContainsKey("to")))
        .Select(call => call.RequestMessage.Url);

    /// <summary>The order of what was asked of annotations, such as <c>GET POST PUT</c>. Whether it is well is asked apart from that.</summary>
    public string Sequence => string.Join(' ', Calls.Where(call => !IsProbe(call)).Select(call => call.RequestMessage.Method));

    public static IRequestMatcher Creates(string prefix = "") => Request.Create().UsingPost().WithPath(prefix + AnnotationsPath);

    public static IRequestMatcher Finding(string prefix = "") => Request.Create().UsingGet().WithPath(prefix + AnnotationsPath);

    public static IRequestMatcher Updates(long id) => Request.Create().UsingPut().WithPath($"{AnnotationsPath}/{id}");

    public static IRequestMatcher Deletes(long id) => Request.Create().UsingDelete().WithPath($"{AnnotationsPath}/{id}");

    public static IResponseBuilder Created(long id) => Answer.Json($$"""{"message":"Annotation added","id":{{id}}}""");

    /// <summary>No annotation is found, and creates are answered with this id.</summary>
    public void TakesCreates(long id)
    {
        FindsNothing();
        Answers(Creates(), Created(id));
    }

    public void FindsNothing() => Finds("[]");

    public void Finds(string json) => Answers(Finding(), Answer.Json(json));

    /// <summary>From now on searches find what the last create posted, under this id.</summary>
    public void ShowsCreated(long id)
    {
        var annotation = JsonNode.Parse(CreatedBodies[^1])!.AsObject();
        annotation["id"] = id;
        Finds($"[{annotation.ToJsonString()}]");
    }

    public void TakesUpdatesOf(long id) => Answers(Updates(id), Answer.Json("""{"message":"Annotation updated"}"""));

    public void TakesDeletesOf(long id) => Answers(Deletes(id), Answer.Json("""{"message":"Annotation deleted"}"""));

    /// <summary>From now on it keeps annotations, and finds them by their tags, as the real one does.</summary>
    public AnnotationMemory Remembers() => new(Server);

    public IReadOnlyList<ILogEntry> CallsWith(string method) => [.. Calls.Where(call => call.RequestMessage.Method == method)];

    /// <summary>Asked for the bridge's own sake: whether it is well, and whose it is.</summary>
    private static bool IsProbe(ILogEntry call) =>
        call.RequestMessage.Path is "/api/health"
        || call.RequestMessage.Path.EndsWith("/api/org", StringComparison.Ordinal)
        || (call.RequestMessage.Query is { } query && query.TryGetValue("from", out var from) && from.ToString() == "1");

    private List<string> Bodies(string method) => [.. CallsWith(method).Select(call => call.RequestMessage.Body ?? "")];
}
