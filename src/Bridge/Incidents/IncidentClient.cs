using System.Globalization;
using System.Text.Json;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Incidents;

/// <summary>The edge to incident.io: the one place where its answers and failures become the bridge's own.</summary>
internal sealed partial class IncidentClient(IIncidentIoApi api, IncidentIoRequests requests) : ISubjectSource
{
    public SubjectKind Kind => SubjectKind.Incident;

    public Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken) =>
        GetAsync(id.Value, incident => incident.Id == id, cancellationToken);

    /// <summary>The incident that people call so, wherever its id is not known.</summary>
    public Task<SubjectResult> GetAsync(IncidentReference reference, CancellationToken cancellationToken) =>
        GetAsync(reference.Number, incident => reference.Names(incident.Reference), cancellationToken);

    /// <summary>Every severity of the organization; the answer is not in pages.</summary>
    public async Task<(IReadOnlyList<IncidentSeverity>? Severities, UpstreamFailure? Failure)> GetSeveritiesAsync(
        CancellationToken cancellationToken)
    {
        var (document, failure) = await requests.AskAsync(api.GetSeveritiesAsync, cancellationToken);
        using var _ = document;
        var answer = Root(document, []);
        return answer.List("severities") is null
            ? (null, failure ?? Invalid("no severities in the answer"))
            : ([.. answer.Objects("severities").Select(IncidentMapping.ReadSeverity).OfType<IncidentSeverity>()], null);
    }

    /// <summary>A page of full incidents, those created last first.</summary>
    /// <param name="query">Which ones.</param>
    /// <param name="after">Where the page before ended; none for the first.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(IncidentPage? Page, UpstreamFailure? Failure)> ListAsync(
        IncidentQuery query, string? after, CancellationToken cancellationToken)
    {
        var (document, failure) = await requests.AskAsync(
            token => api.ListIncidentsAsync(
                query.PageSize, after, Day(query.UpdatedSince), Day(query.CreatedSince), Day(query.CreatedUntil), query.Categories, query.Modes, token),
            cancellationToken);
        using var _ = document;
        var odd = new List<string>();
        var answer = Root(document, odd);
        if (answer.List("incidents") is not { } listed)
        {
            return (null, failure ?? Invalid("no incidents in the answer"));
        }

        // Taken for none, a cursor that cannot be read would make a list of its first page.
        var pagination = answer.Object("pagination_meta");
        var next = pagination.Text("after");
        if (odd.Count > 0)
        {
            return (null, Invalid($"{odd[0]} in the answer cannot be read"));
        }

        var (incidents, faults) = (new List<Incident>(), new List<ReadingFault>());
        foreach (var element in listed)
        {
            var reading = IncidentMapping.Read(element, "incidents[]");
            incidents.AddRange(reading.Incident is { } incident ? [incident] : []);
            faults.AddRange(reading.Faults);
        }

        return (new IncidentPage(incidents, next is "" ? null : next, pagination.Long("total_record_count"), faults), null);

        static string? Day(DateOnly? day) => day?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }

    /// <summary>What the key is and may do.</summary>
    public async Task<(KeyIdentity? Identity, UpstreamFailure? Failure)> GetIdentityAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset? serverTime = null;
        var (document, failure) = await requests.AskAsync(
            async token =>
            {
                var response = await api.GetIdentityAsync(token);
                serverTime = response.Headers.Date;
                return response;
            },
            cancellationToken);
        using var _ = document;
        var identity = Root(document, []).Object("identity");
        return identity.Texts("roles") is { } roles
            ? (new KeyIdentity(identity.Text("name") ?? "", roles, serverTime) { Dashboard = IncidentMapping.HttpUrl(identity.Text("dashboard_url")) }, null)
            : (null, failure ?? Invalid("no roles in the answer"));
    }

    private async Task<SubjectResult> GetAsync(string idOrNumber, Func<Incident, bool> isAskedFor, CancellationToken cancellationToken)
    {
        var (document, failed) = await requests.AskForOneAsync(token => api.GetIncidentAsync(idOrNumber, token), cancellationToken);
        using var _ = document;
        if (failed is not null)
        {
            return failed;
        }

        var reading = IncidentMapping.Read(Root(document, []).Any("incident"), "incident");
        return reading.Incident switch
        {
            null => new SubjectResult.Failed(Invalid($"no incident in the answer: {reading.Faults[0].Path} is missing or cannot be read")) { Faults = reading.Faults },

            // A number is read as that of a reference: an id that is one, or a reference with another prefix, finds another incident.
            { } incident when !isAskedFor(incident) => new SubjectResult.Failed(
                new UpstreamFailure(FailureReason.NotFound, "incident.io answered with another incident")),
            { } incident => new SubjectResult.Found(incident) { Faults = reading.Faults },
        };
    }

    private static LenientJson Root(JsonDocument? document, ICollection<string> odd) => new(document?.RootElement ?? default, "", odd);

    private static UpstreamFailure Invalid(string detail) => new(FailureReason.InvalidAnswer, detail);
}
