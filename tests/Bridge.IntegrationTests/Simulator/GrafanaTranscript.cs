using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>
/// Recorded requests and answers. Ids are mapped to those of the stand-in, and what depends on the clock is left out; all else has to
/// be the same, to the member.
/// </summary>
internal sealed partial class GrafanaTranscript
{
    private readonly List<JsonNode> _exchanges;
    private readonly Dictionary<long, long> _ids = [];
    private readonly HashSet<long> _seeded = [];

    private GrafanaTranscript(List<JsonNode> exchanges) => _exchanges = exchanges;

    /// <summary>After everything in it, so that an annotation without a time sorts as it did.</summary>
    public DateTimeOffset RecordedAt { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Requests that delete every annotation of the organization.</summary>
    public int Wipes => _exchanges.Count(exchange =>
        (string?)exchange["request"]!["method"] == "DELETE" && ((string)exchange["request"]!["path"]!).EndsWith("/0", StringComparison.Ordinal));

    private IEnumerable<JsonNode> Items => _exchanges
        .SelectMany(exchange => exchange["response"]!["body"] as JsonArray ?? [])
        .OfType<JsonNode>()
        .Where(item => item["id"] is not null);

    public static GrafanaTranscript Read(string json) => new([.. JsonNode.Parse(json)!["exchanges"]!.AsArray().Select(exchange => exchange!)]);

    /// <returns>One line for each answer that differs.</returns>
    public async Task<List<string>> PlayAsync(SimulatedGrafana grafana, CancellationToken cancellationToken)
    {
        grafana.AllowsAnonymousViewers = true;
        SeedWhatWasThere(grafana);
        using var http = new HttpClient { BaseAddress = grafana.Url };

        var differences = new List<string>();
        foreach (var exchange in _exchanges)
        {
            using var request = Request(exchange["request"]!, grafana);
            using var answer = await http.SendAsync(request, cancellationToken);
            var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken));
            differences.AddRange(Compare(exchange, (int)answer.StatusCode, answer.Content.Headers.ContentType!.ToString(), body));
        }

        return differences;
    }

    private IEnumerable<string> Compare(JsonNode exchange, int status, string contentType, JsonNode? body)
    {
        var (title, expected) = ((string)exchange["title"]!, exchange["response"]!);
        if (IdMadeBy(exchange) is { } recorded && (long?)(body as JsonObject)?["id"] is { } actual)
        {
            _ids[recorded] = actual;
        }

        if ((int)expected["status"]! != status)
        {
            yield return $"{title}: status {status} instead of {expected["status"]}";
        }

        if ((string?)expected["contentType"] is { } type && !type.Equals(contentType, StringComparison.OrdinalIgnoreCase))
        {
            yield return $"{title}: {contentType} instead of {type}";
        }

        var (wanted, got) = (Comparable(expected["body"], mapIds: true), Comparable(body, mapIds: false));
        if (!JsonNode.DeepEquals(wanted, got))
        {
            yield return $"{title}:\n  got  {got?.ToJsonString()}\n  want {wanted?.ToJsonString()}";
        }
    }

    private JsonNode? Comparable(JsonNode? body, bool mapIds)
    {
        var copy = body?.DeepClone();
        foreach (var part in copy is JsonArray list ? [.. list.OfType<JsonObject>()] : new[] { copy as JsonObject })
        {
            if (mapIds && (long?)part?["id"] is { } id)
            {
                part["id"] = _ids.GetValueOrDefault(id, id);
            }

            if (part?["created"] is { } created)
            {
                // Posted without a time, it has the time of its creation.
                var now = JsonNode.DeepEquals(part["time"], created);
                (part["time"], part["timeEnd"]) = now ? ("now", "now") : (part["time"]!.DeepClone(), part["timeEnd"]!.DeepClone());
                part.Remove("created");
                part.Remove("updated");
            }

            if (_seeded.Contains((long?)part?["id"] ?? 0))
            {
                // A person made it; the stand-in only knows keys.
                part!.Remove("login");
                part.Remove("email");
                part.Remove("avatarUrl");
            }
        }

        return copy;
    }

    private HttpRequestMessage Request(JsonNode recorded, SimulatedGrafana grafana)
    {
        var path = IdInPath().Replace((string)recorded["path"]!, match =>
        {
            var id = long.Parse(match.Value, CultureInfo.InvariantCulture);
            return _ids.GetValueOrDefault(id, id).ToString(CultureInfo.InvariantCulture);
        });
        var request = new HttpRequestMessage(new HttpMethod((string)recorded["method"]!), path);
        var token = (string?)recorded["auth"] switch
        {
            "editor" => grafana.EditorToken,
            "viewer" => grafana.ViewerToken,
            "none" => null,
            _ => "no such token",
        };
        if (token is not null)
        {
            request.Headers.Authorization = new("Bearer", token);
        }

        if (recorded["body"] is { } body)
        {
            // A body recorded as text was not JSON.
            var text = body is JsonValue value && value.TryGetValue<string>(out var raw) ? raw : body.ToJsonString();
            request.Content = new StringContent(text, Encoding.UTF8, "application/json");
        }

        return request;
    }

    /// <summary>Annotations and dashboards that no exchange made were there before the recording.</summary>
    private void SeedWhatWasThere(SimulatedGrafana grafana)
    {
        foreach (var dashboard in Items.Select(item => (long?)item["dashboardId"] ?? 0).Where(id => id > 0).Distinct())
        {
            grafana.AddDashboard(dashboard, $"dashboard-{dashboard}");
        }

        var made = _exchanges.Select(IdMadeBy).ToHashSet();
        foreach (var item in Items.Where(item => !made.Contains((long)item["id"]!)).DistinctBy(item => (long)item["id"]!))
        {
            var (id, created) = ((long)item["id"]!, Time(item["created"]));
            string[] tags = [.. item["tags"]!.AsArray().Select(tag => (string)tag!)];
            grafana.Seed(new SimulatedAnnotation(
                id, null, 0, Time(item["time"]), Time(item["timeEnd"]), (string)item["text"]!, tags, created, created));
            _seeded.Add(id);
        }

        static DateTimeOffset Time(JsonNode? milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds!);
    }

    private static long? IdMadeBy(JsonNode exchange) =>
        (string?)exchange["request"]!["method"] == "POST" ? (long?)(exchange["response"]!["body"] as JsonObject)?["id"] : null;

    [GeneratedRegex("(?<=/annotations/)[0-9]+")]
    private static partial Regex IdInPath();
}
