using WireMock.Matchers.Request;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>incident.io as WireMock plays it. The key's identity is answered from the start: the bridge asks for it by itself.</summary>
internal sealed class IncidentIoMock : UpstreamMock
{
    public IncidentIoMock() => HasRoles("viewer", "global_access");

    public static IRequestMatcher Identity() => Request.Create().UsingGet().WithPath("/v1/identity");

    public static IRequestMatcher FetchOf(string id) => Request.Create().UsingGet().WithPath($"/v2/incidents/{id}");

    public void HasRoles(params string[] roles) =>
        Answers(Identity(), Response.Create().WithBodyAsJson(new { identity = new { name = "bridge", roles } }));

    /// <summary>Answers for one incident from now on.</summary>
    public void Has(string id, string json) => Answers(FetchOf(id), Answer.Json(json));

    public void Has(IncidentPayload incident) => Has(incident.Id, incident.ToJson());

    public int FetchesOf(string id) => Server.LogEntries.Count(entry => entry.RequestMessage.Path == $"/v2/incidents/{id}");
}
