using System.Net;
using System.Text.Json;

namespace Bridge.Grafana;

/// <summary>What Grafana's health page says when Grafana refuses a token: without its database it refuses every one.</summary>
internal enum GrafanaHealth
{
    /// <summary>It knows its database: the token is wrong.</summary>
    Well,

    /// <summary>It says that it has no database.</summary>
    WithoutDatabase,

    /// <summary>Something in front refuses the page too, which needs no token, or has a page or a redirect of its own in its place.</summary>
    Refused,

    /// <summary>No page, or another one.</summary>
    Unknown,
}

internal static class GrafanaHealths
{
    public static GrafanaHealth Read(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
            || (int)status is >= 300 and < 400
            || (status == HttpStatusCode.OK && body.TrimStart(" \t\r\n"u8).StartsWith("<"u8)))
        {
            return GrafanaHealth.Refused;
        }

        try
        {
            return JsonSerializer.Deserialize(body, GrafanaJson.Default.HealthAnswer)?.Database switch
            {
                null => GrafanaHealth.Unknown,
                "ok" when status == HttpStatusCode.OK => GrafanaHealth.Well,
                _ => GrafanaHealth.WithoutDatabase,
            };
        }
        catch (JsonException)
        {
            return GrafanaHealth.Unknown;
        }
    }
}
