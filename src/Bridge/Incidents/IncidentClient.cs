using System.Text.Json.Serialization.Metadata;
using Bridge.Upstreams;

namespace Bridge.Incidents;

/// <summary>The edge to incident.io: the one place where its answers and failures become the bridge's own.</summary>
internal sealed class IncidentClient(IIncidentIoApi api, TimeProvider time)
{
    /// <summary>The role that lets a key read private incidents.</summary>
    private const string PrivateAccessRole = "global_access";

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

    /// <summary>Whether the key may read private incidents; null and the failure when incident.io did not say.</summary>
    public async Task<(bool? Granted, UpstreamFailure? Failure)> HasPrivateAccessAsync(CancellationToken cancellationToken)
    {
        var (answer, failure) = await AskAsync(api.GetIdentityAsync, IncidentIoJson.Default.IdentityAnswer, cancellationToken);
        return answer?.Identity?.Roles is { } roles
            ? (roles.Contains(PrivateAccessRole), null)
            : (null, failure ?? new UpstreamFailure(FailureReason.InvalidAnswer, "no roles in the answer"));
    }

    private Task<(TAnswer? Answer, UpstreamFailure? Failure)> AskAsync<TAnswer>(
        Func<CancellationToken, Task<HttpResponseMessage>> ask, JsonTypeInfo<TAnswer> type, CancellationToken cancellationToken)
        where TAnswer : class => UpstreamRequest.AskAsync(
            ask, type, (answer, _) => ValueTask.FromResult(UpstreamFailures.From(answer, time.GetUtcNow())), cancellationToken);
}
