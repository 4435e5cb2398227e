using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Bridge.Simulator.IncidentIo;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>The stand-in for incident.io, asked with its key.</summary>
internal sealed class OnCallWorld : IAsyncDisposable
{
    private readonly HttpClient _http;

    private OnCallWorld(SimulatedIncidentIo api)
    {
        Api = api;
        _http = new HttpClient { BaseAddress = api.Url };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", api.ApiKey);
    }

    public SimulatedIncidentIo Api { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<OnCallWorld> StartAsync(TimeProvider? time = null) =>
        new(await SimulatedIncidentIo.StartNewAsync(time, Cancellation));

    /// <summary>Status and body of the answer.</summary>
    public async Task<(int Status, JsonObject Body)> AskAsync(string pathAndQuery)
    {
        using var answer = await _http.GetAsync(new Uri(pathAndQuery, UriKind.RelativeOrAbsolute), Cancellation);
        return ((int)answer.StatusCode, JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!.AsObject());
    }

    /// <summary>The body of an answer that says 200.</summary>
    public async Task<JsonObject> GetAsync(string pathAndQuery)
    {
        var (status, body) = await AskAsync(pathAndQuery);
        Assert.True(status == 200, $"{status}: {body}");
        return body;
    }

    /// <summary>The ids of a page.</summary>
    public async Task<string[]> IdsAsync(string pathAndQuery)
    {
        var body = await GetAsync(pathAndQuery);
        return [.. body.First().Value!.AsArray().Select(item => (string)item!["id"]!)];
    }

    /// <summary>The ids of each page, from the first to the one that names no next.</summary>
    public async Task<string[][]> PagesAsync(string pathAndQuery)
    {
        var pages = new List<string[]>();
        for (string? after = ""; after is not null;)
        {
            var body = await GetAsync(after.Length == 0 ? pathAndQuery : $"{pathAndQuery}&after={after}");
            pages.Add([.. body.First().Value!.AsArray().Select(item => (string)item!["id"]!)]);
            after = (string?)body["pagination_meta"]!["after"];
        }

        return [.. pages];
    }

    /// <summary>The parameter that a 422 is about.</summary>
    public async Task<string?> RefusedAsync(string pathAndQuery)
    {
        var (status, body) = await AskAsync(pathAndQuery);
        Assert.True(status == 422, $"{status}: {body}");
        Assert.Equal("validation_error", (string?)body["type"]);
        return (string?)body["errors"]![0]!["source"]!["field"];
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Api.DisposeAsync();
    }
}
