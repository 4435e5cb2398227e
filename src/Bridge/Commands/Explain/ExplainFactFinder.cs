using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>
/// Asks incident.io, the store, and each Grafana whose it is and what it has. It changes nothing, so it searches without noting whose a Grafana is.
/// </summary>
internal sealed class ExplainFactFinder(
    IBridgeStore store,
    SubjectStates states,
    IncidentClient incidents,
    SeverityCatalog catalog,
    IEnumerable<GrafanaOwner> owners,
    IEnumerable<GrafanaTarget> targets,
    BridgeSettings settings,
    TimeProvider time)
{
    /// <summary>More than somebody reads.</summary>
    private const int MaxDeadLetters = 500;

    public async Task<ExplainFacts> FindAsync(AskedIncident asked, CancellationToken cancellationToken)
    {
        var (incident, failure) = await asked.FetchAsync(states, cancellationToken);
        var (severities, severityFailure) = incident is null ? ([], null) : await catalog.GetAsync(settings.Routes.NamedSeverities(), cancellationToken);
        var statistics = await store.ReadStatisticsAsync(cancellationToken);
        var facts = new ExplainFacts
        {
            Asked = asked,
            Incident = incident,
            FetchFailure = failure,
            Severities = severities,
            SeverityFailure = severityFailure,
            Strangers = incident is null ? new Dictionary<string, string>() : await FindStrangersAsync(cancellationToken),
            PollInterval = settings.IncidentIo.Webhooks ? null : settings.IncidentIo.ResyncInterval,
            LastResyncAt = statistics.LastResyncAt,
            LastWebhookAt = statistics.LastAcceptedAt,
            FirstStartAt = statistics.FirstStartAt,
            Now = time.GetUtcNow(),
        };
        if ((incident?.Id ?? asked.Id) is { } id)
        {
            var deliveries = await store.ReadDeliveriesAsync([id], cancellationToken);
            facts = facts with
            {
                Deliveries = [.. deliveries[id]],
                Ledger = await store.ReadLedgerAsync(id, cancellationToken),
            };
        }

        facts = incident is null ? facts : await WithLooksAsync(facts, incident, cancellationToken);
        return facts.IsHidden ? await WithAccessAsync(facts, cancellationToken) : facts;
    }

    private async Task<Dictionary<string, string>> FindStrangersAsync(CancellationToken cancellationToken)
    {
        var looks = await Task.WhenAll(owners.Select(async owner => (owner.Name, Problem: await owner.LookAsync(cancellationToken))));
        return looks.Where(look => look.Problem is not null).ToDictionary(look => look.Name, look => look.Problem!);
    }

    private async Task<ExplainFacts> WithLooksAsync(ExplainFacts facts, Incident incident, CancellationToken cancellationToken)
    {
        var asked = targets.Where(target => !facts.Strangers.ContainsKey(target.Name));
        var results = await Task.WhenAll(asked.Select(async target => (target.Name, Result: await LookAsync(target, facts, incident, cancellationToken))));
        return facts with
        {
            Looks = results.Where(one => one.Result.Look is not null).ToDictionary(one => one.Name, one => one.Result.Look!),
            LookFailures = results.Where(one => one.Result.Failure is not null).ToDictionary(one => one.Name, one => one.Result.Failure!),
        };
    }

    private async Task<(AnnotationLook? Look, UpstreamFailure? Failure)> LookAsync(
        GrafanaTarget target, ExplainFacts facts, Incident incident, CancellationToken cancellationToken)
    {
        var known = facts.Ledger.Where(entry => entry.Key.Grafana == target.Name).ToList();
        var removed = await store.ReadTakenAwayAsync(target.Name, facts.Now - StoreRetention.OfTakenAway, cancellationToken);
        var routes = known.Select(entry => entry.Key)
            .Concat(removed.Select(taken => taken.Key).Where(key => key.Subject == incident.Id))
            .Select(key => key.Route)
            .Concat(settings.Routes.Select(route => route.Name))
            .ToHashSet();
        var times = new LookOrder(LookOrder.TimesOf(incident, facts.Now)).TimesWith(known, facts.Now);
        return await target.FindAsync([incident.Id], times, cancellationToken) switch
        {
            FindResult.Found found => (new AnnotationLook(incident.Id, target.Name, found.Annotations, routes.Contains, facts.Now), null),
            FindResult.Failed failed => (null, failed.Failure),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    private async Task<ExplainFacts> WithAccessAsync(ExplainFacts facts, CancellationToken cancellationToken)
    {
        var (identity, _) = await incidents.GetIdentityAsync(cancellationToken);
        var dead = facts.Asked.Reference is null ? [] : await store.ReadDeadLettersAsync(MaxDeadLetters, cancellationToken);
        return facts with
        {
            Identity = identity,
            Parked = [.. dead.Where(letter => letter.LastFailure == FailureReason.NotFound).DistinctBy(letter => letter.Key.Subject)],
        };
    }
}
