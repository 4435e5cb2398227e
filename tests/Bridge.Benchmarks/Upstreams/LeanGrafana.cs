using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>
/// Grafana's annotations, as cheap as they can be had: found by the incident's tag without a search, and kept as the bytes that came, so
/// that what is measured is the bridge. It has the ways of 12.4 that cost the bridge something: what a search gives of each, and that it goes on
/// finding one by the tags that it lost. It refuses nothing that the bridge sends; other quirks are the simulator's business.
/// </summary>
internal sealed class LeanGrafana(StandInConditions conditions, StandInCounts counts)
{
    private const string Root = "/api/annotations";
    private const string IncidentTag = "x-incident:";

    /// <summary>What the bridge searches for beside it; nothing here has such a tag.</summary>
    private const string FormerIncidentTag = "incident:";

    private const int DefaultLimit = 100;

    private readonly ConcurrentDictionary<long, LeanAnnotation> _all = new();
    private readonly ConcurrentDictionary<string, IReadOnlyList<LeanAnnotation>> _byIncident = new();
    private readonly ConcurrentQueue<(string Incident, long At)> _posts = new();
    private long _lastId;

    /// <summary>Every create of an incident's annotation so far: the incident and when the request came.</summary>
    public IEnumerable<(string Incident, long At)> Posts => _posts;

    public IEnumerable<LeanAnnotation> All => _all.Values;

    public IReadOnlyList<LeanAnnotation> Of(string incident) => _byIncident.GetValueOrDefault(IncidentTag + incident, []);

    public void Clear()
    {
        _all.Clear();
        _byIncident.Clear();
        _posts.Clear();
    }

    public async Task ServeAsync(HttpContext context)
    {
        var at = Stopwatch.GetTimestamp();
        if (conditions.IsAway)
        {
            await LeanAnswer.SendAsync(context, StatusCodes.Status503ServiceUnavailable, """{"message":"away"}"""u8.ToArray());
            return;
        }

        var path = context.Request.Path.Value!;
        if (path == "/api/org")
        {
            await LeanAnswer.SendAsync(context, StatusCodes.Status200OK, """{"id":1,"name":"Main Org."}"""u8.ToArray());
            return;
        }

        if (!path.StartsWith(Root, StringComparison.Ordinal))
        {
            await LeanAnswer.SendAsync(context, StatusCodes.Status404NotFound, """{"message":"Not found"}"""u8.ToArray());
            return;
        }

        var body = context.Request.ContentLength is > 0 || context.Request.Headers.TransferEncoding.Count > 0
            ? await ReadAsync(context.Request)
            : [];
        if (conditions.Delay > TimeSpan.Zero)
        {
            await Task.Delay(conditions.Delay, TimeProvider.System, context.RequestAborted);
        }

        var id = path.Length > Root.Length + 1 ? long.Parse(path.AsSpan(Root.Length + 1), CultureInfo.InvariantCulture) : 0;
        await LeanAnswer.SendAsync(context, StatusCodes.Status200OK, context.Request.Method switch
        {
            "GET" => Find(context.Request.Query),
            "POST" => Create(body, at),
            "PUT" => Update(id, body),
            "PATCH" => MoveEnd(id, body),
            "DELETE" => Delete(id),
            var method => throw new InvalidOperationException($"Nobody sends {method}."),
        });
    }

    private byte[] Create(byte[] body, long at)
    {
        var annotation = new LeanAnnotation(Interlocked.Increment(ref _lastId), body);
        _all[annotation.Id] = annotation;
        if (annotation.Tags.FirstOrDefault(tag => tag.StartsWith(IncidentTag, StringComparison.Ordinal)) is { } tag)
        {
            _byIncident.AddOrUpdate(tag, [annotation], (_, others) => [.. others, annotation]);
            _posts.Enqueue((tag[IncidentTag.Length..], at));
        }

        counts.Created();
        return JsonSerializer.SerializeToUtf8Bytes(new { message = "Annotation added", id = annotation.Id });
    }

    private byte[] Update(long id, byte[] body)
    {
        counts.Updated();
        _all[id].Replace(body);
        return """{"message":"Annotation updated"}"""u8.ToArray();
    }

    private byte[] MoveEnd(long id, byte[] body)
    {
        counts.Updated();
        using var end = JsonDocument.Parse(body);
        _all[id].MoveEnd(end.RootElement.GetProperty("timeEnd").GetInt64());
        return """{"message":"Annotation patched"}"""u8.ToArray();
    }

    private byte[] Delete(long id)
    {
        counts.Deleted();
        if (_all.TryRemove(id, out var gone))
        {
            foreach (var tag in gone.Tags.Where(tag => tag.StartsWith(IncidentTag, StringComparison.Ordinal)))
            {
                _byIncident.AddOrUpdate(tag, [], (_, others) => [.. others.Where(other => other != gone)]);
            }
        }

        return """{"message":"Annotation deleted"}"""u8.ToArray();
    }

    private byte[] Find(IQueryCollection query)
    {
        counts.Searched();
        string[] tags = [.. query["tags"].OfType<string>()];
        var isAny = query["matchAny"] == "true";
        var candidates = Candidates(tags, isAny);
        var found = isAny
            ? candidates.Where(annotation => tags.Any(annotation.IsFoundBy))
            : candidates.Where(annotation => tags.All(annotation.IsFoundBy));
        if (long.TryParse(query["from"], CultureInfo.InvariantCulture, out var from) && long.TryParse(query["to"], CultureInfo.InvariantCulture, out var to))
        {
            found = found.Where(annotation => annotation.Start <= to && annotation.End >= from);
        }

        var limit = int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : DefaultLimit;
        return LeanAnswer.List(found.OrderByDescending(annotation => annotation.End).Take(limit).Select(annotation => annotation.Json));
    }

    /// <summary>Those of the incidents that are asked for; all, when another tag may find others.</summary>
    private IEnumerable<LeanAnnotation> Candidates(string[] tags, bool isAny)
    {
        string[] incidents = [.. tags.Where(tag => tag.StartsWith(IncidentTag, StringComparison.Ordinal) || tag.StartsWith(FormerIncidentTag, StringComparison.Ordinal)).Distinct()];
        return incidents.Length == 0 || (isAny && incidents.Length < tags.Distinct().Count())
            ? _all.Values
            : incidents.SelectMany(tag => _byIncident.GetValueOrDefault(tag, []));
    }

    private static async Task<byte[]> ReadAsync(HttpRequest request)
    {
        using var memory = new MemoryStream();
        await request.Body.CopyToAsync(memory, request.HttpContext.RequestAborted);
        return memory.ToArray();
    }
}
