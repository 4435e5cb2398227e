using System.Globalization;
using System.Text.Json.Nodes;
using Bridge.Simulator.Http;

namespace Bridge.Simulator.IncidentIo;

/// <summary><c>GET /v2/incidents</c>: pages of full incidents by time of creation, never by time of change.</summary>
internal static class IncidentList
{
    private const int DefaultPageSize = 25;
    private const int MaxPageSize = 500;

    private static readonly string[] DefaultModes = ["standard", "retrospective"];

    /// <param name="request">Its query.</param>
    /// <param name="visible">The incidents that the key may see.</param>
    public static Answer Page(RecordedRequest request, IEnumerable<SimulatedIncident> visible)
    {
        if (!TryPageSize(request, out var pageSize))
        {
            return IncidentIoError.Invalid("page_size", $"must be a whole number from 1 to {MaxPageSize}");
        }

        if (!TryBound(request, "updated_at", out var updated) || !TryBound(request, "created_at", out var created))
        {
            return IncidentIoError.Invalid("updated_at", "must be a date");
        }

        var matching = visible
            .Where(incident => Within(updated, incident.UpdatedAt) && Within(created, incident.CreatedAt))
            .Where(incident => IsOneOf(request, "mode", incident.Mode, DefaultModes))
            .Where(incident => IsOneOf(request, "status_category", incident.Status.Category, null))
            .ToList();
        var oldestFirst = request.QueryValue("sort_by") == "created_at_oldest_first";
        List<SimulatedIncident> sorted = oldestFirst
            ? [.. matching.OrderBy(incident => incident.CreatedAt).ThenBy(incident => incident.Id, StringComparer.Ordinal)]
            : [.. matching.OrderByDescending(incident => incident.CreatedAt).ThenByDescending(incident => incident.Id, StringComparer.Ordinal)];

        var after = request.QueryValue("after");
        var first = after.Length == 0 ? 0 : sorted.FindIndex(incident => incident.Id == after) + 1;
        if (after.Length > 0 && first == 0)
        {
            return IncidentIoError.Invalid("after", "is not the id of an incident in this list");
        }

        return Answer.Json(200, Body(sorted, first, pageSize));
    }

    private static JsonObject Body(List<SimulatedIncident> sorted, int first, int pageSize)
    {
        var page = sorted.Skip(first).Take(pageSize).ToList();
        var pagination = new JsonObject { ["page_size"] = pageSize, ["total_record_count"] = sorted.Count };
        if (first + page.Count < sorted.Count)
        {
            pagination["after"] = page[^1].Id;
        }

        return new JsonObject
        {
            ["incidents"] = new JsonArray([.. page.Select(IncidentDocument.Of)]),
            ["pagination_meta"] = pagination,
        };
    }

    private static bool TryPageSize(RecordedRequest request, out int pageSize)
    {
        var text = request.QueryValue("page_size");
        pageSize = DefaultPageSize;
        return text.Length == 0
            || (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out pageSize) && pageSize is >= 1 and <= MaxPageSize);
    }

    /// <summary>Reads <c>gte</c> and <c>lte</c>. Only dates: whether the real API takes instants is not documented.</summary>
    private static bool TryBound(RecordedRequest request, string field, out (DateTimeOffset From, DateTimeOffset To) bound)
    {
        bound = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        return TryDate($"{field}[gte]", ref bound.From) && TryDate($"{field}[lte]", ref bound.To);

        bool TryDate(string name, ref DateTimeOffset value)
        {
            var text = request.QueryValue(name);
            return text.Length == 0 || DateTimeOffset.TryParseExact(
                text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out value);
        }
    }

    private static bool Within((DateTimeOffset From, DateTimeOffset To) bound, DateTimeOffset time) => time >= bound.From && time <= bound.To;

    private static bool IsOneOf(RecordedRequest request, string field, string value, string[]? unasked)
    {
        var wanted = request.Query($"{field}[one_of]");
        var included = wanted.Count > 0 ? wanted.Contains(value) : unasked?.Contains(value) ?? true;
        return included && !request.Query($"{field}[not_in]").Contains(value);
    }
}
