using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>
/// Brings one Grafana to what is wanted of one incident: looks at what it has, plans from that, writes what differs, and notes it. Nothing
/// is written without a look; where the ledger says that all is as it should be, there is none.
/// </summary>
internal sealed class LookThenWrite(ILedger ledger, AnnotationFinder finder, AnnotationApplier applier, TimeProvider time)
{
    /// <param name="claim">The delivery.</param>
    /// <param name="order">Where to look.</param>
    /// <param name="plan">What has to be done, from what the ledger says.</param>
    /// <param name="now">The time of the plan.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <exception cref="LeaseLostException">Another worker has the delivery; nothing more may be written.</exception>
    public async Task<Written> RunAsync(
        Claim claim,
        LookOrder order,
        Func<IReadOnlyList<LedgerEntry>, ReconciliationPlan> plan,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var known = await ledger.ReadLedgerAsync(claim.Key, cancellationToken);
        var planned = plan(known);
        if (!order.IsDue(claim, known, planned, now))
        {
            return new Written(planned, [], known, []);
        }

        var view = await finder.LookAsync(claim, known, planned.Wanted, order, cancellationToken);
        planned = plan(view.Entries);

        // Of an incident that turned private, the old words are the urgent part.
        List<ReconciliationStep> steps = [.. view.Leftovers.Concat(planned.Steps).OrderByDescending(step => step.TakesWordsAway)];
        var failed = new List<(ReconciliationStep Step, UpstreamFailure Failure)>();
        foreach (var step in steps)
        {
            view = await RenewAsync(claim, view, planned, order, cancellationToken);
            if (await ApplyAsync(claim, step, view, failed, cancellationToken) is { } failure)
            {
                failed.Add((step, failure));
            }
        }

        var after = steps.Count == 0 ? view.Entries : await ledger.ReadLedgerAsync(claim.Key, cancellationToken);
        return new Written(planned, steps, after, failed, view.Failure);
    }

    private async Task<UpstreamFailure?> ApplyAsync(
        Claim claim,
        ReconciliationStep step,
        LedgerView view,
        List<(ReconciliationStep Step, UpstreamFailure Failure)> failed,
        CancellationToken cancellationToken)
    {
        if (view.Failure is { } unseen)
        {
            return await applier.RefuseAsync(claim, step, unseen, cancellationToken);
        }

        // Where a double could not be taken away, there would be one more with each change.
        var earlier = failed.FirstOrDefault(one => one.Step.Key == step.Key);
        return earlier.Failure is { } failure && !step.TakesWordsAway ? failure : await applier.ApplyAsync(claim, step, view, cancellationToken);
    }

    /// <summary>A slow Grafana may have been restored since it was looked at: then the step finds what there is now, or nothing.</summary>
    private async Task<LedgerView> RenewAsync(
        Claim claim, LedgerView view, ReconciliationPlan planned, LookOrder order, CancellationToken cancellationToken)
    {
        if (view.Look is not { } look || look.IsFresh(time.GetUtcNow()))
        {
            return view;
        }

        var known = await ledger.ReadLedgerAsync(claim.Key, cancellationToken);
        return await finder.LookAsync(claim, known, planned.Wanted, order with { Search = null }, cancellationToken);
    }
}

/// <summary>What came of a look at an incident in one Grafana.</summary>
/// <param name="Plan">What had to be done.</param>
/// <param name="Steps">All of it, in order, with what was ours and too much.</param>
/// <param name="Ledger">As it is after that.</param>
/// <param name="Failed">The steps that failed, and why.</param>
/// <param name="Unseen">Why Grafana could not be looked at.</param>
internal sealed record Written(
    ReconciliationPlan Plan,
    IReadOnlyList<ReconciliationStep> Steps,
    IReadOnlyList<LedgerEntry> Ledger,
    IReadOnlyList<(ReconciliationStep Step, UpstreamFailure Failure)> Failed,
    UpstreamFailure? Unseen = null)
{
    public IReadOnlyList<LedgerKey> FailedKeys => [.. Failed.Select(step => step.Step.Key)];

    /// <summary>Whether words that have to go are still there.</summary>
    public bool HasWordsLeft => Failed.Any(step => step.Step.TakesWordsAway);
}
