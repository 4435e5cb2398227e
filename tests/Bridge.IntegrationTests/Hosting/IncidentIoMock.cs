using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>incident.io as WireMock plays it. The key's identity is answered from the start: the bridge asks for it by itself.</summary>
internal sealed class IncidentIoMock : UpstreamMock
{
    public IncidentIoMock() => HasRoles("viewer", "global_access");

    public void HasRoles(params string[] roles) => Server
        .Given(Request.Create().UsingGet().WithPath("/v1/identity"))
        .RespondWith(Response.Create().WithBodyAsJson(new { identity = new { name = "bridge", roles } }));

    /// <summary>Answers for one incident from now on.</summary>
    public void Has(string id, string json) => Server
        .Given(Request.Create().UsingGet().WithPath($"/v2/incidents/{id}"))
        .RespondWith(Response.Create().WithHeader("Content-Type", "application/json").WithBody(json));

    public int FetchesOf(string id) => Server.LogEntries.Count(entry => entry.RequestMessage.Path == $"/v2/incidents/{id}");
}
