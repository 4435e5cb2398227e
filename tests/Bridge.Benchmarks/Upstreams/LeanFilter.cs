using System.Globalization;
using Microsoft.Extensions.Primitives;

namespace Bridge.Benchmarks.Upstreams;

/// <summary>The filters of <c>GET /v2/incidents</c> that the bridge uses.</summary>
internal sealed record LeanFilter(
    DateTimeOffset UpdatedFrom, DateTimeOffset CreatedFrom, DateTimeOffset CreatedUntil, StringValues Categories, StringValues Modes)
{
    private static readonly StringValues DefaultModes = new(["standard", "retrospective"]);

    public static LeanFilter Read(IQueryCollection query) => new(
        Day(query["updated_at[gte]"], DateTimeOffset.MinValue),
        Day(query["created_at[gte]"], DateTimeOffset.MinValue),
        Day(query["created_at[lte]"], DateTimeOffset.MaxValue),
        query["status_category[one_of]"],
        query["mode[one_of]"] is { Count: > 0 } modes ? modes : DefaultModes);

    public bool Takes(LeanIncident incident)
    {
        var state = incident.State;
        return state.UpdatedAt >= UpdatedFrom
            && state.CreatedAt >= CreatedFrom
            && state.CreatedAt <= CreatedUntil
            && (Categories.Count == 0 || Categories.Contains(state.Status.Category))
            && Modes.Contains(state.Mode);
    }

    private static DateTimeOffset Day(StringValues text, DateTimeOffset missing) => text.Count == 0
        ? missing
        : DateTimeOffset.Parse(text.ToString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
