using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Simulator.Demo;

/// <summary>Reads what Grafana shows through its API, as a dashboard does, whether it is the real one or the stand-in.</summary>
internal sealed class GrafanaReader : IDisposable
{
    private readonly HttpClient _http;

    public GrafanaReader(Uri grafana, string token)
    {
        Url = grafana;
        _http = new HttpClient { BaseAddress = new Uri(grafana.AbsoluteUri.TrimEnd('/') + "/"), Timeout = TimeSpan.FromSeconds(10) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public Uri Url { get; }

    /// <summary>The annotations of these incidents, earliest first; null when Grafana does not answer.</summary>
    public async Task<IReadOnlyList<ShownAnnotation>?> ReadAsync(IReadOnlyCollection<string> incidents, CancellationToken cancellationToken) =>
        (await ReadAsync("incident-io", cancellationToken))?.Where(shown => incidents.Contains(shown.Incident)).OrderBy(shown => shown.Start).ToList();

    /// <summary>The annotations with a tag; null when Grafana does not answer.</summary>
    public async Task<IReadOnlyList<ShownAnnotation>?> ReadAsync(string tag, CancellationToken cancellationToken)
    {
        try
        {
            var json = await _http.GetStringAsync($"api/annotations?tags={Uri.EscapeDataString(tag)}&limit=500", cancellationToken);
            var all = JsonNode.Parse(json) as JsonArray ?? [];
            return [.. all.Select(item => Read(item!))];
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException)
        {
            return null;
        }
    }

    /// <summary>What is wrong with the address or the token; null when annotations can be read and written.</summary>
    public async Task<string?> FindProblemAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var organization = await _http.GetAsync("api/org", cancellationToken);
            if (!organization.IsSuccessStatusCode || organization.Content.Headers.ContentType?.MediaType != "application/json")
            {
                var type = organization.Content.Headers.ContentType?.MediaType ?? "nothing";
                return $"{Url} answered {(int)organization.StatusCode} with {type} to GET /api/org. Is it a Grafana, and the token valid?";
            }

            // Saves nothing: an annotation without text is refused, but only to somebody who could write one.
            using var empty = new StringContent("{\"text\":\"\"}", Encoding.UTF8, "application/json");
            using var refusal = await _http.PostAsync("api/annotations", empty, cancellationToken);
            return refusal.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized
                ? $"The token may not write annotations in {Url}: it needs the role Editor."
                : null;
        }
        catch (HttpRequestException exception)
        {
            return $"{Url} does not answer: {exception.Message}";
        }
    }

    public void Dispose() => _http.Dispose();

    private static ShownAnnotation Read(JsonNode item) => new(
        (long)item["id"]!,
        DateTimeOffset.FromUnixTimeMilliseconds((long)item["time"]!),
        DateTimeOffset.FromUnixTimeMilliseconds((long)item["timeEnd"]!),
        (string?)item["text"] ?? "",
        [.. (item["tags"] as JsonArray ?? []).Select(tag => (string?)tag ?? "")]);
}
