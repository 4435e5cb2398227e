using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Reconciliation.Backlog;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>Brings what Grafana shows of one incident to the incident's latest state.</summary>
internal sealed partial class IncidentReconciler(
    IBridgeStore store,
    IncidentClient incidents,
    SeverityCatalog catalog,
    AnnotationDiscovery discovery,
    AnnotationApplier applier,
    BridgeSettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<IncidentReconciler> logger)
{
    /// <summary>Spreads retries; a test can take the chance out of it.</summary>
    internal Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Fetches a claimed incident, works on it and ends the claim.</summary>
    public Task<ReconciliationResult> ReconcileAsync(Claim claim, CancellationToken cancellationToken) =>
        ReconcileAsync(claim, FetchAndApplyAsync, cancellationToken);

    /// <summary>The same with a state that the caller has, and that the claim was made for.</summary>
    /// <param name="claim">The incident.</param>
    /// <param name="incident">Its state.</param>
    /// <param name="search">What Grafana has of it, if the caller has searched as well as it would be done here.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public Task<ReconciliationResult> ReconcileAsync(
        Claim claim, Incident incident, SharedSearch? search, CancellationToken cancellationToken) =>
        ReconcileAsync(claim, (held, token) => ApplyAsync(held, incident, search, token), cancellationToken);

    private async Task<ReconciliationResult> ReconcileAsync(
        Claim claim, Func<Claim, CancellationToken, Task<ReconciliationResult>> work, CancellationToken cancellationToken)
    {
        using var activity = BridgeTracing.StartReconciliation(claim);
        using var scope = Log.Attempt(logger, claim.Incident.Value, claim.Attempts + 1);
        try
        {
            var result = await work(claim, cancellationToken);
            var outcome = result.Outcome!;
            var now = time.GetUtcNow();
            if (!await store.CompleteAsync(claim, outcome, now, settings.Reconciliation.MinInterval, cancellationToken))
            {
                throw new LeaseLostException();
            }

            BridgeTracing.SetOutcome(activity, outcome);
            Report(claim, outcome, result.Steps.Count > 0, now);
            return result;
        }
        catch (LeaseLostException)
        {
            Log.LeaseLost(logger, claim.Incident.Value);
            return new ReconciliationResult(null, []);
        }
    }

    private async Task<ReconciliationResult> FetchAndApplyAsync(Claim claim, CancellationToken cancellationToken)
    {
        switch (await incidents.GetAsync(claim.Incident, cancellationToken))
        {
            case IncidentResult.Found found:
                return await ApplyAsync(claim, found.Incident, search: null, cancellationToken);
            case IncidentResult.Failed failed:
                var (hidden, lookAgainAt) = failed.Failure.Reason == FailureReason.NotFound ? await HideAsync(claim, cancellationToken) : default;
                var failure = hidden ?? failed.Failure with { Detail = $"fetch from incident.io: {failed.Failure.Detail}" };
                return new ReconciliationResult(After(claim, failure, lookAgainAt), []);
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    private async Task<ReconciliationResult> ApplyAsync(
        Claim claim, Incident incident, SharedSearch? search, CancellationToken cancellationToken)
    {
        var (severities, unknown) = await catalog.GetAsync(settings.Routes.NamedSeverities(), cancellationToken);
        var found = await FindAsync(claim, search, cancellationToken);
        var now = time.GetUtcNow();
        var plan = ReconciliationPlan.Make(
            incident, settings.Routes, settings.Annotations, unknown is null ? severities : null, found.Ledger, now);
        var failed = await ApplyAsync(claim, plan.Steps, found, cancellationToken);

        // Of what failed, each try would count again.
        foreach (var textFailure in failed.Count == 0 ? plan.TextFailures : [])
        {
            metrics.TemplateFailed(textFailure);
            Log.TemplateFailed(logger, claim.Incident.Value, Labels.Of(textFailure));
        }

        var after = plan.Steps.Count == 0 ? found.Ledger : await store.ReadLedgerAsync(claim.Incident, cancellationToken);
        var lookAgainAt = plan.LookAgainAt(after, [.. failed.Select(step => step.Key)], now);
        List<UpstreamFailure> failures =
        [
            .. unknown is null ? [] : new[] { unknown with { Detail = $"severities from incident.io: {unknown.Detail}" } },
            .. found.Failures.Values,
            .. plan.Faults,
            .. failed.Select(step => step.Failure),
        ];
        return new ReconciliationResult(
            failures.Count == 0
                ? new WorkOutcome.Succeeded(lookAgainAt, incident.UpdatedAt)
                : After(claim, RetrySchedule.Deciding(failures), lookAgainAt),
            plan.Steps);
    }

    /// <summary>What the bridge has posted. Of an incident that it has never brought up to date, Grafana is asked too.</summary>
    private async Task<DiscoveredLedger> FindAsync(Claim claim, SharedSearch? search, CancellationToken cancellationToken)
    {
        var ledger = await store.ReadLedgerAsync(claim.Incident, cancellationToken);
        return claim.StateAt is null
            ? await discovery.DiscoverAsync(claim, ledger, search, cancellationToken)
            : DiscoveredLedger.Known(ledger);
    }

    /// <summary>What was posted of an incident that cannot be seen any more must not stay: it may have turned private.</summary>
    /// <returns>The failure that decides, or null when all went well; and when a create may have arrived that has to be hidden too.</returns>
    private async Task<(UpstreamFailure? Failure, DateTimeOffset? LookAgainAt)> HideAsync(Claim claim, CancellationToken cancellationToken)
    {
        var found = await FindAsync(claim, search: null, cancellationToken);
        var now = time.GetUtcNow();
        var steps = ReconciliationPlan.Hide(settings.Routes, settings.Annotations, found.Ledger, now);
        if (steps.Count > 0)
        {
            Log.IncidentHidden(logger, claim.Incident.Value);
        }

        var failed = await ApplyAsync(claim, steps, found, cancellationToken);
        var after = steps.Count == 0 ? found.Ledger : await store.ReadLedgerAsync(claim.Incident, cancellationToken);
        List<UpstreamFailure> failures = [.. found.Failures.Values, .. failed.Select(step => step.Failure)];
        return (
            failures.Count == 0 ? null : RetrySchedule.Deciding(failures),
            ReconciliationPlan.NextConfirmation(after, [.. failed.Select(step => step.Key)], now));
    }

    /// <returns>The annotations whose steps failed, and why.</returns>
    private async Task<IReadOnlyList<(LedgerKey Key, UpstreamFailure Failure)>> ApplyAsync(
        Claim claim, IReadOnlyList<ReconciliationStep> steps, DiscoveredLedger found, CancellationToken cancellationToken)
    {
        var failed = new List<(LedgerKey Key, UpstreamFailure Failure)>();
        foreach (var step in steps)
        {
            // One Grafana that fails does not keep the others waiting.
            var failure = found.Failures.GetValueOrDefault(step.Key.Grafana);
            if (failure is not null)
            {
                await applier.RefuseAsync(claim, step, failure, cancellationToken);
            }
            else
            {
                failure = await applier.ApplyAsync(claim, step, found.Asked.Contains(step.Key.Grafana), cancellationToken);
            }

            if (failure is not null)
            {
                failed.Add((step.Key, failure));
            }
        }

        return failed;
    }

    /// <param name="claim">What failed.</param>
    /// <param name="failure">Why.</param>
    /// <param name="lookAgainAt">When what did not fail needs a look; it does not wait for the retry, unless that has to wait for a time it was told.</param>
    private WorkOutcome After(Claim claim, UpstreamFailure failure, DateTimeOffset? lookAgainAt)
    {
        var outcome = RetrySchedule.After(failure, claim.Attempts, time.GetUtcNow(), Jitter()) switch
        {
            WorkOutcome.DeadLetter dead => dead with { LookAgainAt = lookAgainAt },
            WorkOutcome.Retry retry when lookAgainAt < retry.DueAt && failure.RetryAfter is null => retry with { DueAt = lookAgainAt.Value },
            var other => other,
        };
        var reason = Labels.Of(failure.Reason);
        switch (outcome)
        {
            case WorkOutcome.DeadLetter dead when claim.Becomes(dead):
                logger.DeadLettered(claim.Incident.Value, reason, failure.Detail, dead.NextAt);
                break;
            case WorkOutcome.DeadLetter dead:
                Log.ReconciliationRetried(logger, LogLevel.Debug, claim.Incident.Value, reason, failure.Detail, dead.NextAt);
                break;
            case WorkOutcome.Retry retry:
                // Once for each reason: a Grafana that is away for an hour need not say so every minute.
                var level = claim.LastFailure == failure.Reason ? LogLevel.Debug : LogLevel.Warning;
                Log.ReconciliationRetried(logger, level, claim.Incident.Value, reason, failure.Detail, retry.DueAt);
                break;
        }

        return outcome;
    }

    private void Report(Claim claim, WorkOutcome outcome, bool delivered, DateTimeOffset now)
    {
        switch (outcome)
        {
            case WorkOutcome.Succeeded:
                Log.Reconciled(logger, claim.Incident.Value);
                if (delivered && claim.PendingSince is { } since)
                {
                    metrics.DeliveryConfirmed(now - since);
                }

                break;
            case WorkOutcome.DeadLetter dead when claim.Becomes(dead):
                metrics.DeadLettered(dead.Reason);
                break;
        }
    }

    private static partial class Log
    {
        public static readonly Func<ILogger, string, int, IDisposable?> Attempt =
            LoggerMessage.DefineScope<string, int>("Incident {IncidentId}, attempt {Attempt}");

        [LoggerMessage(EventIds.Reconciled, LogLevel.Debug, "Incident {IncidentId} is up to date.")]
        public static partial void Reconciled(ILogger logger, string incidentId);

        [LoggerMessage(EventId = EventIds.ReconciliationRetried, Message = "Incident {IncidentId} could not be brought up to date: {Reason} ({Detail}). Next try at {DueAt:O}.")]
        public static partial void ReconciliationRetried(
            ILogger logger, LogLevel level, string incidentId, string reason, string detail, DateTimeOffset dueAt);

        [LoggerMessage(
            EventIds.IncidentHidden,
            LogLevel.Warning,
            "incident.io does not show incident {IncidentId} to the bridge any more. It may have turned private: what was posted of it is hidden.")]
        public static partial void IncidentHidden(ILogger logger, string incidentId);

        [LoggerMessage(
            EventIds.TemplateFailed,
            LogLevel.Warning,
            "The text template could not be used for incident {IncidentId} ({Failure}); its annotation has the default text.")]
        public static partial void TemplateFailed(ILogger logger, string incidentId, string failure);

        [LoggerMessage(EventIds.LeaseLost, LogLevel.Warning, "The lease on incident {IncidentId} was lost; another worker has it.")]
        public static partial void LeaseLost(ILogger logger, string incidentId);
    }
}
