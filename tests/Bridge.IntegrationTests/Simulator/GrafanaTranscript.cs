using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bridge.Simulator.Grafana;

namespace Bridge.IntegrationTests.Simulator;

/// <summary>
/// Recorded requests and answers. Ids are mapped to those of the stand-in, and what depends on the clock or on chance is left out; all
/// else has to be the same, to the member.
/// </summary>
internal sealed partial class GrafanaTranscript
{
    /// <summary>
    /// What is not modelled in full, by the title of the exchange: how the members begin that are compared all the same, and why no
    /// others are. Every other exchange is compared to the last member.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, (string Members, string Reason)> ComparedInPart =
        new Dictionary<string, (string, string)>
        {
            ["what the token may"] = ("annotations:", "permissions of dashboards, folders, plugins and so on mean nothing to annotations"),
            ["what a viewer may"] = ("annotations:", "as above"),
        };

    private readonly JsonNode _recording;
    private readonly List<JsonNode> _exchanges;
    private readonly Dictionary<long, long> _ids = [];

    private GrafanaTranscript(JsonNode recording)
    {
        _recording = recording;
        _exchanges = [.. recording["exchanges"]!.AsArray().Select(exchange => exchange!)];
    }

    /// <summary>After everything in it, so that an annotation without a time sorts as it did.</summary>
    public DateTimeOffset RecordedAt { get; } = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public int Count => _exchanges.Count;

    /// <summary>Who answered: the dialect is that of the same version.</summary>
    public GrafanaDialect Dialect => GrafanaDialect.All.Single(dialect =>
        ((string)_recording["server"]!).StartsWith($"Grafana {dialect.Version}", StringComparison.Ordinal));

    /// <summary>Requests that deleted every annotation of the organization.</summary>
    public int Wipes => _exchanges.Count(exchange =>
    {
        var (request, path) = (exchange["request"]!, (string)exchange["request"]!["path"]!);
        return (int)exchange["response"]!["status"]! == 200
            && ((string?)request["method"], path) switch
            {
                ("DELETE", _) => path.EndsWith("/0", StringComparison.Ordinal),
                ("POST", _) => path.EndsWith("/mass-delete", StringComparison.Ordinal) && request["body"]!.AsObject().Count == 0,
                _ => false,
            };
    });

    public static GrafanaTranscript Read(string json) => new(JsonNode.Parse(json)!);

    /// <returns>One line for each exchange whose answer differs.</returns>
    public async Task<List<string>> PlayAsync(SimulatedGrafana grafana, CancellationToken cancellationToken)
    {
        GrafanaTranscriptWorld.Prepare(grafana, _recording, _exchanges);
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
        if (GrafanaTranscriptWorld.IdMadeBy(exchange) is { } recorded && (long?)(body as JsonObject)?["id"] is { } actual)
        {
            _ids[recorded] = actual;
        }

        var members = ComparedInPart.TryGetValue(title, out var part) ? part.Members : "";
        var (wanted, got) = (Comparable(expected["body"], members, mapIds: true), Comparable(body, members, mapIds: false));
        var (wantedType, gotType) = ((string)expected["contentType"]!, contentType);
        if ((int)expected["status"]! != status
            || !wantedType.Equals(gotType, StringComparison.OrdinalIgnoreCase)
            || !JsonNode.DeepEquals(wanted, got))
        {
            yield return $"""
                {title}:
                  got  {status} {gotType} {got?.ToJsonString()}
                  want {expected["status"]} {wantedType} {wanted?.ToJsonString()}
                """;
        }
    }

    private JsonNode? Comparable(JsonNode? body, string members, bool mapIds)
    {
        var copy = body?.DeepClone();
        foreach (var part in Parts(copy))
        {
            foreach (var (name, _) in part.Where(member => !member.Key.StartsWith(members, StringComparison.Ordinal)).ToList())
            {
                part.Remove(name);
            }

            if (mapIds && (part.ContainsKey("timeEnd") || part.ContainsKey("message")) && (long?)part["id"] is { } id)
            {
                part["id"] = _ids.GetValueOrDefault(id, id);
            }

            if (part["time"] is { } time && JsonNode.DeepEquals(time, part["created"]))
            {
                // Posted without a time, it has the time of its creation.
                (part["time"], part["timeEnd"]) = ("now", "now");
            }

            part.Remove("created");
            part.Remove("updated");
            if (part.ContainsKey("accessErrorId"))
            {
                part["accessErrorId"] = "by chance";
            }
        }

        return copy;
    }

    /// <summary>The objects of an answer, of a list too, and what an object describes itself by.</summary>
    private static IEnumerable<JsonObject> Parts(JsonNode? body) => body switch
    {
        JsonArray list => list.SelectMany(Parts),
        JsonObject single => single["meta"] is JsonObject meta ? [single, meta] : [single],
        _ => [],
    };

    private HttpRequestMessage Request(JsonNode recorded, SimulatedGrafana grafana)
    {
        var path = IdInPath().Replace((string)recorded["path"]!, match =>
        {
            var id = long.Parse(match.Value, CultureInfo.InvariantCulture);
            return _ids.GetValueOrDefault(id, id).ToString(CultureInfo.InvariantCulture);
        });
        return RecordedRequests.Of(recorded, path, grafana);
    }

    [GeneratedRegex("(?<=/annotations/)[0-9]+")]
    private static partial Regex IdInPath();
}
