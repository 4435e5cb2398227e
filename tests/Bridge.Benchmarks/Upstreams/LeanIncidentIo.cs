using System.Globalization;
using System.Text;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>
/// incident.io's read side with incidents that are serialised before a run: one by its id, pages of the list with the filters that the
/// bridge uses, the severities and the key. Nothing is searched for, and nothing locks.
/// </summary>
internal sealed class LeanIncidentIo(StandInConditions conditions, StandInCounts counts, LeanAlerts alerts)
{
    private const string List = "/v2/incidents";

    /// <summary>In the order of their creation, which is that of their numbers, from 1.</summary>
    private LeanIncident[] _incidents = [];
    private Dictionary<string, int> _places = [];

    public IReadOnlyList<LeanIncident> Incidents => _incidents;

    /// <summary>Declares incidents and makes them live, one a millisecond.</summary>
    public void Declare(int count)
    {
        var first = TimeProvider.System.GetUtcNow() - TimeSpan.FromMilliseconds(count);
        _incidents = [.. Enumerable.Range(1, count).AsParallel().AsOrdered().Select(number => LeanIncident.Live(number, first.AddMilliseconds(number)))];
        _places = _incidents.Index().ToDictionary(place => place.Item.Id, place => place.Index);
    }

    public void ResolveAll()
    {
        var now = TimeProvider.System.GetUtcNow();
        Parallel.For(0, _incidents.Length, index => _incidents[index] = _incidents[index].Resolved(now));
    }

    public Task ServeAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Count(path);
        if (conditions.IsAway)
        {
            return LeanAnswer.SendAsync(context, StatusCodes.Status503ServiceUnavailable, "{}"u8.ToArray());
        }

        var isTaken = conditions.TryTake(out var remaining);
        if (remaining is { } left)
        {
            context.Response.Headers["X-RateLimit-Limit"] = "1200, 1200;window=60";
            context.Response.Headers["X-RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
        }

        if (!isTaken)
        {
            counts.Limited();
            context.Response.Headers.RetryAfter = "1";
            return LeanAnswer.SendAsync(context, StatusCodes.Status429TooManyRequests, """{"type":"too_many_requests"}"""u8.ToArray());
        }

        return path switch
        {
            "/v1/identity" => LeanAnswer.SendAsync(
                context, StatusCodes.Status200OK, """{"identity":{"name":"incident bridge","roles":["viewer","global_access"]}}"""u8.ToArray()),
            "/v1/severities" => LeanAnswer.SendAsync(
                context, StatusCodes.Status200OK, """{"severities":[{"name":"Minor","rank":1},{"name":"Major","rank":2}]}"""u8.ToArray()),
            _ when alerts.Answer(path, context.Request.Query) is { } answer => LeanAnswer.SendAsync(context, StatusCodes.Status200OK, answer),
            List => LeanAnswer.SendAsync(context, StatusCodes.Status200OK, Page(context.Request.Query)),
            _ => _places.TryGetValue(path[(List.Length + 1)..], out var place)
                ? LeanAnswer.SendAsync(context, StatusCodes.Status200OK, _incidents[place].Answer)
                : LeanAnswer.SendAsync(context, StatusCodes.Status404NotFound, """{"type":"not_found"}"""u8.ToArray()),
        };
    }

    private void Count(string path)
    {
        switch (path)
        {
            case List:
                counts.ReadPage();
                break;
            case var one when one.StartsWith(List, StringComparison.Ordinal):
                counts.ReadOne();
                break;
            default:
                counts.ReadOther();
                break;
        }
    }

    /// <summary>Those created last first, from the one after the cursor on.</summary>
    private byte[] Page(IQueryCollection query)
    {
        var size = int.Parse(query["page_size"].ToString() is { Length: > 0 } text ? text : "25", CultureInfo.InvariantCulture);
        var filter = LeanFilter.Read(query);
        var page = new List<LeanIncident>(size);
        var place = _places.TryGetValue(query["after"].ToString(), out var after) ? after - 1 : _incidents.Length - 1;
        for (; place >= 0 && page.Count < size; place--)
        {
            if (filter.Takes(_incidents[place]))
            {
                page.Add(_incidents[place]);
            }
        }

        while (place >= 0 && !filter.Takes(_incidents[place]))
        {
            place--;
        }

        var cursor = place >= 0 ? $""" "after":"{page[^1].Id}",""" : "";
        return
        [
            .. """{"incidents":"""u8,
            .. LeanAnswer.List(page.Select(incident => incident.Json)),
            .. Encoding.ASCII.GetBytes($$$""","pagination_meta":{{{{cursor}}}"page_size":{{{size}}}}}"""),
        ];
    }
}
