using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reports;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>The answer for programs: the report of <c>GET /api/v1/incidents/{ref}</c> with what incident.io and Grafana said. Pure.</summary>
internal static class ExplainJson
{
    public static IncidentReport Of(ExplainFacts facts, BridgeSettings settings, bool showPrivate)
    {
        var verdicts = PlaceVerdicts.Of(facts, settings);
        return new IncidentReport
        {
            Id = (facts.Subject?.Id ?? facts.Asked.Id)?.ToString(),
            Reference = facts.Incident?.Reference is { } reference ? AnnotationText.OneLine(reference) : facts.Asked.Reference?.ToString(),
            At = facts.Now,
            Sources = facts.Looks.Count == 0 ? ["store", "incident_io"] : ["store", "incident_io", "grafana"],
            Headline = ExplainHeadline.Of(facts, verdicts),
            Incident = facts.Incident is { } incident ? Words(incident, mayTell: showPrivate || !incident.IsPrivate) : null,
            Subject = facts.Subject is Happening happening ? Words(happening, mayTell: showPrivate || !happening.IsPrivate) : null,
            Failures = [.. Failures(facts)],
            Webhooks = facts.Webhooks,
            LastWebhookAt = facts.LastWebhookOfIncidentAt,
            Deliveries = [.. facts.Deliveries.Select(delivery => WorkReport.Of(delivery, facts.Now))],
            Places = [.. Places(facts, verdicts)],
        };
    }

    private static IncidentWords Words(Incident incident, bool mayTell) => new(
        mayTell ? incident.Name : null,
        mayTell ? incident.StatusName : null,
        Labels.Of(incident.Category),
        Labels.Of(incident.Mode),
        incident.IsPrivate ? "private" : "public",
        incident.Severity?.Name,
        mayTell ? incident.Type : null,
        mayTell ? [.. incident.CustomFields.Select(field => new FieldWords(field.Name, field.Values))] : null,
        incident.CreatedAt,
        incident.UpdatedAt);

    private static SubjectWords Words(Happening happening, bool mayTell) => new(
        SubjectKinds.NameOf(happening.Id.Kind),
        mayTell ? happening.Title : null,
        happening.State ?? (happening.IsOver ? "resolved" : "open"),
        happening.IsPrivate ? "private" : "public",
        [
            .. happening.Facts
                .Where(fact => fact.Sensitivity == Sensitivity.Public || (mayTell && fact.Sensitivity == Sensitivity.Confidential))
                .Select(fact => new FieldWords(fact.Key, [fact.Text])),
        ],
        [.. happening.BelongsTo.Select(incident => incident.Value)],
        happening.Start,
        happening.End,
        happening.UpdatedAt);

    private static IEnumerable<SourceFailure> Failures(ExplainFacts facts) =>
    [
        .. new[] { facts.FetchFailure, facts.SeverityFailure }.OfType<UpstreamFailure>().Select(failure => SourceFailure.Of(failure)),
        .. facts.LookFailures.Select(failure => SourceFailure.Of(failure.Value, failure.Key)),
        .. facts.Strangers.Select(stranger => new SourceFailure("grafana", stranger.Key, Labels.Of(FailureReason.Settings), stranger.Value)),
    ];

    /// <summary>Those that the routes name, and those of routes and Grafanas that the settings do not have any more.</summary>
    private static IEnumerable<PlaceReport> Places(ExplainFacts facts, IReadOnlyList<PlaceVerdict> verdicts)
    {
        var judged = facts.Ledger.ToLookup(entry => (entry.Key.Route, entry.Key.Grafana, entry.Key.Dashboard));
        var named = verdicts.Select(verdict => (verdict.Route, verdict.Grafana, verdict.Dashboard)).ToHashSet();
        return
        [
            .. verdicts.Select(verdict => PlaceReport.Of(
                verdict.Route,
                verdict.Grafana,
                verdict.Dashboard,
                Labels.Of(verdict.State),
                verdict.Words,
                judged[(verdict.Route, verdict.Grafana, verdict.Dashboard)])),
            .. PlaceReport.Of(judged.Where(place => !named.Contains(place.Key)).SelectMany(place => place)),
        ];
    }
}
