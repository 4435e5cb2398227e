using System.Text.Json;
using System.Text.Json.Nodes;
using WireMock;
using WireMock.RequestBuilders;
using WireMock.ResponseBuilders;
using WireMock.Server;
using WireMock.Types;
using WireMock.Util;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>The annotations of a Grafana that keeps them: what a test of a promise looks at in the end.</summary>
internal sealed class AnnotationMemory
{
    /// <summary>After everything that a test says of single answers, before the refusal of what it did not expect.</summary>
    private const int Priority = 900;

    private const int Lost = 0;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<long, JsonObject> _annotations = [];
    private long _lastId = 100;
    private bool? _losesWithEffect;

    public AnnotationMemory(WireMockServer server)
    {
        server.Given(Request.Create().UsingPost().WithPath("/api/annotations")).AtPriority(Priority)
            .RespondWith(Response.Create().WithCallback(Locked(Create)));
        server.Given(Request.Create().UsingGet().WithPath("/api/annotations")).AtPriority(Priority)
            .RespondWith(Response.Create().WithCallback(Locked(Find)));
        server.Given(Request.Create().UsingPut().WithPath("/api/annotations/*")).AtPriority(Priority)
            .RespondWith(Response.Create().WithCallback(Locked(Update)));
        server.Given(Request.Create().UsingDelete().WithPath("/api/annotations/*")).AtPriority(Priority)
            .RespondWith(Response.Create().WithCallback(Locked(Delete)));
    }

    /// <summary>What it has now, oldest first.</summary>
    public IReadOnlyList<KeptAnnotation> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _annotations.Select(pair => pair.Value.Deserialize<KeptAnnotation>(JsonSerializerOptions.Web)!)];
            }
        }
    }

    /// <summary>Adds an annotation as somebody else, or a request whose answer was lost, would have.</summary>
    public long Add(string body)
    {
        lock (_lock)
        {
            var annotation = JsonNode.Parse(body)!.AsObject();
            annotation["id"] = ++_lastId;
            _annotations.Add(_lastId, annotation);
            return _lastId;
        }
    }

    /// <summary>The connection of the next create breaks before its answer; with <paramref name="effect"/> it was carried out.</summary>
    public void LosesTheNextCreate(bool effect)
    {
        lock (_lock)
        {
            _losesWithEffect = effect;
        }
    }

    private Func<IRequestMessage, IResponseMessage> Locked(Func<IRequestMessage, (int Status, string Body)> answer) => request =>
    {
        lock (_lock)
        {
            var (status, body) = answer(request);
            var headers = new Dictionary<string, WireMockList<string>> { ["Content-Type"] = new("application/json") };
            if (status == Lost)
            {
                headers[Answer.LostHeader] = new("1");
            }

            return new ResponseMessage
            {
                StatusCode = status == Lost ? 200 : status,
                Headers = headers,
                BodyData = new BodyData { DetectedBodyType = BodyType.String, BodyAsString = body },
            };
        }
    };

    private (int Status, string Body) Create(IRequestMessage request)
    {
        var lost = _losesWithEffect;
        _losesWithEffect = null;
        return lost == false
            ? (Lost, "{}")
            : (lost == true ? Lost : 200, $$"""{"message":"Annotation added","id":{{Add(request.Body!)}}}""");
    }

    private (int Status, string Body) Find(IRequestMessage request)
    {
        // A search without tags is one of a moment, or the probe's.
        IReadOnlyList<string> wanted = request.Query!.TryGetValue("tags", out var tags) ? [.. tags] : [];
        var isAny = request.Query.ContainsKey("matchAny");
        var found = _annotations.Values.Where(annotation =>
        {
            var tags = annotation["tags"]!.AsArray().Select(tag => tag!.GetValue<string>()).ToList();
            return isAny ? wanted.Any(tags.Contains) : wanted.All(tags.Contains);
        });
        return (200, $"[{string.Join(',', found.Select(annotation => annotation.ToJsonString()))}]");
    }

    private (int Status, string Body) Update(IRequestMessage request)
    {
        var id = IdIn(request);
        if (!_annotations.ContainsKey(id))
        {
            return (404, """{"message":"Annotation not found"}""");
        }

        var annotation = JsonNode.Parse(request.Body!)!.AsObject();
        annotation["id"] = id;
        _annotations[id] = annotation;
        return (200, """{"message":"Annotation updated"}""");
    }

    private (int Status, string Body) Delete(IRequestMessage request) => _annotations.Remove(IdIn(request))
        ? (200, """{"message":"Annotation deleted"}""")
        : (404, """{"message":"Annotation not found"}""");

    private static long IdIn(IRequestMessage request) =>
        long.Parse(request.Path[(request.Path.LastIndexOf('/') + 1)..], System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>An annotation as Grafana keeps it.</summary>
internal sealed record KeptAnnotation(long Id, long Time, long TimeEnd, string Text, IReadOnlyList<string> Tags);
