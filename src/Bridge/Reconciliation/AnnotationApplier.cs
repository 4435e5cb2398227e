using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// Carries out steps in Grafana and keeps the ledger true. What is updated or deleted was found a moment ago, under our identity and in its
/// place; a create is preceded by its intent in the ledger.
/// </summary>
/// <remarks>
/// Each write to Grafana comes after one to the ledger that gives up what is known of the content. So a lost lease is noticed before
/// the write, and after a lost answer or a crash the content counts as unknown, not as what it was before: the next work looks again.
/// </remarks>
internal sealed partial class AnnotationApplier(
    ILedger ledger,
    IEnumerable<IAnnotationTarget> targets,
    AnnotationMaker maker,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<AnnotationApplier> logger)
{
    private static readonly UpstreamFailure FoundButGone = new(FailureReason.NotFound, "a search finds the annotation, an update does not");

    private static readonly UpstreamFailure ThereMeanwhile = new(FailureReason.NotFound, "somebody else brought the annotation there meanwhile");

    private readonly Dictionary<string, IAnnotationTarget> _targets = targets.ToDictionary(target => target.Name);

    /// <param name="claim">The delivery.</param>
    /// <param name="step">What to do.</param>
    /// <param name="view">What was found.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The failure, or null when Grafana now shows what it should.</returns>
    /// <exception cref="LeaseLostException">Another worker has the delivery; nothing more may be written.</exception>
    public async Task<UpstreamFailure?> ApplyAsync(Claim claim, ReconciliationStep step, LedgerView view, CancellationToken cancellationToken)
    {
        var failure = step switch
        {
            ReconciliationStep.Create create when view.Look!.Of(create.Key).Count > 0 =>
                metrics.DeliveryFailed(_targets[claim.Grafana], DeliveryKind.Create, ThereMeanwhile),
            ReconciliationStep.Create create => await maker.MakeAsync(claim, create.Key, create.Desired, create.Known, view, cancellationToken),
            ReconciliationStep.Update update => await UpdateAsync(claim, update, view, cancellationToken),
            ReconciliationStep.Delete delete => await DeleteAsync(claim, delete.Known, view, cancellationToken),
            ReconciliationStep.Clear clear => await ClearAsync(claim, clear, view, cancellationToken),
            _ => throw new InvalidOperationException($"No rule for {step.GetType().Name}."),
        };
        if (failure is { IsHeld: false, OfUpstream: false }
            && step is ReconciliationStep.Update { TakesWordsAway: true, Known: var known }
            && view.Look!.Of(step.Key).Count > 0
            && await DeleteAsync(claim, known, view, cancellationToken) is null)
        {
            // The next work makes it anew, without the words.
            Log.DeletedInstead(logger, step.Key.Subject, step.Key.Grafana);
        }

        if (failure is { IsHeld: false })
        {
            await NoteFailureAsync(claim, step, failure.Reason, cancellationToken);
        }

        return failure;
    }

    /// <summary>Counts and notes a step that is not carried out, since its Grafana could not be looked at.</summary>
    /// <exception cref="LeaseLostException">Another worker has the delivery.</exception>
    public async Task<UpstreamFailure> RefuseAsync(
        Claim claim, ReconciliationStep step, UpstreamFailure failure, CancellationToken cancellationToken)
    {
        if (failure.IsHeld)
        {
            return failure;
        }

        await NoteFailureAsync(claim, step, failure.Reason, cancellationToken);
        return metrics.DeliveryFailed(_targets[step.Key.Grafana], step.Kind, failure);
    }

    /// <summary>So that somebody who asks why an annotation is missing hears which Grafana said what.</summary>
    private async Task NoteFailureAsync(Claim claim, ReconciliationStep step, FailureReason reason, CancellationToken cancellationToken)
    {
        var entries = await ledger.ReadLedgerAsync(claim.Key, cancellationToken);
        var known = entries.FirstOrDefault(entry => entry.Key == step.Key)
            ?? (step is ReconciliationStep.Create create ? AnnotationMaker.Entry(create.Key, create.Desired, id: null, confirmAt: null) : null);
        if (known is not null && known.LastFailure != reason)
        {
            await ledger.SaveAsync(claim, known with { LastFailure = reason }, cancellationToken);
        }
    }

    /// <summary>Text and times are changed in place; other tags make it another annotation, since Grafana 12 goes on finding it by those that it lost.</summary>
    private async Task<UpstreamFailure?> UpdateAsync(
        Claim claim, ReconciliationStep.Update update, LedgerView view, CancellationToken cancellationToken)
    {
        var (known, desired, target) = (update.Known, update.Desired, _targets[update.Key.Grafana]);
        if (view.Look!.Of(known.Key).FirstOrDefault(one => one.Id.Value == known.AnnotationId) is not { } found)
        {
            return metrics.DeliveryFailed(target, DeliveryKind.Update, FoundButGone);
        }

        if (found.IsIndexed && !found.HasTagsOf(desired))
        {
            return await ReplaceAsync(claim, update, found, view, cancellationToken);
        }

        if (found.IsIndexed && found.Shows(desired))
        {
            // It is the ledger that has another status: Grafana has nothing to be told.
            await ledger.SaveAsync(claim, AnnotationMaker.Entry(known.Key, desired, found.Id, known.ConfirmAt), cancellationToken);
            return null;
        }

        await ledger.SaveAsync(claim, known with { Fingerprint = null }, cancellationToken);
        var failure = await target.UpdateAsync(found, desired, cancellationToken) switch
        {
            TargetResult.Failed failed => failed.Failure,
            TargetResult.Refused refused => refused.Failure,
            TargetResult.Gone => FoundButGone,
            _ => null,
        };
        if (!found.IsIndexed && failure is not { IsHeld: true } and not { OfUpstream: true }
            && !await maker.IsIndexedAsync(claim, desired, found, cancellationToken))
        {
            // This Grafana does not write the missing rows: one that never saved a tag loses it at an update.
            return await ReplaceAsync(claim, update with { TakesWordsAway = true }, found, view, cancellationToken);
        }

        if (failure is not null)
        {
            return metrics.DeliveryFailed(target, DeliveryKind.Update, failure);
        }

        metrics.Delivered(target.Name, DeliveryKind.Update);
        if (found.Shows(desired with { End = found.End }) && desired.MovesAt is not null)
        {
            EndMovedLog.EndMoved(logger, found.Id.Value, known.Key.Subject, target.Name, desired.End);
        }
        else
        {
            Log.AnnotationUpdated(logger, known.Key.Subject, target.Name, found.Id.Value);
        }

        await ledger.SaveAsync(claim, AnnotationMaker.Entry(known.Key, desired, found.Id, known.ConfirmAt), cancellationToken);
        return null;
    }

    /// <summary>
    /// The new one first, so that there is always one; with words that have to go, the old one. Both carry the identity, so that after a crash in
    /// between the next look finds what is too much.
    /// </summary>
    private async Task<UpstreamFailure?> ReplaceAsync(
        Claim claim, ReconciliationStep.Update update, FoundAnnotation found, LedgerView view, CancellationToken cancellationToken)
    {
        var known = update.Known;
        if (!update.TakesWordsAway)
        {
            return await maker.MakeAsync(claim, known.Key, update.Desired, known, view, cancellationToken, replaced: found);
        }

        var without = known with { AnnotationId = null, Fingerprint = null };
        await ledger.SaveAsync(claim, without, cancellationToken);
        return await maker.RemoveAsync(claim, found, view, cancellationToken)
            ?? await maker.MakeAsync(claim, known.Key, update.Desired, without, view, cancellationToken);
    }

    private async Task<UpstreamFailure?> DeleteAsync(Claim claim, LedgerEntry known, LedgerView view, CancellationToken cancellationToken)
    {
        await ledger.SaveAsync(claim, known with { Fingerprint = null }, cancellationToken);
        foreach (var annotation in view.Look!.Of(known.Key).ToList())
        {
            if (await maker.RemoveAsync(claim, annotation, view, cancellationToken) is { } failure)
            {
                return failure;
            }

            Log.AnnotationDeleted(logger, known.Key.Subject, claim.Grafana, annotation.Id.Value);
        }

        // A create of unknown fate may still arrive. Until it cannot any more, the entry stays, and is looked for again.
        if (known.ConfirmAt > time.GetUtcNow())
        {
            await ledger.SaveAsync(claim, known with { AnnotationId = null, Fingerprint = null }, cancellationToken);
            return null;
        }

        return await ledger.RemoveLedgerAsync(claim, known.Key, time.GetUtcNow(), cancellationToken) ? null : throw new LeaseLostException();
    }

    private async Task<UpstreamFailure?> ClearAsync(
        Claim claim, ReconciliationStep.Clear clear, LedgerView view, CancellationToken cancellationToken)
    {
        if (!view.Leftovers.OfType<ReconciliationStep.Clear>().Any(one => one.Found.Id == clear.Found.Id))
        {
            // A newer look does not find it any more.
            return null;
        }

        var kept = view.Entries.FirstOrDefault(entry => entry.Key == clear.Key);
        if (kept is not null)
        {
            await ledger.SaveAsync(claim, kept with { Fingerprint = null }, cancellationToken);
        }

        if (await maker.RemoveAsync(claim, clear.Found, view, cancellationToken) is { } failure)
        {
            return failure;
        }

        Log.DuplicateRemoved(logger, clear.Key.Subject, claim.Grafana, clear.Found.Id.Value);
        if (kept is not null)
        {
            await ledger.SaveAsync(claim, kept, cancellationToken);
        }

        return null;
    }
}
