using System.Collections.Concurrent;
using Bridge.Annotations;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// Carries out steps in Grafana and keeps the ledger true. Grafana has no idempotency key, so a create is preceded by the intent in the
/// ledger and by a search, and what it finds is adopted; of several, the oldest is kept.
/// </summary>
/// <remarks>
/// Each write to Grafana comes after one to the ledger that gives up what is known of the content. So a lost lease is noticed before
/// the write, and after a lost answer or a crash the content counts as unknown, not as what it was before.
/// </remarks>
internal sealed partial class AnnotationApplier(
    ILedger ledger,
    IEnumerable<IAnnotationTarget> targets,
    AnnotationFinder finder,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<AnnotationApplier> logger)
{
    /// <summary>How long a request whose answer was lost may still take to arrive: longer than any proxy's time-out in common use.</summary>
    private static readonly TimeSpan ConfirmDelay = TimeSpan.FromMinutes(2);

    private static readonly UpstreamFailure Unseen = new(
        FailureReason.Auth, "Grafana takes annotations and a search with the same token does not find them: the token needs the right annotations:read");

    private static readonly UpstreamFailure FoundButGone = new(FailureReason.NotFound, "a search finds the annotation, an update does not");

    private readonly Dictionary<string, IAnnotationTarget> _targets = targets.ToDictionary(target => target.Name);

    /// <summary>Whether each Grafana shows the token what it creates.</summary>
    private readonly ConcurrentDictionary<string, Sight> _sights = [];

    /// <param name="claim">The delivery.</param>
    /// <param name="step">What to do.</param>
    /// <param name="isSearched">Whether the ledger has all that the Grafana has of the incident at this moment, so that a create need not search.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The failure, or null when Grafana now shows what it should.</returns>
    /// <exception cref="LeaseLostException">Another worker has the delivery; nothing more may be written.</exception>
    public async Task<UpstreamFailure?> ApplyAsync(Claim claim, ReconciliationStep step, bool isSearched, CancellationToken cancellationToken)
    {
        var failure = step switch
        {
            ReconciliationStep.Create create => await CreateAsync(claim, create, isSearched, cancellationToken),
            ReconciliationStep.Update update => await UpdateAsync(claim, update.Known, update.Desired, null, cancellationToken),
            ReconciliationStep.Delete delete => await DeleteAsync(claim, delete.Known, cancellationToken),
            ReconciliationStep.Confirm confirm => await ConfirmAsync(claim, confirm.Known, confirm.Desired, cancellationToken),
            _ => throw new InvalidOperationException($"No rule for {step.GetType().Name}."),
        };
        if (failure is { IsHeld: false, OfUpstream: false } && step is { TakesWordsAway: true } and not ReconciliationStep.Delete)
        {
            await DeleteInsteadAsync(claim, step.Key, cancellationToken);
        }

        if (failure is { IsHeld: false })
        {
            await NoteFailureAsync(claim, step, failure.Reason, cancellationToken);
        }

        return failure;
    }

    /// <summary>Counts and notes a step that is not carried out, since its Grafana has just failed at being searched.</summary>
    /// <exception cref="LeaseLostException">Another worker has the delivery.</exception>
    public async Task<UpstreamFailure> RefuseAsync(
        Claim claim, ReconciliationStep step, UpstreamFailure failure, CancellationToken cancellationToken)
    {
        if (failure.IsHeld)
        {
            return failure;
        }

        var kind = step switch
        {
            ReconciliationStep.Create => DeliveryKind.Create,
            ReconciliationStep.Delete => DeliveryKind.Delete,
            _ => DeliveryKind.Update,
        };
        await NoteFailureAsync(claim, step, failure.Reason, cancellationToken);
        return metrics.DeliveryFailed(_targets[step.Key.Grafana], kind, failure);
    }

    /// <summary>Words that Grafana would not have replaced are taken away with their annotation; its next look makes it anew, without them.</summary>
    private async Task DeleteInsteadAsync(Claim claim, LedgerKey key, CancellationToken cancellationToken)
    {
        var known = (await ledger.ReadLedgerAsync(claim.Key, cancellationToken)).FirstOrDefault(entry => entry.Key == key);
        if (known is not null && await DeleteAsync(claim, known, cancellationToken) is null)
        {
            Log.DeletedInstead(logger, key.Incident.Value, key.Grafana);
        }
    }

    /// <summary>So that somebody who asks why an annotation is missing hears which Grafana said what.</summary>
    private async Task NoteFailureAsync(Claim claim, ReconciliationStep step, FailureReason reason, CancellationToken cancellationToken)
    {
        var entries = await ledger.ReadLedgerAsync(claim.Key, cancellationToken);
        var known = entries.FirstOrDefault(entry => entry.Key == step.Key)
            ?? (step is ReconciliationStep.Create create ? Entry(create.Key, create.Desired, id: null, confirmAt: null) : null);
        if (known is not null && known.LastFailure != reason)
        {
            await SaveAsync(claim, known with { LastFailure = reason }, cancellationToken);
        }
    }

    private async Task<UpstreamFailure?> CreateAsync(
        Claim claim, ReconciliationStep.Create create, bool isSearched, CancellationToken cancellationToken)
    {
        var (key, desired) = (create.Key, create.Desired);
        var target = _targets[key.Grafana];
        var (adopted, failure) = isSearched
            ? default
            : await finder.AdoptAsync(target, key, knownId: null, DeliveryKind.Create, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        if (adopted is null && SightOf(target).IsBlind(time.GetUtcNow()))
        {
            return Unseen;
        }

        var doubtEnds = time.GetUtcNow() + ConfirmDelay;
        var wasInDoubt = create.Known?.ConfirmAt is not null;
        DateTimeOffset? confirmAt = wasInDoubt ? doubtEnds : null;
        if (adopted is not null)
        {
            return await UpdateAsync(claim, Entry(key, desired, adopted.Id, confirmAt), desired, adopted, cancellationToken);
        }

        // The intent counts as in doubt until this attempt is known to have done nothing: a crash in between says nothing either.
        var intent = Entry(key, desired, id: null, doubtEnds);
        await SaveAsync(claim, intent, cancellationToken);

        switch (await target.CreateAsync(desired, cancellationToken))
        {
            case TargetResult.Done done:
                await SaveAsync(claim, Entry(key, desired, done.Id, confirmAt), cancellationToken);
                metrics.Delivered(target.Name, DeliveryKind.Create);
                Log.AnnotationCreated(logger, key.Incident.Value, target.Name, done.Id.Value);
                return create.Known is { AnnotationId: not null } gone ? await RequireSightAsync(claim, gone, done.Id, cancellationToken) : null;

            case TargetResult.Failed failed:
                if (!failed.Failure.MayHaveActed && !wasInDoubt)
                {
                    await SaveAsync(claim, intent with { ConfirmAt = null }, cancellationToken);
                }

                return metrics.DeliveryFailed(target, DeliveryKind.Create, failed.Failure);

            case var other:
                throw new InvalidOperationException($"A create cannot end with {other.GetType().Name}.");
        }
    }

    /// <summary>
    /// A token that may create and not read would find each annotation gone and make one more, without end. So what was made again is looked
    /// up, and what cannot be seen is taken away again.
    /// </summary>
    /// <param name="claim">The delivery.</param>
    /// <param name="gone">The annotation that was not found either; it stays in the ledger, as what has to be looked for.</param>
    /// <param name="id">What was made in its place.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    private async Task<UpstreamFailure?> RequireSightAsync(Claim claim, LedgerEntry gone, AnnotationId id, CancellationToken cancellationToken)
    {
        var target = _targets[gone.Key.Grafana];
        var sight = SightOf(target);
        if (sight.IsProved || await finder.FindAsync(target, gone.Key, DeliveryKind.Create, cancellationToken) is not (var found, null))
        {
            return null;
        }

        if (found.Any(annotation => annotation.Id == id))
        {
            sight.Prove();
            return null;
        }

        sight.Miss(time.GetUtcNow());
        if (await finder.RemoveAsync(target, id, cancellationToken) is { } notRemoved)
        {
            return notRemoved;
        }

        await SaveAsync(claim, gone with { Fingerprint = null }, cancellationToken);
        return metrics.DeliveryFailed(target, DeliveryKind.Create, Unseen);
    }

    private Sight SightOf(IAnnotationTarget target) => _sights.GetOrAdd(target.Name, _ => new Sight());

    private async Task<UpstreamFailure?> UpdateAsync(
        Claim claim, LedgerEntry known, DesiredAnnotation desired, FoundAnnotation? found, CancellationToken cancellationToken)
    {
        var target = _targets[known.Key.Grafana];
        var id = new AnnotationId(known.AnnotationId!.Value);
        if (found?.Shows(desired) != true)
        {
            await SaveAsync(claim, known with { Fingerprint = null }, cancellationToken);
            switch (await target.UpdateAsync(id, desired, cancellationToken))
            {
                case TargetResult.Failed failed:
                    return metrics.DeliveryFailed(target, DeliveryKind.Update, failed.Failure);
                case TargetResult.Refused refused:
                    return await RecreateAsync(claim, known, desired, refused.Failure, cancellationToken);
                case TargetResult.Gone:
                    return await RecreateAsync(claim, known, desired, FoundButGone, cancellationToken);
            }

            metrics.Delivered(target.Name, DeliveryKind.Update);
            Log.AnnotationUpdated(logger, known.Key.Incident.Value, target.Name, id.Value);
        }

        await SaveAsync(claim, Entry(known.Key, desired, id, known.ConfirmAt), cancellationToken);
        return null;
    }

    /// <summary>
    /// After an update that found nothing, or was refused: somebody deleted the annotation, or it has another id now. If it is there
    /// all the same, making it again would help nobody, and <paramref name="ifThere"/> is the failure.
    /// </summary>
    private async Task<UpstreamFailure?> RecreateAsync(
        Claim claim, LedgerEntry known, DesiredAnnotation desired, UpstreamFailure ifThere, CancellationToken cancellationToken)
    {
        var target = _targets[known.Key.Grafana];
        var (found, failure) = await finder.FindAsync(target, known.Key, DeliveryKind.Update, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        return found.Any(annotation => annotation.Id.Value == known.AnnotationId)
            ? metrics.DeliveryFailed(target, DeliveryKind.Update, ifThere)
            : await MakeAgainAsync(claim, known, desired, cancellationToken);
    }

    private Task<UpstreamFailure?> MakeAgainAsync(
        Claim claim, LedgerEntry known, DesiredAnnotation desired, CancellationToken cancellationToken)
    {
        Log.AnnotationGone(logger, known.Key.Incident.Value, known.Key.Grafana, known.AnnotationId!.Value);
        return CreateAsync(claim, new ReconciliationStep.Create(known.Key, desired, known), isSearched: false, cancellationToken);
    }

    private async Task<UpstreamFailure?> DeleteAsync(Claim claim, LedgerEntry known, CancellationToken cancellationToken)
    {
        var target = _targets[known.Key.Grafana];
        await SaveAsync(claim, known with { Fingerprint = null }, cancellationToken);
        if (await finder.RemoveAllAsync(target, known.Key, cancellationToken) is { } failure)
        {
            return failure;
        }

        // A create of unknown fate may still arrive. Until it cannot any more, the entry stays, and is looked for again.
        if (known.ConfirmAt > time.GetUtcNow())
        {
            await SaveAsync(claim, known with { AnnotationId = null, Fingerprint = null }, cancellationToken);
            return null;
        }

        if (!await ledger.RemoveLedgerAsync(claim, known.Key, cancellationToken))
        {
            throw new LeaseLostException();
        }

        return null;
    }

    private async Task<UpstreamFailure?> ConfirmAsync(
        Claim claim, LedgerEntry known, DesiredAnnotation desired, CancellationToken cancellationToken)
    {
        var target = _targets[known.Key.Grafana];
        var (adopted, failure) = await finder.AdoptAsync(target, known.Key, known.AnnotationId, DeliveryKind.Update, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var confirmed = known with { ConfirmAt = null };
        return adopted is null
            ? await MakeAgainAsync(claim, confirmed, desired, cancellationToken)
            : await UpdateAsync(claim, confirmed with { AnnotationId = adopted.Id.Value }, desired, adopted, cancellationToken);
    }

    private async Task SaveAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!await ledger.SaveLedgerAsync(claim, entry, cancellationToken))
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>With an id, the content is what Grafana shows; without, nothing is known of it.</summary>
    private static LedgerEntry Entry(LedgerKey key, DesiredAnnotation desired, AnnotationId? id, DateTimeOffset? confirmAt) => new(
        key, id?.Value, id is null ? null : desired.Fingerprint(), desired.Status, desired.Start, desired.End, confirmAt);
}
