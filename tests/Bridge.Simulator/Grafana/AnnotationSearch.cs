using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary><c>GET /api/annotations</c>: which annotations a query finds, and in which order.</summary>
internal static class AnnotationSearch
{
    private const long DefaultLimit = 100;

    public static IEnumerable<StoredAnnotation> Find(RecordedRequest request, IEnumerable<StoredAnnotation> rows)
    {
        var found = request.QueryValue("type") == "alert" ? [] : rows;
        var (from, to) = (Number(request, "from"), Number(request, "to"));
        if (from > 0 && to > 0)
        {
            // One alone is ignored.
            found = found.Where(row => row.Start <= to && row.End >= from);
        }

        if (Number(request, "dashboardId") is > 0 and var dashboard)
        {
            found = found.Where(row => row.DashboardId == dashboard);
        }

        if (request.QueryValue("dashboardUID") is { Length: > 0 } uid)
        {
            found = found.Where(row => row.DashboardUid == uid);
        }

        if (Number(request, "panelId") is > 0 and var panel)
        {
            found = found.Where(row => row.PanelId == panel);
        }

        return Limit(
            request,
            WithTags(request, found)
                .OrderByDescending(row => row.End)
                .ThenByDescending(row => row.Start)
                .ThenByDescending(row => row.Id));
    }

    /// <summary><c>GET /api/annotations/tags</c> of newer versions.</summary>
    public static Answer Tags(RecordedRequest request, IEnumerable<StoredAnnotation> rows)
    {
        var part = request.QueryValue("tag");
        var counts = rows
            .SelectMany(row => row.Index)
            .CountBy(tag => tag.ToString())
            .Where(tag => tag.Key.Contains(part, StringComparison.OrdinalIgnoreCase))
            .OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => (JsonNode)new JsonObject { ["tag"] = tag.Key, ["count"] = tag.Value });
        return Answer.Json(200, new JsonObject { ["result"] = new JsonObject { ["tags"] = new JsonArray([.. Limit(request, counts)]) } });
    }

    /// <summary>
    /// "All of them" is a count: as many rows of the index must match as the filter has tags. So a filter for a key alone does not
    /// find an annotation that has the key twice.
    /// </summary>
    private static IEnumerable<StoredAnnotation> WithTags(RecordedRequest request, IEnumerable<StoredAnnotation> rows)
    {
        var filter = GrafanaTag.Parse(request.Query("tags"));
        if (filter.Count == 0)
        {
            return rows;
        }

        var any = request.QueryValue("matchAny") == "true";
        return rows.Where(row =>
        {
            var matches = row.Index.Count(indexed => filter.Exists(wanted => wanted.Matches(indexed)));
            return any ? matches > 0 : matches == filter.Count;
        });
    }

    private static IEnumerable<T> Limit<T>(RecordedRequest request, IEnumerable<T> found) => Number(request, "limit") switch
    {
        0 => found.Take((int)DefaultLimit),
        < 0 => found,
        var limit => found.Take((int)Math.Min(limit, int.MaxValue)),
    };

    private static long Number(RecordedRequest request, string name) =>
        long.TryParse(request.QueryValue(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
