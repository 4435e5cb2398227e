using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Bridge.Grafana.Dashboards;

/// <summary>The body of a save.</summary>
internal static class DashboardSave
{
    /// <summary>What the dashboard's list of versions shows.</summary>
    private const string Message = "Annotation queries of incident-bridge";

    /// <param name="dashboard">JSON, with the version that it was made of. It goes out byte for byte.</param>
    /// <param name="folderUid">Where it lies; empty for no folder. Without it, Grafana would move the dashboard out of its folder.</param>
    public static HttpContent Write(ReadOnlyMemory<byte> dashboard, string folderUid)
    {
        var folder = JsonEncodedText.Encode(folderUid);
        byte[] body =
        [
            .. "{\"dashboard\":"u8,
            .. dashboard.Span,
            .. Encoding.UTF8.GetBytes($",\"folderUid\":\"{folder}\",\"message\":\"{Message}\",\"overwrite\":false}}"),
        ];
        return new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
