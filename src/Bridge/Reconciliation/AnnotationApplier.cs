using Bridge.Annotations;
using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Reconciliation;

/// <summary>
/// Carries out steps in Grafana and keeps the ledger true. Grafana has no idempotency key, so a create is preceded by the intent in the
/// ledger and by a search, and what it finds is adopted; of several, the oldest is kept.
/// </summary>
internal sealed partial class AnnotationApplier(
    IBridgeStore store,
    IEnumerable<IAnnotationTarget> targets,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<AnnotationApplier> logger)
{
    /// <summary>How long a request whose answer was lost may still take to arrive: longer than any proxy's time-out in common use.</summary>
    private static readonly TimeSpan ConfirmDelay = TimeSpan.FromMinutes(2);

    private readonly Dictionary<string, IAnnotationTarget> _targets = targets.ToDictionary(target => target.Name);

    /// <returns>The failure, or null when Grafana now shows what it should.</returns>
    /// <exception cref="LeaseLostException">Another worker has the incident; nothing more may be written.</exception>
    public async Task<UpstreamFailure?> ApplyAsync(Claim claim, ReconciliationStep step, CancellationToken cancellationToken) => step switch
    {
        ReconciliationStep.Create create => await CreateAsync(claim, create, cancellationToken),
        ReconciliationStep.Update update => await UpdateAsync(claim, update.Known, update.Desired, cancellationToken),
        ReconciliationStep.Delete delete => await DeleteAsync(claim, delete.Known, cancellationToken),
        ReconciliationStep.Confirm confirm => await ConfirmAsync(claim, confirm, cancellationToken),
        _ => throw new InvalidOperationException($"No rule for {step.GetType().Name}."),
    };

    private async Task<UpstreamFailure?> CreateAsync(Claim claim, ReconciliationStep.Create step, CancellationToken cancellationToken)
    {
        var target = _targets[step.Key.Grafana];
        var (adopted, failure) = await AdoptAsync(target, step.Key, DeliveryKind.Create, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var inDoubt = step.Known?.ConfirmAt is not null;
        DateTimeOffset? confirmAt = inDoubt ? time.GetUtcNow() + ConfirmDelay : null;
        if (adopted is not null)
        {
            var entry = Entry(step.Key, step.Desired) with
            {
                AnnotationId = adopted.Id.Value,
                Fingerprint = null,
                ConfirmAt = confirmAt,
            };
            await SaveAsync(claim, entry, cancellationToken);
            return await UpdateAsync(claim, entry, step.Desired, cancellationToken, adopted);
        }

        // The intent counts as in doubt until this attempt is known to have done nothing: a crash in between says nothing either.
        var intent = Entry(step.Key, step.Desired) with { AnnotationId = null, Fingerprint = null, ConfirmAt = time.GetUtcNow() };
        await SaveAsync(claim, intent, cancellationToken);

        switch (await target.CreateAsync(step.Desired, cancellationToken))
        {
            case TargetResult.Done done:
                var created = Entry(step.Key, step.Desired) with { AnnotationId = done.Id.Value, ConfirmAt = confirmAt };
                await SaveAsync(claim, created, cancellationToken);
                metrics.Delivered(target.Name, DeliveryKind.Create);
                Log.AnnotationCreated(logger, step.Key.Incident.Value, target.Name, done.Id.Value);
                return null;

            case TargetResult.Failed failed:
                if (!failed.Failure.MayHaveActed && !inDoubt)
                {
                    await SaveAsync(claim, intent with { ConfirmAt = null }, cancellationToken);
                }

                return Fail(target, DeliveryKind.Create, failed.Failure);

            case var other:
                throw new InvalidOperationException($"A create cannot end with {other.GetType().Name}.");
        }
    }

    private async Task<UpstreamFailure?> UpdateAsync(
        Claim claim, LedgerEntry known, DesiredAnnotation desired, CancellationToken cancellationToken, FoundAnnotation? found = null)
    {
        var target = _targets[known.Key.Grafana];
        var id = new AnnotationId(known.AnnotationId!.Value);
        if (found?.Shows(desired) != true)
        {
            var result = await target.UpdateAsync(id, desired, cancellationToken);
            if (result is TargetResult.Gone or TargetResult.Refused)
            {
                return await RecreateAsync(claim, target, known, desired, result, cancellationToken);
            }

            if (result is TargetResult.Failed failed)
            {
                return Fail(target, DeliveryKind.Update, failed.Failure);
            }

            metrics.Delivered(target.Name, DeliveryKind.Update);
            Log.AnnotationUpdated(logger, known.Key.Incident.Value, target.Name, id.Value);
        }

        await SaveAsync(claim, Entry(known.Key, desired) with { AnnotationId = id.Value, ConfirmAt = known.ConfirmAt }, cancellationToken);
        return null;
    }

    /// <summary>After an update that found nothing: somebody deleted the annotation, or it has another id now, or it is not ours to change.</summary>
    private async Task<UpstreamFailure?> RecreateAsync(
        Claim claim,
        IAnnotationTarget target,
        LedgerEntry known,
        DesiredAnnotation desired,
        TargetResult result,
        CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(target, known.Key, DeliveryKind.Update, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        if (result is TargetResult.Refused refused && found.Any(annotation => annotation.Id.Value == known.AnnotationId))
        {
            return Fail(target, DeliveryKind.Update, refused.Failure);
        }

        Log.AnnotationGone(logger, known.Key.Incident.Value, target.Name, known.AnnotationId!.Value);
        var forgotten = Entry(known.Key, desired) with { AnnotationId = null, Fingerprint = null, ConfirmAt = known.ConfirmAt };
        await SaveAsync(claim, forgotten, cancellationToken);
        return await CreateAsync(claim, new ReconciliationStep.Create(known.Key, desired, forgotten), cancellationToken);
    }

    private async Task<UpstreamFailure?> DeleteAsync(Claim claim, LedgerEntry known, CancellationToken cancellationToken)
    {
        // A Grafana that is no longer in the settings keeps what it has: there is no token to delete it with.
        if (_targets.TryGetValue(known.Key.Grafana, out var target))
        {
            // By tag, not by the ledger's id alone: a create in doubt has no id yet, and doubles have others.
            var (found, failure) = await FindAsync(target, known.Key, DeliveryKind.Delete, cancellationToken);
            if (failure is not null)
            {
                return failure;
            }

            foreach (var annotation in found)
            {
                if (await RemoveAsync(target, known.Key, annotation.Id, cancellationToken) is { } notRemoved)
                {
                    return notRemoved;
                }

                Log.AnnotationDeleted(logger, known.Key.Incident.Value, target.Name, annotation.Id.Value);
            }
        }

        if (!await store.RemoveLedgerAsync(claim, known.Key, cancellationToken))
        {
            throw new LeaseLostException();
        }

        return null;
    }

    private async Task<UpstreamFailure?> ConfirmAsync(Claim claim, ReconciliationStep.Confirm step, CancellationToken cancellationToken)
    {
        var target = _targets[step.Known.Key.Grafana];
        var (adopted, failure) = await AdoptAsync(target, step.Known.Key, DeliveryKind.Update, cancellationToken);
        if (failure is not null)
        {
            return failure;
        }

        var confirmed = step.Known with { ConfirmAt = null };
        return adopted is null
            ? await RecreateAsync(claim, target, confirmed, step.Desired, new TargetResult.Gone(), cancellationToken)
            : await UpdateAsync(claim, confirmed with { AnnotationId = adopted.Id.Value }, step.Desired, cancellationToken, adopted);
    }

    /// <summary>Finds the annotation by its tags; of several it keeps the oldest and deletes the others.</summary>
    private async Task<(FoundAnnotation? Adopted, UpstreamFailure? Failure)> AdoptAsync(
        IAnnotationTarget target, LedgerKey key, DeliveryKind kind, CancellationToken cancellationToken)
    {
        var (found, failure) = await FindAsync(target, key, kind, cancellationToken);
        foreach (var duplicate in found.Skip(1))
        {
            if (await RemoveAsync(target, key, duplicate.Id, cancellationToken) is { } notRemoved)
            {
                return (null, notRemoved);
            }

            Log.DuplicateRemoved(logger, key.Incident.Value, target.Name, duplicate.Id.Value);
        }

        if (found.Count > 0)
        {
            Log.AnnotationAdopted(logger, key.Incident.Value, target.Name, found[0].Id.Value);
        }

        return (found.Count > 0 ? found[0] : null, failure);
    }

    private async Task<(IReadOnlyList<FoundAnnotation> Found, UpstreamFailure? Failure)> FindAsync(
        IAnnotationTarget target, LedgerKey key, DeliveryKind kind, CancellationToken cancellationToken)
    {
        var identity = AnnotationTags.Identity(key.Incident, key.Route, key.Part);
        return await target.FindAsync(identity, cancellationToken) switch
        {
            FindResult.Found found => (found.Annotations, null),
            FindResult.Failed failed => ([], Fail(target, kind, failed.Failure)),
            var other => throw new InvalidOperationException($"No rule for {other.GetType().Name}."),
        };
    }

    private async Task<UpstreamFailure?> RemoveAsync(
        IAnnotationTarget target, LedgerKey key, AnnotationId id, CancellationToken cancellationToken)
    {
        switch (await target.DeleteAsync(id, cancellationToken))
        {
            case TargetResult.Failed failed:
                return Fail(target, DeliveryKind.Delete, failed.Failure);
            case TargetResult.Refused refused:
                return Fail(target, DeliveryKind.Delete, refused.Failure);
            default:
                metrics.Delivered(target.Name, DeliveryKind.Delete);
                return null;
        }
    }

    private UpstreamFailure Fail(IAnnotationTarget target, DeliveryKind kind, UpstreamFailure failure)
    {
        metrics.DeliveryFailed(target.Name, kind, failure.Reason);
        return failure with { Detail = $"{kind} in Grafana {target.Name}: {failure.Detail}" };
    }

    private async Task SaveAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!await store.SaveLedgerAsync(claim, entry, cancellationToken))
        {
            throw new LeaseLostException();
        }
    }

    private static LedgerEntry Entry(LedgerKey key, DesiredAnnotation desired) => new(
        key, AnnotationId: null, desired.Fingerprint(), desired.Status, desired.Start, desired.End, ConfirmAt: null);
}
