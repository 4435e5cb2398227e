using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;

namespace Bridge.Incidents;

/// <summary>The edge to incident.io: the one place where its answers and failures become the bridge's own.</summary>
internal sealed class IncidentClient(IIncidentIoApi api, TimeProvider time)
{
    public async Task<IncidentResult> GetAsync(IncidentId id, CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(
            token => api.GetIncidentAsync(id.Value, token), IncidentIoJson.Default.IncidentAnswer, cancellationToken);
        if (failure is not null)
        {
            return new IncidentResult.Failed(failure);
        }

        if (answer?.Incident is null || !IncidentMapping.TryMap(answer.Incident, out var incident))
        {
            return Unreadable("no incident in the answer");
        }

        // A number would be read as a reference: INC-7 for the id 7. That is another incident, with another id.
        return incident!.Id == id
            ? new IncidentResult.Found(incident)
            : new IncidentResult.Failed(new UpstreamFailure(FailureReason.NotFound, "incident.io answered with another incident"));

        static IncidentResult Unreadable(string detail) =>
            new IncidentResult.Failed(new UpstreamFailure(FailureReason.InvalidAnswer, detail));
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

    private Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
        where TAnswer : class => UpstreamRequest.AskAsync(
            ask, type, (answer, _) => ValueTask.FromResult(UpstreamFailures.From(answer, time.GetUtcNow())), cancellationToken);
}
