using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;

namespace Bridge.Kinds.Escalations;

/// <summary>What escalations name by id alone.</summary>
/// <param name="Paths">The names of escalation paths, by id. Confidential.</param>
/// <param name="Sources">The alert sources, by id.</param>
internal sealed record EscalationNames(IReadOnlyDictionary<string, string> Paths, IReadOnlyDictionary<string, AlertOrigin> Sources)
{
    public static readonly EscalationNames None = new(new Dictionary<string, string>(), new Dictionary<string, AlertOrigin>());
}

/// <summary>Reads what escalations name, when one that does so is read.</summary>
internal sealed class EscalationNameLists : IOptionalList
{
    /// <summary>As many as incident.io gives at once.</summary>
    private const int PageSize = 25;

    private static readonly TimeSpan LifetimeOfPaths = TimeSpan.FromHours(1);

    private readonly IEscalationApi _api;
    private readonly IncidentIoRequests _requests;
    private readonly AlertSources _sources;
    private readonly RememberedList<string> _paths;

    public EscalationNameLists(IEscalationApi api, IncidentIoRequests requests, AlertSources sources, TimeProvider time, ILogger<EscalationNameLists> logger)
    {
        (_api, _requests, _sources) = (api, requests, sources);
        var refusal = new ListRefusal(
            "escalation paths",
            "escalations have no tag path",
            "Give the key a role with escalation_paths.view under Settings → API keys.",
            logger);
        _paths = new RememberedList<string>(refusal, LifetimeOfPaths, ReadPathsAsync, time);
    }

    /// <summary>What these escalations name. What the key may not read is left out.</summary>
    public async Task<(EscalationNames Names, UpstreamFailure? Failure)> OfAsync(IReadOnlyList<Escalation> escalations, CancellationToken cancellationToken)
    {
        var (paths, noPaths) = await _paths.GetAsync([.. escalations.Select(one => one.PathId).OfType<string>()], cancellationToken);
        var (sources, noSources) = await _sources.FindAsync([.. escalations.SelectMany(one => one.AlertSources).OfType<string>()], cancellationToken);
        return (new EscalationNames(paths, sources), noPaths ?? noSources);
    }

    /// <summary>Asks for the paths; the sources are asked for by themselves.</summary>
    /// <inheritdoc/>
    public Task<string?> ProveAsync(CancellationToken cancellationToken) => _paths.ProveAsync(cancellationToken);

    private async Task<(IReadOnlyDictionary<string, string>? Names, SubjectResult.Failed? Failure)> ReadPathsAsync(CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        var cursors = new HashSet<string>(StringComparer.Ordinal);
        string? after = null;
        do
        {
            var cursor = after;
            var (document, failed) = await _requests.AskForOneAsync(token => _api.ListPathsAsync(PageSize, cursor, token), cancellationToken);
            using var _ = document;
            if (failed is not null)
            {
                return (null, failed);
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

        return (names, null);
    }
}
