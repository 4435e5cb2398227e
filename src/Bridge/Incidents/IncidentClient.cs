using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;

namespace Bridge.Incidents;

/// <summary>The edge to incident.io: the one place where its answers and failures become the bridge's own.</summary>
internal sealed class IncidentClient(IIncidentIoApi api, TimeProvider time)
{
    public Task<IncidentResult> GetAsync(IncidentId id, CancellationToken cancellationToken) =>
        GetAsync(id.Value, incident => incident.Id == id, cancellationToken);

    /// <summary>The incident that people call so, wherever its id is not known.</summary>
    public Task<IncidentResult> GetAsync(IncidentReference reference, CancellationToken cancellationToken) =>
        GetAsync(reference.Number, incident => reference.Names(incident.Reference), cancellationToken);

    /// <summary>Every severity of the organization; the answer is not in pages.</summary>
    public async Task<(IReadOnlyList<IncidentSeverity>? Severities, UpstreamFailure? Failure)> GetSeveritiesAsync(
        CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(api.GetSeveritiesAsync, IncidentIoJson.Default.SeverityListAnswer, cancellationToken);
        return answer?.Severities is { } severities
            ? ([.. severities.Where(severity => severity is { Name: not null }).Select(severity => new IncidentSeverity(severity.Name!.Trim(), severity.Rank))], null)
            : (null, failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no severities in the answer"));
    }

    /// <summary>A page of full incidents, those created last first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(IncidentPage? Page, UpstreamFailure? Failure)> ListAsync(
        IncidentQuery query, string? after, CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(
            token => api.ListIncidentsAsync(
                query.PageSize, after, Day(query.UpdatedSince), Day(query.CreatedSince), Day(query.CreatedUntil), query.Categories, query.Modes, token),
            IncidentIoJson.Default.IncidentListAnswer,
            cancellationToken);
        if (answer?.Incidents is not { } listed)
        {
            return (null, failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no incidents in the answer"));
        }

        var incidents = new List<Incident>(listed.Count);

        // A list of JSON may hold nulls, whatever its type says.
        foreach (var json in listed.OfType<IncidentJson>())
        {
            if (IncidentMapping.TryMap(json, out var incident))
            {
                incidents.Add(incident!);
            }
        }

        // A cursor that does not move would be followed for ever.
        var next = answer.PaginationMeta?.After is { Length: > 0 } cursor && cursor != after && listed.Count > 0 ? cursor : null;
        return (new IncidentPage(incidents, next, answer.PaginationMeta?.TotalRecordCount), null);

        static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>What the key is and may do.</summary>
    public async Task<(KeyIdentity? Identity, UpstreamFailure? Failure)> GetIdentityAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? serverTime = null;
        var (answer, failure) = await AskAsync(
            async token =>
            {
                var response = await api.GetIdentityAsync(token);
                serverTime = response.Headers.Date;
                return response;
            },
            IncidentIoJson.Default.IdentityAnswer,
            cancellationToken);
        return answer?.Identity is { Roles: { } roles } identity
            ? (new KeyIdentity(identity.Name ?? "", roles, serverTime), null)
            : (null, failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no roles in the answer"));
    }

    private async Task<IncidentResult> GetAsync(string idOrNumber, Func<Incident, bool> isAskedFor, CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(
            token => api.GetIncidentAsync(idOrNumber, token), IncidentIoJson.Default.IncidentAnswer, cancellationToken);
        if (failure is not null)
        {
            return new IncidentResult.Failed(failure);
        }

        if (answer?.Incident is null || !IncidentMapping.TryMap(answer.Incident, out var incident))
        {
            return new IncidentResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, "no incident in the answer"));
        }

        // A number is read as that of a reference: an id that is one, or a reference with another prefix, finds another incident.
        return isAskedFor(incident!)
            ? new IncidentResult.Found(incident!)
            : new IncidentResult.Failed(new UpstreamFailure(FailureReason.NotFound, "incident.io answered with another incident"));
    }

    private Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
        where TAnswer : class => UpstreamRequest.AskAsync(
            ask, type, (answer, _) => ValueTask.FromResult(UpstreamFailures.From(answer, time.GetUtcNow())), time, cancellationToken);
}
