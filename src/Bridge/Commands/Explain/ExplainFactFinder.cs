using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.States;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>Asks incident.io, the store, and each Grafana whose it is. It changes nothing.</summary>
internal sealed class ExplainFactFinder(
    IBridgeStore store,
    IncidentStates states,
    IncidentClient incidents,
    SeverityCatalog catalog,
    IEnumerable<GrafanaOwner> owners,
    BridgeSettings settings,
    TimeProvider time)
{
    /// <summary>More than somebody reads.</summary>
    private const int MaxDeadLetters = 500;

    public async Task<ExplainFacts> FindAsync(AskedIncident asked, CancellationToken cancellationToken)
    {
        var (incident, failure) = await asked.FetchAsync(states, cancellationToken);
        var (severities, severityFailure) = incident is null ? ([], null) : await catalog.GetAsync(settings.Routes.NamedSeverities(), cancellationToken);
        var facts = new ExplainFacts
        {
            Asked = asked,
            Incident = incident,
            FetchFailure = failure,
            Severities = severities,
            SeverityFailure = severityFailure,
            Strangers = incident is null ? new Dictionary<string, string>() : await FindStrangersAsync(cancellationToken),
            LastWebhookAt = (await store.ReadStatisticsAsync(cancellationToken)).LastAcceptedAt,
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

        return facts.IsHidden ? await WithAccessAsync(facts, cancellationToken) : facts;
    }

    private async Task<Dictionary<string, string>> FindStrangersAsync(CancellationToken cancellationToken)
    {
        var looks = await Task.WhenAll(owners.Select(async owner => (owner.Name, Problem: await owner.LookAsync(cancellationToken))));
        return looks.Where(look => look.Problem is not null).ToDictionary(look => look.Name, look => look.Problem!);
    }

    private async Task<ExplainFacts> WithAccessAsync(ExplainFacts facts, CancellationToken cancellationToken)
    {
        var (identity, _) = await incidents.GetIdentityAsync(cancellationToken);
        var dead = facts.Asked.Reference is null ? [] : await store.ReadDeadLettersAsync(MaxDeadLetters, cancellationToken);
        return facts with
        {
            Identity = identity,
            Parked = [.. dead.Where(letter => letter.LastFailure == FailureReason.NotFound).DistinctBy(letter => letter.Key.Incident)],
        };
    }
}
