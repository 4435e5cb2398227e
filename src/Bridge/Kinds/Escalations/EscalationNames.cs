using Bridge.Incidents;
using Bridge.Upstreams;

namespace Bridge.Kinds.Escalations;

/// <summary>What escalations name by id alone.</summary>
/// <param name="Paths">The names of escalation paths, by id. Confidential.</param>
/// <param name="PrivateSources">Whether an alert source is private, by id.</param>
internal sealed record EscalationNames(IReadOnlyDictionary<string, string> Paths, IReadOnlyDictionary<string, bool> PrivateSources)
{
    public static readonly EscalationNames None = new(new Dictionary<string, string>(), new Dictionary<string, bool>());
}

/// <summary>Reads what escalations name, when one that does so is read.</summary>
internal sealed class EscalationNameLists(IEscalationApi api, IncidentIoRequests requests, TimeProvider time)
{
    /// <summary>As many as incident.io gives at once.</summary>
    private const int PageSize = 25;

    private readonly RememberedList<string> _paths = new(TimeSpan.FromHours(1), time);

    /// <summary>A source that turned private is to be noticed soon.</summary>
    private readonly RememberedList<bool> _sources = new(TimeSpan.FromMinutes(5), time);

    /// <summary>What these escalations name. What the key may not read is left out.</summary>
    public async Task<(EscalationNames Names, UpstreamFailure? Failure)> OfAsync(IReadOnlyList<Escalation> escalations, CancellationToken cancellationToken)
    {
        var (paths, noPaths) = await _paths.GetAsync([.. escalations.Select(one => one.PathId).OfType<string>()], ReadPathsAsync, cancellationToken);
        var (sources, noSources) = await _sources.GetAsync([.. escalations.SelectMany(one => one.AlertSources).OfType<string>()], ReadSourcesAsync, cancellationToken);
        return (new EscalationNames(paths, sources), noPaths ?? noSources);
    }

    private async Task<RememberedList<string>.Reading> ReadPathsAsync(CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>();
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var cursor = after;
            var (document, failed) = await requests.AskForOneAsync(token => api.ListPathsAsync(PageSize, cursor, token), cancellationToken);
            using var _ = document;
            if (failed is not null)
            {
                return new(null, failed.Failure, failed.IsForbidden);
            }

            var answer = new LenientJson(document!.RootElement, "", []);
            foreach (var path in answer.Objects("escalation_paths"))
            {
                if (path.Text("id") is { } id && path.Text("name")?.Trim() is { Length: > 0 } name)
                {
                    names[id] = name;
                }
            }

            after = answer.Object("pagination_meta").Text("after");
        }
        while (after is { Length: > 0 } && cursors.Add(after));

        return new(names, null, IsForbidden: false);
    }

    /// <summary>Takes two members of each source and lets go of the rest, which has secrets.</summary>
    private async Task<RememberedList<bool>.Reading> ReadSourcesAsync(CancellationToken cancellationToken)
    {
        var (document, failed) = await requests.AskForOneAsync(api.ListSourcesAsync, cancellationToken);
        using var _ = document;
        if (failed is not null)
        {
            return new(null, failed.Failure, failed.IsForbidden);
        }

        var isPrivate = new Dictionary<string, bool>();
        foreach (var source in new LenientJson(document!.RootElement, "", []).Objects("alert_sources"))
        {
            if (source.Text("id") is { } id && source.Object("template").Flag("is_private") is { } flag)
            {
                isPrivate[id] = flag;
            }
        }

        return new(isPrivate, null, IsForbidden: false);
    }
}
