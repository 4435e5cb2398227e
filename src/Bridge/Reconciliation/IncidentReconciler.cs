using Bridge.Incidents;
using Bridge.Observability;
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
    public Task<ReconciliationResult> ReconcileAsync(Claim claim, Incident incident, CancellationToken cancellationToken) =>
        ReconcileAsync(claim, (held, token) => ApplyAsync(held, incident, token), cancellationToken);

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
                return await ApplyAsync(claim, found.Incident, cancellationToken);
            case IncidentResult.Failed failed:
                var hidden = failed.Failure.Reason == FailureReason.NotFound ? await HideAsync(claim, cancellationToken) : null;
                return Failed(claim, hidden ?? failed.Failure with { Detail = $"fetch from incident.io: {failed.Failure.Detail}" });
            case var other:
                throw new InvalidOperationException($"No rule for {other.GetType().Name}.");
        }
    }

    private async Task<ReconciliationResult> ApplyAsync(Claim claim, Incident incident, CancellationToken cancellationToken)
    {
        var (severities, unknown) = await catalog.GetAsync(settings.Routes, cancellationToken);
        if (unknown is not null)
        {
            return Failed(claim, unknown with { Detail = $"severities from incident.io: {unknown.Detail}" });
        }

        var (ledger, unasked) = await ReadLedgerAsync(claim, cancellationToken);
        var plan = ReconciliationPlan.Make(incident, settings.Routes, settings.Annotations, severities, ledger, time.GetUtcNow());
        if (await ApplyAsync(claim, plan.Steps, [.. unasked, .. plan.Faults], cancellationToken) is { } failure)
        {
            return Failed(claim, failure, plan.Steps);
        }

        foreach (var textFailure in plan.TextFailures)
        {
            metrics.TemplateFailed(textFailure);
            Log.TemplateFailed(logger, claim.Incident.Value, Labels.Of(textFailure));
        }

        var after = plan.Steps.Count == 0 ? ledger : await store.ReadLedgerAsync(claim.Incident, cancellationToken);
        DateTimeOffset?[] looks = [plan.LookAgainAt, ReconciliationPlan.NextConfirmation(after)];
        return new ReconciliationResult(new WorkOutcome.Succeeded(looks.Min(), incident.UpdatedAt), plan.Steps);
    }

    /// <summary>What the bridge has posted. Of an incident that it has never brought up to date, Grafana is asked first.</summary>
    private async Task<(IReadOnlyList<LedgerEntry> Ledger, IReadOnlyList<UpstreamFailure> Unasked)> ReadLedgerAsync(
        Claim claim, CancellationToken cancellationToken)
    {
        var ledger = await store.ReadLedgerAsync(claim.Incident, cancellationToken);
        if (claim.StateAt is not null)
        {
            return (ledger, []);
        }

        var unasked = await discovery.DiscoverAsync(claim, ledger, cancellationToken);
        return (await store.ReadLedgerAsync(claim.Incident, cancellationToken), unasked);
    }

    /// <summary>What was posted of an incident that cannot be seen any more must not stay: it may have turned private.</summary>
    private async Task<UpstreamFailure?> HideAsync(Claim claim, CancellationToken cancellationToken)
    {
        var (ledger, unasked) = await ReadLedgerAsync(claim, cancellationToken);
        var steps = ReconciliationPlan.Hide(settings.Routes, settings.Annotations, ledger, time.GetUtcNow());
        if (steps.Count > 0)
        {
            Log.IncidentHidden(logger, claim.Incident.Value);
        }

        return await ApplyAsync(claim, steps, unasked, cancellationToken);
    }

    /// <returns>The failure that decides, or null when all went well.</returns>
    private async Task<UpstreamFailure?> ApplyAsync(
        Claim claim, IReadOnlyList<ReconciliationStep> steps, IReadOnlyList<UpstreamFailure> faults, CancellationToken cancellationToken)
    {
        var failures = new List<UpstreamFailure>(faults);
        foreach (var step in steps)
        {
            // One Grafana that fails does not keep the others waiting.
            if (await applier.ApplyAsync(claim, step, cancellationToken) is { } failure)
            {
                failures.Add(failure);
            }
        }

        return failures.Count == 0 ? null : RetrySchedule.Deciding(failures);
    }

    private ReconciliationResult Failed(Claim claim, UpstreamFailure failure, params IReadOnlyList<ReconciliationStep> steps) =>
        new(After(claim, failure), steps);

    private WorkOutcome After(Claim claim, UpstreamFailure failure)
    {
        var outcome = RetrySchedule.After(failure, claim.Attempts, time.GetUtcNow(), Jitter());
        var reason = Labels.Of(failure.Reason);
        switch (outcome)
        {
            case WorkOutcome.DeadLetter dead when !claim.IsDeadLetter || claim.LastFailure != failure.Reason:
                Log.DeadLettered(logger, claim.Incident.Value, reason, failure.Detail, dead.DueAt);
                break;
            case WorkOutcome.DeadLetter dead:
                Log.ReconciliationRetried(logger, LogLevel.Debug, claim.Incident.Value, reason, failure.Detail, dead.DueAt);
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
            case WorkOutcome.DeadLetter dead when !claim.IsDeadLetter || claim.LastFailure != dead.Reason:
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
            EventIds.DeadLettered,
            LogLevel.Error,
            "Incident {IncidentId} is a dead letter: {Reason} ({Detail}). It is kept, and tried again at {DueAt:O} or on its next webhook.")]
        public static partial void DeadLettered(ILogger logger, string incidentId, string reason, string detail, DateTimeOffset dueAt);

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
