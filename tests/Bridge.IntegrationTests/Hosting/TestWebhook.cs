using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>A webhook as incident.io sends it; a test changes the part that it is about.</summary>
internal sealed record TestWebhook
{
    public string Id { get; init; } = $"msg_{Guid.NewGuid():N}";

    public string Timestamp { get; init; } = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    public required byte[] Body { get; init; }

    public string Secret { get; init; } = BridgeInstance.SigningSecret;

    /// <summary>The header's value; the right signature unless a test says otherwise.</summary>
    public string? Signature { get; init; }

    public static TestWebhook About(string incidentId, string eventType = "private_incident.incident_updated_v2") =>
        new()
        {
            Body = Encoding.UTF8.GetBytes($$"""
                {"event_type":"{{eventType}}", "{{eventType}}":{"id":"{{incidentId}}"} }
                """),
        };

    public string Sign()
    {
        var key = Convert.FromBase64String(Secret.Replace("whsec_", "", StringComparison.Ordinal));
        byte[] content = [.. Encoding.UTF8.GetBytes($"{Id}.{Timestamp}."), .. Body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, content))}";
    }

    public HttpRequestMessage ToRequest(string family = "webhook")
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/incident-io") { Content = new ByteArrayContent(Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation($"{family}-id", Id);
        request.Headers.TryAddWithoutValidation($"{family}-timestamp", Timestamp);
        request.Headers.TryAddWithoutValidation($"{family}-signature", Signature ?? Sign());
        return request;
    }
}
