using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>Grafana as WireMock plays it: without memory, each answer as a test sets it.</summary>
internal sealed class GrafanaMock : UpstreamMock
{
    private const string AnnotationsPath = "/api/annotations";

    public IReadOnlyList<string> CreatedBodies => Bodies("POST");

    public IReadOnlyList<string> UpdatedBodies => Bodies("PUT");

    /// <summary>No annotation is found, and creates are answered with this id.</summary>
    public void TakesCreates(long id)
    {
        FindsNothing();
        Server.Given(Request.Create().UsingPost().WithPath(AnnotationsPath))
            .RespondWith(Response.Create().WithBodyAsJson(new { message = "Annotation added", id }));
    }

    public void FindsNothing() => Finds("[]");

    public void Finds(string json) => Server
        .Given(Request.Create().UsingGet().WithPath(AnnotationsPath))
        .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(json));

    public void TakesUpdatesOf(long id) => Server
        .Given(Request.Create().UsingPut().WithPath($"{AnnotationsPath}/{id}"))
        .RespondWith(Response.Create().WithBodyAsJson(new { message = "Annotation updated" }));

    private List<string> Bodies(string method) =>
        [.. Calls.Where(call => call.RequestMessage.Method == method).Select(call => call.RequestMessage.Body ?? "")];
}
