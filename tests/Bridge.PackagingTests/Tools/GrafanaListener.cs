using System.Net;
using System.Text.Json;

namespace Bridge.PackagingTests.Tools;

/// <summary>Answers as Grafana does to what imports and fills, and remembers what it was asked.</summary>
internal sealed class GrafanaListener : IDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Lock _gate = new();
    private readonly List<(string Method, string Path, JsonElement? Body)> _requests = [];
    private readonly long _firstId;
    private long _created;

    /// <param name="firstId">The number of the first annotation that is created.</param>
    public GrafanaListener(long firstId)
    {
        _firstId = firstId;
        using (var probe = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        _listener.Prefixes.Add(Url);
        _listener.Start();
        _ = ServeAsync();
    }

    public string Url { get; }

    public IReadOnlyList<(string Method, string Path, JsonElement? Body)> Requests
    {
        get
        {
            lock (_gate)
            {
                return [.. _requests];
            }
        }
    }

    public IEnumerable<JsonElement> Posted(string path) => Requests.Where(request => request.Method == "POST" && request.Path == path).Select(request => request.Body!.Value);

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                var context = await _listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var body = await reader.ReadToEndAsync();
                var (method, path) = (context.Request.HttpMethod, context.Request.Url!.AbsolutePath);
                lock (_gate)
                {
                    _requests.Add((method, path, body.Length == 0 ? null : JsonDocument.Parse(body).RootElement));
                }

                context.Response.ContentType = "application/json";
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync((method, path) switch
                {
                    ("GET", "/api/health") => """{"version":"12.4.3","database":"ok"}""",
                    ("POST", "/api/annotations") => $$"""{"message":"Annotation added","id":{{_firstId + _created++}}}""",
                    _ => "{}",
                });
            }
        }
        catch (Exception exception) when (exception is HttpListenerException or ObjectDisposedException)
        {
            // Closed at the end of the test.
        }
    }
}
