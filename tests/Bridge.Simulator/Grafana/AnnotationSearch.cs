using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.Grafana;

/// <summary>What <c>GET /api/annotations</c> asks for: which annotations it matches, and in which order.</summary>
internal sealed class AnnotationSearch
{
    private const long DefaultLimit = 100;

    private readonly bool _onlyAlerts;
    private readonly long _from;
    private readonly long _to;
    private readonly long _dashboardId;
    private readonly long _panelId;
    private readonly string _dashboardUid;
    private readonly List<GrafanaTag> _tags;
    private readonly bool _matchAny;

    /// <param name="request">The request.</param>
    /// <param name="knowsUids">Whether <c>dashboardUID</c> means anything.</param>
    public AnnotationSearch(RecordedRequest request, bool knowsUids)
    {
        _onlyAlerts = request.QueryValue("type") == "alert";
        (_from, _to) = (Number(request, "from"), Number(request, "to"));
        (_dashboardId, _panelId) = (Number(request, "dashboardId"), Number(request, "panelId"));
        _dashboardUid = knowsUids ? request.QueryValue("dashboardUID") : "";
        _tags = GrafanaTag.Parse(request.Query("tags"));
        _matchAny = request.QueryValue("matchAny") == "true";
        Limit = LimitOf(request);
    }

    /// <summary>How many are asked for; -1 for all.</summary>
    public long Limit { get; }

    public bool NamesDashboard => _dashboardId > 0 || _dashboardUid.Length > 0;

    /// <summary>Whether the search names the uid of a dashboard that is none of these.</summary>
    public bool NamesUnknownUid(IEnumerable<SimulatedDashboard> dashboards) =>
        _dashboardUid.Length > 0 && dashboards.All(dashboard => dashboard.Uid != _dashboardUid);

    /// <summary>Whether the search is on this dashboard; true when it names none.</summary>
    public bool IsOn(SimulatedDashboard dashboard) =>
        (_dashboardId <= 0 || dashboard.Id == _dashboardId) && (_dashboardUid.Length == 0 || dashboard.Uid == _dashboardUid);

    /// <summary>Everything that it matches, whoever may see it and however many were asked for: the latest end first.</summary>
    public IReadOnlyList<StoredAnnotation> Matches(AnnotationTable table, long organization) =>
    [
        .. table.Of(organization, _tags, _matchAny)
            .Where(IsInPlaceAndTime)
            .Where(row => HasTags(row, _tags, _matchAny))
            .OrderByDescending(row => row.End)
            .ThenByDescending(row => row.Start)
            .ThenByDescending(row => row.Id),
    ];

    public IEnumerable<StoredAnnotation> Limited(IEnumerable<StoredAnnotation> found) => Limited(found, Limit);

    /// <summary>
    /// "All of them" is a count: as many rows of the index must match as the filter has tags. So a filter for a key alone does not
    /// find an annotation that has the key twice.
    /// </summary>
    public static bool HasTags(StoredAnnotation row, List<GrafanaTag> filter, bool any)
    {
        if (filter.Count == 0)
        {
            return true;
        }

        var matches = row.Index.Count(indexed => filter.Exists(wanted => wanted.Matches(indexed)));
        return any ? matches > 0 : matches == filter.Count;
    }

    /// <summary><c>GET /api/annotations/tags</c>: the tags in use, by key and value.</summary>
    public static Answer Tags(RecordedRequest request, IEnumerable<StoredAnnotation> rows)
    {
        var part = request.QueryValue("tag");
        var counts = rows
            .SelectMany(row => row.Index)
            .CountBy(tag => tag)
            .Where(tag => tag.Key.ToString().Contains(part, StringComparison.OrdinalIgnoreCase))
            .OrderBy(tag => tag.Key.Key, StringComparer.Ordinal)
            .ThenBy(tag => tag.Key.Value, StringComparer.Ordinal)
            .Select(tag => (JsonNode)new JsonObject { ["tag"] = tag.Key.ToString(), ["count"] = tag.Value });
        return Answer.Json(200, new JsonObject
        {
            ["result"] = new JsonObject { ["tags"] = new JsonArray([.. Limited(counts, LimitOf(request))]) },
        });
    }

    /// <summary>Time goes first: it is the cheapest to compare and leaves the least.</summary>
    private bool IsInPlaceAndTime(StoredAnnotation row) =>
        (_from <= 0 || _to <= 0 || (row.Start <= _to && row.End >= _from)) // one alone is ignored
        && !_onlyAlerts
        && (_dashboardId <= 0 || row.DashboardId == _dashboardId)
        && (_dashboardUid.Length == 0 || row.DashboardUid == _dashboardUid)
        && (_panelId <= 0 || row.PanelId == _panelId);

    private static long LimitOf(RecordedRequest request) => Number(request, "limit") switch
    {
        0 => DefaultLimit,
        < 0 => -1,
        var limit => Math.Min(limit, int.MaxValue),
    };

    private static IEnumerable<T> Limited<T>(IEnumerable<T> found, long limit) => limit < 0 ? found : found.Take((int)limit);

    private static long Number(RecordedRequest request, string name) =>
        long.TryParse(request.QueryValue(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
