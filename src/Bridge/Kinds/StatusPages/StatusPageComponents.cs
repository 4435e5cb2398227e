using System.Collections.Concurrent;
using Bridge.Incidents;
using Bridge.Subjects;

namespace Bridge.Kinds.StatusPages;

/// <summary>
/// What the components of status pages are called. An impact tells of its component by id alone; where no name can be had, it is shown without one,
/// until the next list.
/// </summary>
internal sealed class StatusPageComponents(IStatusPageApi api, IncidentIoRequests requests, TimeProvider time, ILogger<StatusPageComponents> logger)
{
    /// <summary>A page below a page below a page is more than incident.io has.</summary>
    private const int MaxDepth = 4;

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly ListRefusal _refusal = new(
        "structures of status pages", "the impacts on a component do not name it", "By incident.io's documentation any valid key may read them: ask its support.", logger);

    private readonly ConcurrentDictionary<string, RememberedList<string>> _ofPages = new(StringComparer.Ordinal);

    /// <summary>The same with the names of the components.</summary>
    public async Task<StatusPageIncident> NameAsync(StatusPageIncident incident, CancellationToken cancellationToken)
    {
        var list = _ofPages.GetOrAdd(
            incident.Page, page => new RememberedList<string>(_refusal, Lifetime, token => ReadAsync(page, token), time));
        var (names, _) = await list.GetAsync([.. incident.Impacts.Select(StatusPageMapping.ComponentOf).Distinct()], cancellationToken);
        return incident with { Impacts = [.. incident.Impacts.Select(impact => StatusPageMapping.Named(impact, names))] };
    }

    private async Task<(IReadOnlyDictionary<string, string>? Names, SubjectResult.Failed? Failure)> ReadAsync(string page, CancellationToken cancellationToken)
    {
        var (document, failed) = await requests.AskForOneAsync(token => api.GetStructureAsync(page, token), cancellationToken);
        using var _ = document;
        if (failed is not null)
        {
            return (null, failed);
        }

        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var component in Components(new LenientJson(document!.RootElement, "", []).Object("current_structure"), depth: 0))
        {
            if (component.Text("component_id") is { } id && component.Text("name")?.Trim() is { Length: > 0 } name)
            {
                names[id] = name;
            }
        }

        return (names, null);
    }

    /// <summary>Each item is a component, a group of them, or a page below this one, which has items of its own.</summary>
    private static IEnumerable<LenientJson> Components(LenientJson page, int depth) => depth == MaxDepth
        ? []
        : page.Objects("items").SelectMany(item =>
            (IEnumerable<LenientJson>)[item.Object("component"), .. item.Object("group").Objects("components"), .. Components(item.Object("sub_page"), depth + 1)]);
}
