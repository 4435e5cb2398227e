using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.Subjects;
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
    Projections projections,
    IEnumerable<GrafanaOwner> owners,
    IEnumerable<GrafanaTarget> targets,
    BridgeSettings settings,
    TimeProvider time)
{
    /// <summary>More than somebody reads.</summary>
    private const int MaxDeadLetters = 500;

    public async Task<ExplainFacts> FindAsync(AskedSubject asked, CancellationToken cancellationToken)
    {
        var (subject, failure) = await asked.FetchAsync(states, cancellationToken);
        var (severities, severityFailure) = subject is null ? ([], null) : await catalog.GetAsync(settings.Routes.NamedSeverities(), cancellationToken);
        var statistics = await store.ReadStatisticsAsync(cancellationToken);
        var facts = new ExplainFacts
        {
            Asked = asked,
            Subject = subject,
            Projection = subject is null or Incident ? null : projections.Of(subject.Id.Kind),
            FetchFailure = failure,
            Severities = severities ?? [],
            SeverityFailure = severityFailure,
            Strangers = subject is null ? new Dictionary<string, string>() : await FindStrangersAsync(cancellationToken),
            PollInterval = settings.IncidentIo.Webhooks && !settings.PolledKinds().Contains(asked.Kind) ? null : settings.IncidentIo.ResyncInterval,
            LastResyncAt = asked.Kind == SubjectKind.Incident ? statistics.LastResyncAt : null,
            LastWebhookAt = statistics.LastAcceptedAt,
            FirstStartAt = statistics.FirstStartAt,
            Now = time.GetUtcNow(),
        };
        if ((subject?.Id ?? asked.Id) is { } id)
        {
            var deliveries = await store.ReadDeliveriesAsync([id], cancellationToken);
            facts = facts with
            {
                Deliveries = [.. deliveries[id]],
                Ledger = await store.ReadLedgerAsync(id, cancellationToken),
            };
        }

        facts = subject is null ? facts : await WithLooksAsync(facts, subject, cancellationToken);
        return facts.IsHidden ? await WithAccessAsync(facts, cancellationToken) : facts;
    }

    private async Task<Dictionary<string, string>> FindStrangersAsync(CancellationToken cancellationToken)
    {
        var looks = await Task.WhenAll(owners.Select(async owner => (owner.Name, Problem: await owner.LookAsync(cancellationToken))));
        return looks.Where(look => look.Problem is not null).ToDictionary(look => look.Name, look => look.Problem!);
    }

    private async Task<ExplainFacts> WithLooksAsync(ExplainFacts facts, Subject subject, CancellationToken cancellationToken)
    {
        var asked = targets.Where(target => !facts.Strangers.ContainsKey(target.Name));
        var results = await Task.WhenAll(asked.Select(async target => (target.Name, Result: await LookAsync(target, facts, subject, cancellationToken))));
        return facts with
        {
            Looks = results.Where(one => one.Result.Look is not null).ToDictionary(one => one.Name, one => one.Result.Look!),
            LookFailures = results.Where(one => one.Result.Failure is not null).ToDictionary(one => one.Name, one => one.Result.Failure!),
        };
    }

    private async Task<(AnnotationLook? Look, UpstreamFailure? Failure)> LookAsync(
        GrafanaTarget target, ExplainFacts facts, Subject subject, CancellationToken cancellationToken)
    {
        var known = facts.Ledger.Where(entry => entry.Key.Grafana == target.Name).ToList();
        var removed = await store.ReadTakenAwayAsync(target.Name, facts.Now - StoreRetention.OfTakenAway, cancellationToken);
        var routes = known.Select(entry => entry.Key)
            .Concat(removed.Select(taken => taken.Key).Where(key => key.Subject == subject.Id))
            .Select(key => key.Route)
            .Concat(settings.Routes.Select(route => route.Name))
            .ToHashSet();
        var times = new LookOrder(LookOrder.TimesOf(subject, facts.Now)).TimesWith(known, facts.Now);
        return await target.FindAsync([subject.Id], times, cancellationToken) switch
        {
            FindResult.Found found => (new AnnotationLook(subject.Id, target.Name, found.Annotations, routes.Contains, facts.Now), null),
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
