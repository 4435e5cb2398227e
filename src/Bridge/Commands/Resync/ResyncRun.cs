using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Resync;

/// <summary>
/// Brings the annotations of one incident up to date in every Grafana, now and whatever they wait for, and repairs what somebody did to them.
/// Waits for whoever has a delivery.
/// </summary>
internal sealed class ResyncRun(IBridgeStore store, CommandClaims claims, SubjectStates states, BridgeSettings settings, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <param name="asked">Which incident.</param>
    /// <param name="onWait">Called once, if somebody has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResyncResult> RunAsync(AskedSubject asked, Action onWait, CancellationToken cancellationToken)
    {
        if (asked.Id is not { } id)
        {
            var (subject, failure) = await asked.FetchAsync(states, cancellationToken);
            if (subject is null)
            {
                return new ResyncResult.NotFetched(failure!);
            }

            id = subject.Id;
        }

        // One Grafana that is away keeps the others from nothing.
        var isFirst = true;
        var results = await Task.WhenAll(settings.Grafana.Select(async grafana =>
            (grafana.Name, Result: await RunAsync(new DeliveryKey(id, grafana.Name), OnWait, cancellationToken))));
        return new ResyncResult.Done(id, results.ToDictionary(one => one.Name, one => one.Result), await store.ReadLedgerAsync(id, cancellationToken));

        void OnWait()
        {
            if (Interlocked.Exchange(ref isFirst, false))
            {
                onWait();
            }
        }
    }

    /// <returns>None when somebody has the delivery, and kept it.</returns>
    private async Task<ReconciliationResult?> RunAsync(DeliveryKey key, Action onWait, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < CommandClaims.Patience)
        {
            if (await claims.TryClaimAsync(key, askedAt: null) is { } claim)
            {
                return await claims.RepairAsync(claim, routes: await TakenAwayRoutesAsync(key)) is { Outcome: not null } result ? result : null;
            }

            onWait();
            await Task.Delay(LookAgain, time, cancellationToken);
        }

        return null;
    }

    /// <summary>What was taken away, and is back after a restore, may be of a route that is nowhere else any more.</summary>
    private async Task<IReadOnlyCollection<string>> TakenAwayRoutesAsync(DeliveryKey key)
    {
        var removed = await store.ReadTakenAwayAsync(key.Grafana, time.GetUtcNow() - StoreRetention.OfTakenAway, CancellationToken.None);
        return [.. removed.Where(taken => taken.Key.Subject == key.Subject).Select(taken => taken.Key.Route).Distinct()];
    }
}

/// <summary>How a resync ended.</summary>
internal abstract record ResyncResult
{
    private ResyncResult()
    {
    }

    /// <summary>Whether the incident is up to date in every Grafana.</summary>
    public abstract bool IsUpToDate { get; }

    /// <summary>incident.io did not say which incident a reference stands for.</summary>
    internal sealed record NotFetched(UpstreamFailure Failure) : ResyncResult
    {
        public override bool IsUpToDate => false;
    }

    /// <summary>It was worked on; the results say whether that went well, by Grafana. There is none where somebody else kept the delivery.</summary>
    internal sealed record Done(
        SubjectId Incident, IReadOnlyDictionary<string, ReconciliationResult?> Results, IReadOnlyList<LedgerEntry> Ledger) : ResyncResult
    {
        public override bool IsUpToDate => Results.Values.All(result => result?.Outcome is WorkOutcome.Succeeded);
    }
}
