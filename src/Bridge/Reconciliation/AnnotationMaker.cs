using Bridge.Annotations;
using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// Makes annotations. Grafana has no idempotency key, so that a create is only sent after a look has found none, its intent is noted first, and
/// what may have come of it is looked for.
/// </summary>
internal sealed partial class AnnotationMaker(
    ILedger ledger,
    IEnumerable<IAnnotationTarget> targets,
    Sights sights,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<AnnotationMaker> logger)
{
    /// <summary>How long a request whose answer was lost may still take to arrive: longer than any proxy's time-out in common use.</summary>
    private static readonly TimeSpan ConfirmDelay = TimeSpan.FromMinutes(2);

    private static readonly UpstreamFailure Unseen = new(
        FailureReason.Auth, "Grafana takes annotations and a search with the same token does not find them: the token needs the right annotations:read");

    private readonly Dictionary<string, IAnnotationTarget> _targets = targets.ToDictionary(target => target.Name);

    /// <summary>With an id, the content is what Grafana shows; without, nothing is known of it.</summary>
    public static LedgerEntry Entry(LedgerKey key, DesiredAnnotation desired, AnnotationId? id, DateTimeOffset? confirmAt) => new(
        key, id?.Value, id is null ? null : desired.Fingerprint(), desired.Status, desired.Start, desired.End, confirmAt);

    /// <param name="claim">The delivery.</param>
    /// <param name="key">Which annotation.</param>
    /// <param name="desired">How it should be.</param>
    /// <param name="known">What the ledger has of it.</param>
    /// <param name="view">What was found: not this one, but for what it replaces.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <param name="replaced">What is deleted when the new one is there.</param>
    /// <exception cref="LeaseLostException">Another worker has the delivery; nothing more may be written.</exception>
    public async Task<UpstreamFailure?> MakeAsync(
        Claim claim,
        LedgerKey key,
        DesiredAnnotation desired,
        LedgerEntry? known,
        LedgerView view,
        CancellationToken cancellationToken,
        FoundAnnotation? replaced = null)
    {
        var (target, sight) = (_targets[key.Grafana], sights.Of(key.Grafana));
        if (sight.IsBlind(time.GetUtcNow()))
        {
            return Unseen;
        }

        if (view.Gone.TryGetValue(key, out var gone))
        {
            Log.AnnotationGone(logger, key.Subject, target.Name, gone.AnnotationId!.Value);
        }

        // The intent counts as in doubt until this attempt is known to have done nothing: a crash in between says nothing either.
        var doubtEnds = time.GetUtcNow() + ConfirmDelay;
        var wasInDoubt = known?.ConfirmAt is not null;
        var vanished = desired.Status == AnnotationStatus.Resolved ? known?.Vanished ?? 0 : 0;
        var intent = replaced is null
            ? Entry(key, desired, id: null, doubtEnds) with { Vanished = vanished }
            : known! with { Fingerprint = null, Start = desired.Start, ConfirmAt = doubtEnds };
        await ledger.SaveAsync(claim, intent, cancellationToken);
        var result = await target.CreateAsync(desired, cancellationToken);
        if (result is TargetResult.Failed { Failure: var failure })
        {
            if (!failure.MayHaveActed && !wasInDoubt)
            {
                await ledger.SaveAsync(claim, intent with { ConfirmAt = null }, cancellationToken);
            }

            return metrics.DeliveryFailed(target, DeliveryKind.Create, failure);
        }

        var made = ((TargetResult.Made)result).Annotation;
        var entry = Entry(key, desired, made.Id, known?.ConfirmAt) with { Vanished = vanished };
        metrics.Delivered(target.Name, DeliveryKind.Create);
        Log.AnnotationCreated(logger, key.Subject, target.Name, made.Id.Value);
        var mustBeSeen = desired.Dashboard is not null || (gone is not null && !sight.IsProved);
        if (mustBeSeen || replaced is not null)
        {
            await ledger.SaveAsync(claim, entry with { Fingerprint = null }, cancellationToken);
            if (mustBeSeen && await RequireSightAsync(claim, entry, desired, made, view, cancellationToken) is { } lost)
            {
                return lost;
            }

            if (replaced is not null && await RemoveAsync(claim, replaced, view, cancellationToken) is { } notRemoved)
            {
                return notRemoved;
            }
        }

        await ledger.SaveAsync(claim, entry, cancellationToken);
        return null;
    }

    /// <summary>Deletes one annotation, so that the look has it no more; one that is gone already is as good.</summary>
    public async Task<UpstreamFailure?> RemoveAsync(Claim claim, FoundAnnotation found, LedgerView view, CancellationToken cancellationToken)
    {
        var target = _targets[claim.Grafana];
        switch (await target.DeleteAsync(found, cancellationToken))
        {
            case TargetResult.Failed failed:
                return metrics.DeliveryFailed(target, DeliveryKind.Delete, failed.Failure);
            case TargetResult.Refused refused:
                return metrics.DeliveryFailed(target, DeliveryKind.Delete, refused.Failure);
            default:
                metrics.Delivered(target.Name, DeliveryKind.Delete);
                view.Look!.Forget(found);
                return null;
        }
    }

    /// <summary>Whether a search by tags finds it now; true when that cannot be asked.</summary>
    public async Task<bool> IsIndexedAsync(Claim claim, DesiredAnnotation desired, FoundAnnotation found, CancellationToken cancellationToken) =>
        await FindAsync(claim, desired, cancellationToken) is not { } annotations || annotations.Any(one => one.Id == found.Id);

    /// <summary>
    /// Looks where an annotation landed, and takes it away at once if that is not where it should be. Grafana posts to the whole organization what
    /// names a dashboard that went in between; and a token that may create and not read would find each annotation gone and make one more,
    /// without end.
    /// </summary>
    private async Task<UpstreamFailure?> RequireSightAsync(
        Claim claim, LedgerEntry entry, DesiredAnnotation desired, FoundAnnotation made, LedgerView view, CancellationToken cancellationToken)
    {
        if (await FindAsync(claim, desired, cancellationToken) is not { } annotations)
        {
            return null;
        }

        var sight = sights.Of(claim.Grafana);
        var seen = annotations.FirstOrDefault(one => one.Id == made.Id);
        if (seen is not null)
        {
            sight.Prove();
        }

        if (seen is not null && seen.TryGetPlace(out var place) && place == desired.Dashboard)
        {
            return null;
        }

        var failure = await RemoveAsync(claim, seen ?? made, view, cancellationToken);
        if (seen is null)
        {
            sight.Miss(time.GetUtcNow(), isLeft: failure is { IsHeld: false });
        }

        if (failure is not null)
        {
            return failure;
        }

        // It stays known that there was one, as what has to be looked for.
        var known = view.Gone.GetValueOrDefault(entry.Key) ?? entry with { AnnotationId = null };
        await ledger.SaveAsync(claim, known with { Fingerprint = null }, cancellationToken);
        return metrics.DeliveryFailed(_targets[claim.Grafana], DeliveryKind.Create, seen is null ? Unseen : new UpstreamFailure(
            FailureReason.Settings, $"the dashboard {desired.Dashboard?.Uid} went while it was posted to; what landed elsewhere is taken away"));
    }

    /// <returns>None when it could not be asked, which proves nothing.</returns>
    private async Task<IReadOnlyList<FoundAnnotation>?> FindAsync(Claim claim, DesiredAnnotation desired, CancellationToken cancellationToken) =>
        await _targets[claim.Grafana].FindAsync([claim.Subject], SearchTimes.Around(desired.Start, desired.End), cancellationToken)
            is FindResult.Found found ? found.Annotations : null;

    private static partial class Log
    {
        [LoggerMessage(
            EventIds.AnnotationCreated, LogLevel.Information, "{Subject:S} is annotated in Grafana {Grafana} as {AnnotationId}.")]
        public static partial void AnnotationCreated(ILogger logger, IFormattable subject, string grafana, long annotationId);

        [LoggerMessage(
            EventIds.AnnotationGone,
            LogLevel.Warning,
            "Annotation {AnnotationId} of {Subject:s} is gone from Grafana {Grafana}; it is made again.")]
        public static partial void AnnotationGone(ILogger logger, IFormattable subject, string grafana, long annotationId);
    }
}
