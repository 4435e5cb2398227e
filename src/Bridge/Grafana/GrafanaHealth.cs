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

    /// <summary>The page, which needs no token, is refused as well: by something in front.</summary>
    Refused,

    /// <summary>No page, or another one.</summary>
    Unknown,
}

internal static class GrafanaHealths
{
    public static GrafanaHealth Read(HttpStatusCode status, ReadOnlySpan<byte> body)
    {
        if (status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
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
