using System.Collections.Concurrent;
using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.States;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// Brings what one Grafana shows of one subject to its latest state, within its own time, and sees to it that the claim is
/// ended however the work goes.
/// </summary>
internal sealed partial class DeliveryWork(
    IDeliveryQueue queue,
    SubjectStates states,
    SeverityCatalog catalog,
    Projections projections,
    LookThenWrite writer,
    SubjectLead lead,
    OpenEnds openEnds,
    DeliveryReport report,
    DeliverySettings settings,
    DeliveryTimes times,
    TimeProvider time,
    ILogger<DeliveryWork> logger)
{
    /// <summary>What the store, being away, did not note the end of.</summary>
    private readonly ConcurrentDictionary<DeliveryKey, (Claim Claim, WorkOutcome Outcome)> _unended = [];

    /// <summary>Spreads retries; a test can take the chance out of it.</summary>
    internal Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Reads the subject's state and brings Grafana to it.</summary>
    /// <inheritdoc cref="RunAsync(Claim, SubjectState, LookOrder, CancellationToken)"/>
    public Task<ReconciliationResult> RunAsync(Claim claim, CancellationToken abandon) => RunAsync(claim, state: null, new LookOrder(), abandon);

    /// <param name="claim">The delivery, leased for longer than the work may take.</param>
    /// <param name="state">The state that the claim was made for; none if it is to be read.</param>
    /// <param name="order">What the caller knows of where to look.</param>
    /// <param name="abandon">Ends the work and leaves the claim to run out.</param>
    /// <exception cref="OperationCanceledException"><paramref name="abandon"/> was set.</exception>
    public async Task<ReconciliationResult> RunAsync(Claim claim, SubjectState? state, LookOrder order, CancellationToken abandon)
    {
        using var timeout = new CancellationTokenSource(times.Work, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, abandon);
        using var activity = BridgeTracing.StartReconciliation(claim.TraceParent, claim.Subject, claim.Grafana, claim.Attempts + 1);
        using var scope = Log.Attempt(logger, claim.Subject, claim.Grafana, claim.Attempts + 1);
        try
        {
            var result = await WorkAsync(claim, state, order, either.Token);
            await EndAsync(claim, result.Outcome!, either.Token);
            if (result.Outcome!.FailedFor is { } reason)
            {
                BridgeTracing.SetFailure(activity, reason);
            }

            report.Ended(claim, result, time.GetUtcNow());
            return result;
        }
        catch (LeaseLostException)
        {
            Log.LeaseLost(logger, claim.Subject, claim.Grafana);
            return new ReconciliationResult(null, []);
        }
        catch (Exception exception) when (!abandon.IsCancellationRequested || exception is not OperationCanceledException)
        {
            return await GiveBackAsync(claim, exception);
        }
    }

    /// <summary>Ends the claims in a Grafana whose end the store did not note, so that they need not wait for the end of their leases.</summary>
    /// <exception cref="StoreException">It is still away.</exception>
    public async Task EndUnendedAsync(string grafana, CancellationToken cancellationToken)
    {
        foreach (var (key, (claim, outcome)) in _unended.Where(left => left.Key.Grafana == grafana))
        {
            var now = time.GetUtcNow();

            // What failed since the store was away goes now that it is back.
            var ended = outcome is WorkOutcome.Retry { Reason: FailureReason.Store } retry ? retry with { DueAt = now } : outcome;
            await queue.CompleteAsync(claim, ended, now, settings.Reconciliation.MinInterval, cancellationToken);
            _unended.TryRemove(key, out _);
        }
    }

    private async Task<ReconciliationResult> WorkAsync(
        Claim claim, SubjectState? state, LookOrder order, CancellationToken cancellationToken)
    {
        if (state is null && !order.Always && await openEnds.TryMoveAsync(claim, cancellationToken) is var (moved, problem))
        {
            return problem is null
                ? new ReconciliationResult(new WorkOutcome.Succeeded(moved) { IsMove = true }, [])
                : Failed(claim, [problem], askedAt: null, lookAgainAt: null, []);
        }

        if (state is null)
        {
            // An event of the same millisecond may be newer than the state.
            (state, var failure) = await states.GetAsync(claim.Subject, claim.StateFrom?.AddMilliseconds(1), cancellationToken);
            if (failure is not null)
            {
                return Failed(claim, [OfIncidentIo(failure, "incident.io")], askedAt: null, lookAgainAt: null, []);
            }
        }

        var result = state!.Subject switch
        {
            null => await HideAsync(claim, state, order, cancellationToken),
            { IsDrawn: false } idea => new ReconciliationResult(new WorkOutcome.Succeeded(null, new ShownVersion(state.AskedAt, idea.UpdatedAt)), []),
            var subject => await ShowAsync(claim, state, subject, order, cancellationToken),
        };
        await lead.FollowAsync(claim, state, cancellationToken);
        return result;
    }

    private async Task<ReconciliationResult> ShowAsync(
        Claim claim, SubjectState state, Subject subject, LookOrder order, CancellationToken cancellationToken)
    {
        await lead.NoteAsync(claim, subject, cancellationToken);
        var named = settings.Routes.Where(route => route.Grafanas.Contains(claim.Grafana)).SelectMany(route => route.Match.NamedSeverities);
        var (severities, unknown) = await catalog.GetAsync([.. named], cancellationToken);
        var now = time.GetUtcNow();
        var written = await writer.RunAsync(
            claim,
            order with { Times = LookOrder.TimesOf(subject, now).And(order.Times), IsLeftOut = subject.IsLeftOut },
            ledger => ReconciliationPlan.Make(
                subject, projections.Of(subject.Id.Kind), claim.Grafana, settings.Routes, settings.Annotations, severities, ledger, now),
            now,
            cancellationToken);
        report.TextFailures(claim, written.Failed.Count == 0 ? written.Plan.TextFailures : []);

        var review = projections.Of(subject.Id.Kind).ReviewAt(subject, now);
        var lookAgainAt = Enumerable.Min([review, written.Plan.LookAgainAt(written.Ledger, written.FailedKeys, now)]);
        List<UpstreamFailure> failures =
        [
            .. unknown is null ? [] : new[] { OfIncidentIo(unknown, "severities from incident.io") },
            .. written.Unseen is null ? [] : new[] { written.Unseen },
            .. written.Plan.Faults,
            .. written.Failed.Select(step => step.Failure),
        ];
        return failures.Count > 0
            ? Failed(claim, failures, state.AskedAt, lookAgainAt, written.Steps, written.HasWordsLeft)
            : new ReconciliationResult(
                new WorkOutcome.Succeeded(lookAgainAt, new ShownVersion(state.AskedAt, subject.UpdatedAt), written.Steps.Count > 0)
                {
                    IsMove = lookAgainAt is not null && lookAgainAt == written.Plan.NextMove,
                },
                written.Steps);
    }

    /// <summary>
    /// What was posted of a subject that cannot be seen any more must not stay: it may have turned private. That it cannot be seen remains the
    /// failure when all is hidden.
    /// </summary>
    private async Task<ReconciliationResult> HideAsync(Claim claim, SubjectState state, LookOrder order, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var written = await writer.RunAsync(
            claim, order, ledger => ReconciliationPlan.Hide(settings.Routes, settings.Annotations, ledger, now), now, cancellationToken);
        if (written.Steps.Count > 0)
        {
            Log.IncidentHidden(logger, claim.Subject, claim.Grafana);
        }

        List<UpstreamFailure> failures = [.. written.Unseen is null ? [] : new[] { written.Unseen }, .. written.Failed.Select(step => step.Failure)];
        return Failed(
            claim,
            failures.Count > 0 ? failures : [new UpstreamFailure(FailureReason.NotFound, "incident.io does not show it to this key")],
            state.AskedAt,
            ReconciliationPlan.NextConfirmation(written.Ledger, written.FailedKeys, now),
            written.Steps,
            written.Failed.Count > 0);
    }

    /// <summary>
    /// A failure of incident.io says nothing of the Grafana that the delivery is for, and a delivery that is not held by that Grafana would be
    /// due again at once.
    /// </summary>
    private static UpstreamFailure OfIncidentIo(UpstreamFailure failure, string what) =>
        failure with { Detail = $"{what}: {failure.Detail}", IsHeld = false, OfUpstream = false };

    /// <param name="claim">What failed.</param>
    /// <param name="failures">Why.</param>
    /// <param name="askedAt">When the state was asked for that the steps were made from.</param>
    /// <param name="lookAgainAt">When what did not fail needs a look; it does not wait for the retry, unless that has to wait for a time it was told.</param>
    /// <param name="steps">What had to be done.</param>
    /// <param name="isUrgent">Whether words that have to go are still there: that is retried soon whatever the reason is.</param>
    private ReconciliationResult Failed(
        Claim claim,
        IReadOnlyList<UpstreamFailure> failures,
        DateTimeOffset? askedAt,
        DateTimeOffset? lookAgainAt,
        IReadOnlyList<ReconciliationStep> steps,
        bool isUrgent = false)
    {
        if (failures.Any(failure => failure.IsHeld))
        {
            return new ReconciliationResult(new WorkOutcome.Held(isUrgent) { AskedAt = askedAt }, steps);
        }

        var failure = RetrySchedule.Deciding(failures);
        var outcome = (RetrySchedule.After(failure, claim.Attempts, time.GetUtcNow(), Jitter(), isUrgent) with { AskedAt = askedAt }) switch
        {
            WorkOutcome.DeadLetter dead => dead with { LookAgainAt = lookAgainAt },
            WorkOutcome.Retry retry when lookAgainAt < retry.DueAt && failure.RetryAfter is null => retry with { DueAt = lookAgainAt.Value },
            var other => other,
        };
        report.Failing(claim, failure, outcome);
        return new ReconciliationResult(outcome, steps);
    }

    private async Task EndAsync(Claim claim, WorkOutcome outcome, CancellationToken cancellationToken)
    {
        if (!await queue.CompleteAsync(claim, outcome, time.GetUtcNow(), settings.Reconciliation.MinInterval, cancellationToken))
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>
    /// A fault of ours must not lose the delivery: it is kept as a dead letter, or retried if only time or memory ran out or the store was away.
    /// </summary>
    private async Task<ReconciliationResult> GiveBackAsync(Claim claim, Exception exception)
    {
        var failure = report.Crashed(claim, exception, times.Work);
        var outcome = exception is OutOfMemoryException
            ? new WorkOutcome.Retry(failure.Reason, time.GetUtcNow() + TimeSpan.FromMinutes(1))
            : RetrySchedule.After(failure, claim.Attempts, time.GetUtcNow(), jitter: 0.5, isUrgent: false);
        var result = new ReconciliationResult(outcome, []);
        try
        {
            await EndAsync(claim, outcome, CancellationToken.None);
            report.Failing(claim, failure, outcome);
            report.Ended(claim, result, time.GetUtcNow());
        }
        catch (Exception problem) when (problem is StoreException or LeaseLostException)
        {
            if (problem is StoreException)
            {
                _unended[claim.Key] = (claim, outcome);
            }

            Log.ClaimNotEnded(logger, claim.Subject, claim.Grafana, problem.Message);
        }

        return result;
    }

    private static partial class Log
    {
        public static readonly Func<ILogger, SubjectId, string, int, IDisposable?> Attempt =
            LoggerMessage.DefineScope<SubjectId, string, int>("{Subject:S} in Grafana {Grafana}, attempt {Attempt}");

        [LoggerMessage(
            EventIds.IncidentHidden,
            LogLevel.Warning,
            "incident.io does not show {Subject:s} to the bridge any more. It may have turned private: the bridge hides what it posted in Grafana {Grafana}.")]
        public static partial void IncidentHidden(ILogger logger, IFormattable subject, string grafana);

        [LoggerMessage(EventIds.LeaseLost, LogLevel.Warning, "The lease on {Subject:s} in Grafana {Grafana} was lost; another worker has it.")]
        public static partial void LeaseLost(ILogger logger, IFormattable subject, string grafana);

        [LoggerMessage(
            EventIds.ClaimNotEnded,
            LogLevel.Error,
            "The store did not note how the work on {Subject:s} in Grafana {Grafana} ended: {Problem} It is taken up again when the store is back, or when the lease runs out.")]
        public static partial void ClaimNotEnded(ILogger logger, IFormattable subject, string grafana, string problem);
    }
}
