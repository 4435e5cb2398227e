using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>Which alerts are attached to which incidents. People and routes attach them at any time, and no webhook tells of it.</summary>
internal sealed class AlertAttachments(IAlertApi api, IncidentIoRequests requests) : IFollowers
{
    private const string List = "incident_alerts";

    public SubjectKind Kind => SubjectKind.Alert;

    /// <summary>The alerts of an incident, by their ids: the list has them without their attributes, which have the priority.</summary>
    public async Task<FollowerList> OfAsync(SubjectId incident, CancellationToken cancellationToken)
    {
        var found = new List<SubjectId>();
        var pages = requests.WalkAlertsAsync(
            (after, token) => api.ListAttachedAsync(AlertPages.Size, after, alert: null, incident.Value, token), List, ReadAlert, cancellationToken);
        await foreach (var (items, failure) in pages)
        {
            if (failure is not null)
            {
                return FollowerList.Failed(failure);
            }

            found.AddRange(items.OfType<SubjectId>());
        }

        return new FollowerList([.. found.Distinct()]);
    }

    /// <summary>The alert with the incidents that it is attached to.</summary>
    public async Task<(Happening? Happening, UpstreamFailure? Failure)> AddToAsync(Happening alert, CancellationToken cancellationToken)
    {
        var attached = new List<AttachedTo?>();
        var pages = requests.WalkAlertsAsync(
            (after, token) => api.ListAttachedAsync(AlertPages.Size, after, alert.Id.Value, incident: null, token), List, ReadIncident, cancellationToken);
        await foreach (var (items, failure) in pages)
        {
            if (failure is not null)
            {
                return (null, failure);
            }

            attached.AddRange(items);
        }

        var incidents = attached.OfType<AttachedTo>().ToList();
        return (
            alert with
            {
                // An incident that cannot be read may be private.
                Visibility = attached.Contains(null) ? Visibility.Private : alert.Visibility,
                BelongsTo = [.. incidents.Select(incident => incident.Id).Distinct()],
                Facts =
                [
                    .. alert.Facts,
                    .. incidents.Select(incident => incident.Reference).OfType<string>().Take(1)
                        .Select(reference => new Fact("ref", reference, Sensitivity.Confidential) { IsTag = true, IsText = false }),
                ],
            },
            null);
    }

    private static SubjectId? ReadAlert(JsonElement element) =>
        SubjectId.TryCreate(SubjectKind.Alert, Member(element, "alert").Text("id"), out var id) ? id : null;

    private static AttachedTo? ReadIncident(JsonElement element)
    {
        var incident = Member(element, "incident");
        return SubjectId.TryCreate(SubjectKind.Incident, incident.Text("id"), out var id) ? new AttachedTo(id, incident.Text("reference")) : null;
    }

    private static LenientJson Member(JsonElement element, string name) => new LenientJson(element, $"{List}[]", []).Object(name);

    private sealed record AttachedTo(SubjectId Id, string? Reference);
}
