using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Upstreams;

namespace Bridge.Commands.Resync;

/// <summary>Fetches one incident and brings its annotations up to date, now and whatever its state. Waits for whoever has it.</summary>
internal sealed class ResyncRun(IBridgeStore store, CommandClaims claims, IncidentClient incidents, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    /// <param name="asked">Which incident.</param>
    /// <param name="onWait">Called once, if somebody has it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<ResyncResult> RunAsync(AskedIncident asked, Action onWait, CancellationToken cancellationToken)
    {
        if (asked.Id is not { } id)
        {
            switch (await asked.FetchAsync(incidents, cancellationToken))
            {
                case IncidentResult.Found found:
                    id = found.Incident.Id;
                    break;
                case IncidentResult.Failed failed:
                    return new ResyncResult.NotFetched(failed.Failure);
                default:
                    throw new InvalidOperationException("No rule for the answer.");
            }
        }

        if (await ClaimAsync(id, onWait, cancellationToken) is not { } claim)
        {
            return new ResyncResult.Busy();
        }

        var result = await claims.ReconcileAsync(claim);
        return result.Outcome is null
            ? new ResyncResult.Busy()
            : new ResyncResult.Done(id, result, await store.ReadLedgerAsync(id, cancellationToken));
    }

    private async Task<Claim?> ClaimAsync(IncidentId id, Action onWait, CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        var isFirst = true;
        while (time.GetElapsedTime(since) < CommandClaims.Patience)
        {
            if (await claims.TryClaimAsync(id, stateAt: null) is { } claim)
            {
                return claim;
            }

            if (isFirst)
            {
                onWait();
                isFirst = false;
            }

            await Task.Delay(LookAgain, time, cancellationToken);
        }

        return null;
    }
}

/// <summary>How a resync ended.</summary>
internal abstract record ResyncResult
{
    private ResyncResult()
    {
    }

    /// <summary>incident.io did not say which incident a reference stands for.</summary>
    internal sealed record NotFetched(UpstreamFailure Failure) : ResyncResult;

    /// <summary>Somebody else has the incident, and kept it.</summary>
    internal sealed record Busy : ResyncResult;

    /// <summary>It was worked on; the result says whether that went well.</summary>
    internal sealed record Done(IncidentId Incident, ReconciliationResult Result, IReadOnlyList<LedgerEntry> Ledger) : ResyncResult;
}
