using System.Collections.Concurrent;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Commands.Backfill;

/// <summary>
/// Brings every incident of a range up to date, several at once, with the state that the list has: a thousand incidents cost a handful
/// of requests at incident.io. What is right already costs Grafana nothing, so a backfill that was stopped is simply run again.
/// </summary>
internal sealed class BackfillRun(
    IBridgeStore store, CommandClaims claims, IncidentClient incidents, BridgeSettings settings, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    public async Task<BackfillTally> RunAsync(TimeRange range, IProgressMeter meter, CancellationToken stop)
    {
        var tally = new BackfillTally();
        var history = new IncidentHistory(incidents, settings.Annotations);
        var busy = new ConcurrentQueue<Incident>();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = settings.Reconciliation.MaxConcurrency,
            CancellationToken = stop,
        };
        try
        {
            await Parallel.ForEachAsync(history.ReadAsync(range, meter, stop), options, async (incident, _) =>
            {
                tally.CountListed();
                if (await TryWorkAsync(incident, tally))
                {
                    meter.Step();
                }
                else
                {
                    busy.Enqueue(incident);
                }
            });
            await Parallel.ForEachAsync(busy, options, async (incident, token) =>
            {
                await WaitAndWorkAsync(incident, tally, token);
                meter.Step();
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // What was in progress is finished.
            tally.Stopped = true;
        }

        tally.ListFailure = history.Failure;
        return tally;
    }

    /// <summary>Somebody has the incident: the bridge, or a backfill that was killed. Both end, the one with its work, the other's lease runs out.</summary>
    private async Task WaitAndWorkAsync(Incident incident, BackfillTally tally, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < CommandClaims.Patience)
        {
            if (await TryWorkAsync(incident, tally))
            {
                return;
            }

            await Task.Delay(LookAgain, time, stop);
        }

        tally.CountLeft();
    }

    /// <returns>False when somebody has the incident.</returns>
    private async Task<bool> TryWorkAsync(Incident incident, BackfillTally tally)
    {
        if (await claims.TryClaimAsync(incident.Id, incident.UpdatedAt) is { } claim)
        {
            tally.Count(await claims.ReconcileAsync(claim, incident));
            return true;
        }

        var known = (await store.ReadWorkAsync([incident.Id], CancellationToken.None)).GetValueOrDefault(incident.Id);
        switch (known)
        {
            case { PendingSince: not null }:
                tally.CountLeft();
                return true;
            case { StateAt: { } shown } when shown > incident.UpdatedAt:
                tally.CountUnchanged();
                return true;
            default:
                return false;
        }
    }
}
