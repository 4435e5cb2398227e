using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds;

/// <summary>Where alerts come from, for all kinds that tell of alerts: a source's name, and whether its alerts are private.</summary>
internal sealed class AlertSources : IOptionalList
{
    /// <summary>A source that turned private is to be noticed soon.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private readonly IAlertSourceApi _api;
    private readonly IncidentIoRequests _requests;
    private readonly RememberedList<AlertOrigin> _list;

    public AlertSources(IAlertSourceApi api, IncidentIoRequests requests, TimeProvider time, ILogger<AlertSources> logger)
    {
        (_api, _requests) = (api, requests);
        var refusal = new ListRefusal(
            "alert sources",
            "alerts count as private, and so do escalations of alerts",
            "Give the key a role with alert_sources.view under Settings → API keys.",
            logger);
        _list = new RememberedList<AlertOrigin>(refusal, Lifetime, ReadAsync, time);
    }

    /// <summary>One source; one of which nothing is known when incident.io does not list it, or not to this key.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>A failure when it may be known later.</returns>
    public async Task<(AlertOrigin Origin, UpstreamFailure? Failure)> FindAsync(string? id, CancellationToken cancellationToken)
    {
        var (sources, failure) = await FindAsync(id is null ? [] : [id], cancellationToken);
        return (id is null ? AlertOrigin.Unknown : sources.GetValueOrDefault(id, AlertOrigin.Unknown), failure);
    }

    /// <summary>The same of several, and of whichever others are known.</summary>
    public async Task<(IReadOnlyDictionary<string, AlertOrigin> Sources, UpstreamFailure? Failure)> FindAsync(
        IReadOnlyCollection<string> ids, CancellationToken cancellationToken)
    {
        var (sources, failure) = await _list.GetAsync(ids, cancellationToken);
        return (sources, failure is null ? null : failure with { Detail = $"alert sources: {failure.Detail}" });
    }

    public Task<string?> ProveAsync(CancellationToken cancellationToken) => _list.ProveAsync(cancellationToken);

    /// <summary>Takes three members of each source, and lets go of the rest, which has secrets.</summary>
    private async Task<(IReadOnlyDictionary<string, AlertOrigin>? Sources, SubjectResult.Failed? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var (document, failure) = await _requests.AskForOneAsync(_api.ListAsync, cancellationToken);
        using var _ = document;
        var answer = new LenientJson(document?.RootElement ?? default, "", []);
        if (answer.List("alert_sources") is null)
        {
            return (null, failure ?? new SubjectResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "no alert_sources in the answer")));
        }

        var sources = new Dictionary<string, AlertOrigin>(StringComparer.Ordinal);
        foreach (var source in answer.Objects("alert_sources"))
        {
            if (source.Text("id") is { } id)
            {
                sources[id] = new AlertOrigin(source.Text("name")?.Trim(), source.Object("template").Flag("is_private") switch
                {
                    true => Visibility.Private,
                    false => Visibility.Public,
                    null => Visibility.Unknown,
                });
            }
        }

        return (sources, null);
    }
}

/// <summary>What is known of an alert's source.</summary>
/// <param name="Name">As the customer calls it: confidential. None if it is not known.</param>
/// <param name="Visibility">Whether its alerts are private.</param>
internal sealed record AlertOrigin(string? Name, Visibility Visibility)
{
    public static readonly AlertOrigin Unknown = new(null, Visibility.Unknown);

    // A record prints its members, and the name may be private.
    public override string ToString() => Visibility.ToString();
}
