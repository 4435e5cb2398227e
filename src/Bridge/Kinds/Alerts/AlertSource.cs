using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>
/// Reads alerts. One that the settings leave out costs one request. One that is shown costs three at most: itself, the firings of its check, and
/// the incidents that it is attached to. The sources and the organization's address are remembered.
/// </summary>
internal sealed class AlertSource(
    IAlertApi api,
    IncidentIoRequests requests,
    AlertSources sources,
    AlertFirings firings,
    AlertAttachments attachments,
    AlertLinks links,
    AlertCap cap,
    AlertOptions options,
    TimeProvider time) : ISubjectSource
{
    public SubjectKind Kind => SubjectKind.Alert;

    public async Task<SubjectResult> GetAsync(SubjectId id, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var (document, failed) = await requests.AskForOneAsync(token => api.GetAsync(id.Value, token), cancellationToken);
        using var _ = document;
        if (failed is not null)
        {
            return await requests.JudgeAsync(failed, ListOneAsync, "alerts", options.Scope, cancellationToken);
        }

        var (alert, faults) = AlertMapping.Read(new LenientJson(document!.RootElement, "", []).Any("alert"), "alert");
        if (alert?.Id != id)
        {
            var unusable = alert is null
                ? new UpstreamFailure(FailureReason.InvalidAnswer, $"no alert in the answer: {faults[0].Path} is missing or cannot be read")
                : new UpstreamFailure(FailureReason.NotFound, "incident.io answered with another alert");
            return new SubjectResult.Failed(unusable) { Faults = faults };
        }

        var (happening, problem) = await ReadAsync(alert, now, cancellationToken);
        return happening is null ? new SubjectResult.Failed(problem!) { Faults = faults } : new SubjectResult.Found(happening) { Faults = faults };
    }

    private async Task<(Happening? Happening, UpstreamFailure? Failure)> ReadAsync(Alert alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (!options.IsOn)
        {
            return (NotShown(alert, AlertOrigin.Unknown, "Alerts:Show is none"), null);
        }

        var (origin, failure) = await sources.FindAsync(alert.Source, cancellationToken);
        return failure is not null ? (null, failure)
            : options.Show == ShownAlerts.Attached ? await CompleteAsync(AlertSpan.Of(alert).ToHappening(origin), cancellationToken)
            : await MatchAsync(alert, origin, now, cancellationToken);
    }

    private async Task<(Happening? Happening, UpstreamFailure? Failure)> MatchAsync(
        Alert alert, AlertOrigin origin, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (AlertFilter.WhyNot(alert, origin, options, now) is { } why)
        {
            return (NotShown(alert, origin, why) with { ReadAgainAt = AlertFilter.ReadAgainAt(alert, options, now) }, null);
        }

        var (found, failure) = await firings.OfCheckAsync(alert, cancellationToken);
        if (found is null)
        {
            return failure is null ? (NotShown(alert, origin, "a maintenance window holds it"), null) : (null, failure);
        }

        var chain = AlertChain.Of(alert, found.Where(one => AlertFilter.WhyNot(one, origin, options, now) is null), options.Merge);
        if (chain[0].Id != alert.Id)
        {
            return (NotShown(alert, origin, $"it prolongs {chain[0].Id:s} (Alerts:Merge)") with { Leads = [chain[0].Id] }, null);
        }

        return await cap.AdmitsAsync(alert.Id, alert.CreatedAt, cancellationToken)
            ? await CompleteAsync(AlertSpan.Of(chain).ToHappening(origin), cancellationToken)
            : (NotShown(alert, origin, "its day has Alerts:MaxPerDay alerts already"), null);
    }

    private async Task<(Happening? Happening, UpstreamFailure? Failure)> CompleteAsync(Happening happening, CancellationToken cancellationToken)
    {
        var (attached, failure) = await attachments.AddToAsync(happening, cancellationToken);
        if (attached is null)
        {
            return (null, failure);
        }

        (var link, failure) = await links.ToAsync(happening.Id, cancellationToken);
        return failure is null ? (attached with { Link = link }, null) : (null, failure);
    }

    private Task<HttpResponseMessage> ListOneAsync(CancellationToken cancellationToken) =>
        api.ListAsync(pageSize: 1, after: null, status: null, key: null, source: null, createdSince: null, updatedSince: null, withHeld: null, cancellationToken);

    private static Happening NotShown(Alert alert, AlertOrigin origin, string why) => AlertSpan.Of(alert).ToHappening(origin) with { WhyNotShown = why };
}
