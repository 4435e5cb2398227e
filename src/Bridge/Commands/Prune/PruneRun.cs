using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Prune;

/// <summary>Deletes annotations from one Grafana and from the ledger, each under a lease on its incident.</summary>
internal sealed class PruneRun(IBridgeStore store, CommandClaims claims, TimeProvider time)
{
    public async Task<PruneTally> RunAsync(
        IAnnotationTarget target, IReadOnlyList<PruneCandidate> candidates, bool isFormer, CancellationToken stop)
    {
        var tally = new PruneTally();
        foreach (var incident in candidates.GroupBy(candidate => candidate.Incident))
        {
            if (stop.IsCancellationRequested)
            {
                tally.Stopped = true;
                break;
            }

            await DeleteAsync(target, incident.Key, [.. incident], isFormer, tally);
        }

        return tally;
    }

    private async Task DeleteAsync(
        IAnnotationTarget target, SubjectId incident, IReadOnlyList<PruneCandidate> candidates, bool isFormer, PruneTally tally)
    {
        var key = new DeliveryKey(incident, target.Name);
        var known = (await store.ReadDeliveriesAsync([incident], CancellationToken.None))[incident].FirstOrDefault(delivery => delivery.Key == key);
        if (!IsAtRest(known, isFormer) || await claims.TryClaimAsync(key, time.GetUtcNow()) is not { } claim)
        {
            tally.Left += candidates.Count;
            return;
        }

        using var timeout = new CancellationTokenSource(DeliveryTimes.OfCommand.Work, time);
        var ledger = await store.ReadLedgerAsync(key, CancellationToken.None);
        var (found, failure) = await LookAsync(target, candidates, timeout.Token);
        foreach (var candidate in candidates)
        {
            var entry = ledger.FirstOrDefault(one => one.AnnotationId == candidate.Annotation.Id.Value);
            if (failure is not null)
            {
                tally.CountFailed(failure.Reason);
            }
            else if (!found.Any(one => one.Id == candidate.Annotation.Id && one.Fingerprint() == candidate.Annotation.Fingerprint()))
            {
                tally.Left++;
            }
            else
            {
                await DeleteAsync(target, claim, candidate, entry, isFormer, tally, timeout.Token);
            }
        }

        await claims.CompleteAsync(claim, AsBefore(claim, known));
    }

    private async Task DeleteAsync(
        IAnnotationTarget target, Claim claim, PruneCandidate candidate, LedgerEntry? entry, bool isFormer, PruneTally tally, CancellationToken cancellationToken)
    {
        // The ledger goes first, as everywhere: whoever lost the lease finds out before the write to Grafana.
        if ((entry is { Status: AnnotationStatus.Open } && !isFormer)
            || (entry is not null && !await store.SaveLedgerAsync(claim, entry with { Fingerprint = null }, cancellationToken)))
        {
            tally.Left++;
            return;
        }

        var failure = await AskAsync(target, candidate.Annotation, cancellationToken);
        if (failure is not null)
        {
            tally.CountFailed(failure.Reason);
            return;
        }

        tally.Deleted++;
        if (entry is not null)
        {
            await store.RemoveLedgerAsync(claim, entry.Key, time.GetUtcNow(), CancellationToken.None);
        }
    }

    /// <summary>The list may be minutes old, and Grafana gives numbers again after a restore: what is deleted was found a moment ago, as it was listed.</summary>
    private static async Task<(IReadOnlyList<FoundAnnotation> Found, UpstreamFailure? Failure)> LookAsync(
        IAnnotationTarget target, IReadOnlyList<PruneCandidate> candidates, CancellationToken cancellationToken)
    {
        var annotations = candidates.Select(candidate => candidate.Annotation).ToList();
        var times = SearchTimes.Around([.. annotations.Select(one => one.Start), .. annotations.Select(one => one.End)]);
        try
        {
            return await target.FindAsync([candidates[0].Incident], times, cancellationToken) switch
            {
                FindResult.Found found => (found.Annotations, null),
                FindResult.Failed failed => ([], failed.Failure),
                var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
            };
        }
        catch (OperationCanceledException exception)
        {
            return ([], UpstreamFailures.From(exception));
        }
    }

    private static async Task<UpstreamFailure?> AskAsync(IAnnotationTarget target, FoundAnnotation annotation, CancellationToken cancellationToken)
    {
        try
        {
            return await target.DeleteAsync(annotation, cancellationToken) switch
            {
                TargetResult.Failed failed => failed.Failure,
                TargetResult.Refused refused => refused.Failure,
                _ => null,
            };
        }
        catch (OperationCanceledException exception)
        {
            return UpstreamFailures.From(exception);
        }
    }

    /// <summary>
    /// What the bridge is going to look at again, it would post again too. Of what it parked because incident.io does not show it,
    /// nothing is posted again, and nothing of a route that the settings do not have.
    /// </summary>
    private static bool IsAtRest(Delivery? known, bool isFormer) => known switch
    {
        null => true,
        { IsDeadLetter: true, LastFailure: FailureReason.NotFound } => true,
        _ => known is { PendingSince: null, LastFailure: null } && (known.DueAt is null || isFormer),
    };

    private WorkOutcome AsBefore(Claim claim, Delivery? known) => claim.LastFailure switch
    {
        null => new WorkOutcome.Succeeded(known?.DueAt),
        { } reason when claim.IsDeadLetter => new WorkOutcome.DeadLetter(reason, known?.DueAt ?? time.GetUtcNow()),
        { } reason => new WorkOutcome.Retry(reason, time.GetUtcNow()),
    };
}

/// <summary>What came of it, in annotations.</summary>
internal sealed class PruneTally
{
    private readonly SortedDictionary<FailureReason, int> _failed = [];

    public int Deleted { get; set; }

    /// <summary>Their incidents are being worked on.</summary>
    public int Left { get; set; }

    /// <summary>Whether somebody stopped it. What was begun is finished.</summary>
    public bool Stopped { get; set; }

    public IReadOnlyDictionary<FailureReason, int> Failed => _failed;

    public void CountFailed(FailureReason reason) => _failed[reason] = _failed.GetValueOrDefault(reason) + 1;
}
