using System.Text;
using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>A recorded request, as it is sent to a stand-in: with the stand-in's credential in the place of the recorded one.</summary>
internal static class RecordedRequests
{
    public static HttpRequestMessage Of(JsonNode recorded, string path, SimulatedGrafana grafana)
    {
        var request = new HttpRequestMessage(new HttpMethod((string)recorded["method"]!), path);
        request.Headers.Authorization = (string?)recorded["auth"] switch
        {
            "none" => null,
            "admin password" => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"admin:{grafana.AdminPassword}"))),
            "editor" => new("Bearer", grafana.EditorToken),
            "viewer" => new("Bearer", grafana.ViewerToken),
            "admin" => new("Bearer", grafana.AdminToken),
            "norole" => new("Bearer", grafana.NoRoleToken),
            _ => new("Bearer", "no such token"),
        };

        if (recorded["body"] is { } body)
        {
            // A body recorded as text was not JSON.
            var text = body is JsonValue value && value.TryGetValue<string>(out var raw) ? raw : body.ToJsonString();
            request.Content = new StringContent(text, Encoding.UTF8, (string?)recorded["contentType"] ?? "application/json");
        }

        return request;
    }
}
