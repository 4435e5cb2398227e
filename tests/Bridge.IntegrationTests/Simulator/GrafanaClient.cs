using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Simulator.Grafana;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>Asks a stand-in as the bridge does: with a token, in JSON.</summary>
internal sealed class GrafanaClient : IAsyncDisposable
{
    private readonly HttpClient _http;

    private GrafanaClient(SimulatedGrafana grafana, FakeTimeProvider time)
    {
        (Grafana, Time) = (grafana, time);
        _http = new HttpClient { BaseAddress = grafana.Url, Timeout = TimeSpan.FromSeconds(30) };
    }

    public SimulatedGrafana Grafana { get; }

    public FakeTimeProvider Time { get; }

    /// <summary>Any moment; annotations are put there.</summary>
    public DateTimeOffset Noon { get; } = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<GrafanaClient> StartAsync(GrafanaDialect dialect)
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2031, 5, 2, 0, 0, 0, TimeSpan.Zero));
        return new GrafanaClient(await SimulatedGrafana.StartNewAsync(dialect, time, Cancellation), time);
    }

    /// <summary>Posts a point at <see cref="Noon"/> and gives back its id.</summary>
    public async Task<long> PostAsync(params string[] tags)
    {
        var (status, body) = await SendAsync("POST", "/api/annotations", Point(tags));
        Assert.Equal(200, status);
        return (long)body!["id"]!;
    }

    public Task<(int Status, JsonNode? Body)> PutAsync(long id, params string[] tags) =>
        SendAsync("PUT", $"/api/annotations/{id.ToString(CultureInfo.InvariantCulture)}", Point(tags));

    /// <summary>The ids that a list answers.</summary>
    public async Task<List<long>> ListAsync(string query, string? token = null)
    {
        var (status, body) = await SendAsync("GET", $"/api/annotations?{query}", token: token);
        Assert.Equal(200, status);
        return [.. body!.AsArray().Select(item => (long)item!["id"]!)];
    }

    public async Task<(int Status, JsonNode? Body)> SendAsync(string method, string path, JsonNode? body = null, string? token = null)
    {
        using var request = Request(method, path, body, token ?? Grafana.EditorToken);
        using var answer = await _http.SendAsync(request, Cancellation);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation)));
    }

    /// <summary>Posts, and waits for the answer until somebody loses patience.</summary>
    public async Task PostWithPatienceAsync(CancellationToken patience, params string[] tags)
    {
        using var request = Request("POST", "/api/annotations", Point(tags), Grafana.EditorToken);
        using var answer = await _http.SendAsync(request, patience);
    }

    public JsonObject Point(params string[] tags) => new()
    {
        ["time"] = Noon.ToUnixTimeMilliseconds(),
        ["timeEnd"] = Noon.ToUnixTimeMilliseconds(),
        ["text"] = "ours",
        ["tags"] = new JsonArray([.. tags.Select(tag => JsonValue.Create(tag))]),
    };

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Grafana.DisposeAsync();
    }

    private static HttpRequestMessage Request(string method, string path, JsonNode? body, string token) => new(new HttpMethod(method), path)
    {
        Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"),
    };
}
