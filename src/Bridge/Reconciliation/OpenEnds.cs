using Bridge.Observability;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// Moves the ends of open regions ahead, without asking incident.io: nothing but time has passed. It writes to nothing that it has not just
/// found to be what the ledger says; whatever else it finds is for a whole look at the incident.
/// </summary>
internal sealed class OpenEnds(
    ILedger ledger,
    IEnumerable<IAnnotationTarget> targets,
    DeliverySettings settings,
    BridgeMetrics metrics,
    TimeProvider time,
    ILogger<OpenEnds> logger)
{
    private readonly Dictionary<string, (IAnnotationTarget Target, OngoingSearch Search)> _grafanas =
        targets.ToDictionary(target => target.Name, target => (target, new OngoingSearch(target, time)));

    /// <summary>What was shown before this process started may have been shown by other settings: it is looked at whole, once.</summary>
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();

    /// <summary>Whether a delivery is due for nothing but its ends.</summary>
    public bool NeedsNoState(DueDelivery due) => due.IsMove && due.StateFrom >= _startedAt;

    /// <summary>Moves the ends of the delivery's open regions, if that is all that it is due for.</summary>
    /// <returns>
    /// When they are to be moved next, or why they could not be. Nothing when it takes a look at the incident's state: what Grafana has is
    /// not what the ledger says, or the ledger does not say.
    /// </returns>
    /// <exception cref="LeaseLostException">Another worker has the delivery; nothing more may be written.</exception>
    public async Task<(DateTimeOffset? MovesAt, UpstreamFailure? Failure)?> TryMoveAsync(Claim claim, CancellationToken cancellationToken)
    {
        if (!claim.IsMove || !(claim.StateFrom >= _startedAt))
        {
            return null;
        }

        var now = time.GetUtcNow();
        var known = await ledger.ReadLedgerAsync(claim.Key, cancellationToken);
        if (OpenEndMove.Plan(known, settings.Annotations.OpenEndInterval, now) is not { } moves)
        {
            return null;
        }

        var (found, failure) = await _grafanas[claim.Grafana].Search.ReadAsync(OpenEndMove.Reach(moves, now), cancellationToken);
        if (failure is not null)
        {
            return (null, failure with { Detail = $"search in Grafana {claim.Grafana}: {failure.Detail}" });
        }

        var look = new AnnotationLook(claim.Subject, claim.Grafana, found![claim.Subject], isOurs: _ => true, now);
        foreach (var move in moves)
        {
            if (move.In(look) is not { } annotation)
            {
                return null;
            }

            var moved = await MoveAsync(claim, move, annotation, cancellationToken);
            if (moved is not { Failure: null })
            {
                return moved;
            }
        }

        return (moves.Min(move => move.MovesAt), null);
    }

    /// <returns>When it is to be moved next, or why it could not be; nothing when it is there no more.</returns>
    private async Task<(DateTimeOffset? MovesAt, UpstreamFailure? Failure)?> MoveAsync(
        Claim claim, OpenEndMove move, FoundAnnotation found, CancellationToken cancellationToken)
    {
        if (found.End == move.End && move.Known.End == move.End)
        {
            return (move.MovesAt, null);
        }

        // That the lease is lost has to be noticed before the write.
        await ledger.SaveAsync(claim, move.Known, cancellationToken);
        var (target, _) = _grafanas[claim.Grafana];
        switch (await target.MoveEndAsync(found, move.End, cancellationToken))
        {
            case TargetResult.Gone:
                return null;
            case TargetResult.Refused refused:
                return (null, await FailedAsync(claim, move, target, refused.Failure, cancellationToken));
            case TargetResult.Failed failed:
                return (null, await FailedAsync(claim, move, target, failed.Failure, cancellationToken));
        }

        await ledger.SaveAsync(claim, move.Done(found), cancellationToken);
        metrics.Delivered(target.Name, DeliveryKind.Update);
        EndMovedLog.EndMoved(logger, found.Id.Value, claim.Subject, target.Name, move.End);
        return (move.MovesAt, null);
    }

    /// <summary>The ledger keeps the end that it knew. If the move was done all the same, it is found with the other end and all else as it was.</summary>
    private async Task<UpstreamFailure> FailedAsync(
        Claim claim, OpenEndMove move, IAnnotationTarget target, UpstreamFailure failure, CancellationToken cancellationToken)
    {
        if (!failure.IsHeld)
        {
            await ledger.SaveAsync(claim, move.Known with { LastFailure = failure.Reason }, cancellationToken);
        }

        return metrics.DeliveryFailed(target, DeliveryKind.Update, failure);
    }
}
