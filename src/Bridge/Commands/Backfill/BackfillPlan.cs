using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;

namespace Bridge.Commands.Backfill;

/// <summary>What a backfill would do. It asks incident.io and the store, and nothing is written.</summary>
internal sealed class BackfillPlan(IncidentStates states, SeverityCatalog catalog, BridgeSettings settings, TimeProvider time)
{
    /// <param name="range">Which incidents.</param>
    /// <param name="store">None when there is none yet: then nothing was ever posted.</param>
    /// <param name="meter">Shows how far it has come.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<(BackfillTally Tally, IReadOnlyList<PlannedStep> Steps)> MakeAsync(
        TimeRange range, IBridgeStore? store, IProgressMeter meter, CancellationToken cancellationToken)
    {
        var tally = new BackfillTally();
        var planned = new List<PlannedStep>();
        var history = new IncidentHistory(states, settings.Annotations);
        await foreach (var state in history.ReadAsync(range, meter, cancellationToken))
        {
            tally.CountListed();
            planned.AddRange(await PlanAsync(state.Incident!, store, tally, cancellationToken));
            meter.Step();
        }

        tally.ListFailure = history.Failure;
        return (tally, planned);
    }

    private async Task<IEnumerable<PlannedStep>> PlanAsync(
        Incident incident, IBridgeStore? store, BackfillTally tally, CancellationToken cancellationToken)
    {
        var (severities, failure) = await catalog.GetAsync(settings.Routes.NamedSeverities(), cancellationToken);
        if (failure is not null)
        {
            tally.CountFailed(failure.Reason);
            return [];
        }

        var known = store is null ? null : (await store.ReadDeliveriesAsync([incident.Id], cancellationToken))[incident.Id].ToList();
        if (known?.Exists(delivery => delivery.PendingSince is not null) == true)
        {
            tally.CountLeft();
            return [];
        }

        var ledger = store is null ? [] : await store.ReadLedgerAsync(incident.Id, cancellationToken);
        var plans = settings.Grafana.Select(grafana => ReconciliationPlan.Make(
            incident,
            grafana.Name,
            settings.Routes,
            settings.Annotations,
            severities,
            [.. ledger.Where(entry => entry.Key.Grafana == grafana.Name)],
            time.GetUtcNow())).ToList();
        List<ReconciliationStep> steps = [.. plans.SelectMany(plan => plan.Steps)];
        if (plans.SelectMany(plan => plan.Faults).FirstOrDefault() is { } fault)
        {
            tally.CountFailed(fault.Reason);
        }
        else
        {
            tally.CountSteps(steps);
        }

        return steps.Select(step => new PlannedStep(incident.Reference, step));
    }
}

/// <summary>A step of a dry run.</summary>
/// <param name="Reference">The incident's.</param>
/// <param name="Step">What would be done.</param>
internal sealed record PlannedStep(string Reference, ReconciliationStep Step)
{
    public string Verb => Step switch
    {
        ReconciliationStep.Create => "create",
        ReconciliationStep.Update => "update",
        ReconciliationStep.Delete or ReconciliationStep.Clear => "delete",
        _ => throw new InvalidOperationException($"No word for {Step.GetType().Name}."),
    };
}
