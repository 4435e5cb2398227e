using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Backfill;

/// <summary>
/// What a backfill would do. It asks incident.io, the store and each Grafana, and writes nothing, not even whose a Grafana is.
/// </summary>
internal sealed class BackfillPlan(
    SubjectStates states,
    SeverityCatalog catalog,
    Projections projections,
    IEnumerable<GrafanaOwner> owners,
    IEnumerable<GrafanaTarget> targets,
    BridgeSettings settings,
    TimeProvider time)
{
    private readonly IReadOnlyList<GrafanaTarget> _targets = [.. targets];

    /// <param name="range">Which incidents.</param>
    /// <param name="store">None when there is none yet: then nothing was ever posted.</param>
    /// <param name="tally">Counts, also of a plan that is told to stop.</param>
    /// <param name="planned">Takes the steps.</param>
    /// <param name="meter">Shows how far it has come.</param>
    /// <param name="stop">Ends the work.</param>
    public async Task MakeAsync(
        TimeRange range, IBridgeStore? store, BackfillTally tally, List<PlannedStep> planned, IProgressMeter meter, CancellationToken stop)
    {
        var history = new IncidentHistory(states, settings.Annotations);
        try
        {
            await MakeAsync(history.ReadAsync(range, meter, stop), store, tally, planned, meter, stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            tally.Stopped = true;
        }

        tally.ListFailure = history.Failure;
    }

    private async Task MakeAsync(
        IAsyncEnumerable<SubjectState> listed,
        IBridgeStore? store,
        BackfillTally tally,
        List<PlannedStep> planned,
        IProgressMeter meter,
        CancellationToken cancellationToken)
    {
        var strangers = store is null ? [] : await FindStrangersAsync(cancellationToken);
        var most = _targets.Min(target => target.IncidentsPerSearch);
        await foreach (var together in listed.Chunk(most).WithCancellation(cancellationToken))
        {
            List<Incident> incidents = [.. together.Select(state => state.Incident!)];
            var ledgers = await ReadLedgersAsync(incidents, store, cancellationToken);
            var found = await Task.WhenAll(_targets.Select(async target => (
                target.Name,
                Result: strangers.Contains(target.Name) ? NotOurs : await SearchAsync(target, incidents, ledgers, cancellationToken))));
            var byGrafana = found.ToDictionary(one => one.Name, one => one.Result);
            foreach (var incident in incidents)
            {
                tally.CountListed(AnnotationPolicy.IsPast(incident, settings.Annotations, ShownState.Nothing, time.GetUtcNow()));
                planned.AddRange(await PlanAsync(incident, store, ledgers[incident.Id], byGrafana, tally, cancellationToken));
                meter.Step();
            }
        }
    }

    private static FindResult NotOurs { get; } = new FindResult.Failed(new UpstreamFailure(FailureReason.Settings, "it is another organization's"));

    /// <summary>Grafanas that are not ours by what the store remembers.</summary>
    private async Task<HashSet<string>> FindStrangersAsync(CancellationToken cancellationToken)
    {
        var looks = await Task.WhenAll(owners.Select(async owner => (owner.Name, Problem: await owner.LookAsync(cancellationToken))));
        return [.. looks.Where(look => look.Problem is not null).Select(look => look.Name)];
    }

    private static async Task<Dictionary<SubjectId, IReadOnlyList<LedgerEntry>>> ReadLedgersAsync(
        List<Incident> incidents, IBridgeStore? store, CancellationToken cancellationToken)
    {
        var ledgers = new Dictionary<SubjectId, IReadOnlyList<LedgerEntry>>();
        foreach (var incident in incidents)
        {
            ledgers[incident.Id] = store is null ? [] : await store.ReadLedgerAsync(incident.Id, cancellationToken);
        }

        return ledgers;
    }

    private Task<FindResult> SearchAsync(
        GrafanaTarget target,
        List<Incident> incidents,
        Dictionary<SubjectId, IReadOnlyList<LedgerEntry>> ledgers,
        CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var times = incidents.Aggregate((SearchTimes?)null, (all, incident) =>
            new LookOrder(LookOrder.TimesOf(incident, now)).TimesWith(ledgers[incident.Id], now).And(all));
        return target.FindAsync([.. incidents.Select(incident => incident.Id)], times!.Value, cancellationToken);
    }

    private async Task<IEnumerable<PlannedStep>> PlanAsync(
        Incident incident,
        IBridgeStore? store,
        IReadOnlyList<LedgerEntry> ledger,
        Dictionary<string, FindResult> found,
        BackfillTally tally,
        CancellationToken cancellationToken)
    {
        var (severities, failure) = await catalog.GetAsync(settings.Routes.NamedSeverities(), cancellationToken);
        var known = store is null ? null : (await store.ReadDeliveriesAsync([incident.Id], cancellationToken))[incident.Id].ToList();
        if (failure is null && known?.Exists(delivery => delivery.PendingSince is not null) == true)
        {
            tally.CountLeft();
            return [];
        }

        var plans = severities is not null ? found.Select(one => PlanOf(incident, one.Key, one.Value, severities, ledger)).ToList() : [];
        failure ??= found.Values.OfType<FindResult.Failed>().Select(failed => failed.Failure).Concat(plans.SelectMany(plan => plan.Faults)).FirstOrDefault();
        List<ReconciliationStep> steps = [.. plans.SelectMany(plan => plan.Steps)];
        if (failure is not null)
        {
            tally.CountFailed(failure.Reason);
        }
        else
        {
            tally.CountSteps(steps);
        }

        return steps.Select(step => new PlannedStep(incident.Reference, step));
    }

    /// <summary>As <see cref="LookThenWrite"/> would have it; nothing where Grafana could not be searched.</summary>
    private (IReadOnlyList<ReconciliationStep> Steps, IReadOnlyList<UpstreamFailure> Faults) PlanOf(
        Incident incident, string grafana, FindResult result, IReadOnlyList<IncidentSeverity> severities, IReadOnlyList<LedgerEntry> ledger)
    {
        if (result is not FindResult.Found { Annotations: var annotations })
        {
            return ([], []);
        }

        var now = time.GetUtcNow();
        List<LedgerEntry> known = [.. ledger.Where(entry => entry.Key.Grafana == grafana)];
        var look = new AnnotationLook(
            incident.Id,
            grafana,
            annotations,
            route => settings.Routes.Any(ours => ours.Name == route) || known.Exists(entry => entry.Key.Route == route),
            now);
        var view = LedgerView.Of(known, look, Plan(known).Wanted, now, seesItsOwn: true, putsBack: true);
        var plan = Plan(view.Entries);
        return ([.. view.Leftovers, .. plan.Steps], plan.Faults);

        ReconciliationPlan Plan(IReadOnlyList<LedgerEntry> entries) =>
            ReconciliationPlan.Make(incident, projections.Of(incident.Id.Kind), grafana, settings.Routes, settings.Annotations, severities, entries, now);
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
