using System.Collections.Concurrent;
using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Reconciliation;
using Bridge.States;
using Bridge.Store;

namespace Bridge.Commands.Backfill;

/// <summary>
/// Brings every incident of a range up to date in every Grafana, several at once, with the state that the list has: a thousand incidents cost
/// a handful of requests at incident.io. What is right already costs Grafana one search for thirty incidents and no write, so a backfill that was
/// stopped is simply run again.
/// </summary>
internal sealed class BackfillRun(
    IWorkReader work, CommandClaims claims, BackfillSearch searches, SubjectStates states, BridgeSettings settings, TimeProvider time)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);

    /// <param name="range">Which incidents.</param>
    /// <param name="tally">What came of it, also of one that is told to stop: what was begun is finished and counted.</param>
    /// <param name="meter">Shows how far it has come.</param>
    /// <param name="stop">Begins nothing more.</param>
    public async Task RunAsync(TimeRange range, BackfillTally tally, IProgressMeter meter, CancellationToken stop)
    {
        var history = new IncidentHistory(states, settings.Annotations);
        var busy = new ConcurrentQueue<(BackfillItem Item, IReadOnlyList<string> Grafanas)>();
        var options = new ParallelOptions
        {
            MaxDegreeOfParallelism = settings.Reconciliation.MaxConcurrency,
            CancellationToken = stop,
        };
        try
        {
            await Parallel.ForEachAsync(searches.ReadAsync(history.ReadAsync(range, meter, stop), stop), options, async (item, _) =>
            {
                tally.CountListed(AnnotationPolicy.IsPast(item.State.Incident!, settings.Annotations, ShownState.Nothing, time.GetUtcNow()));
                var left = await WorkAsync(item, [.. settings.Grafana.Select(grafana => grafana.Name)], tally);
                if (left.Count == 0)
                {
                    meter.Step();
                }
                else
                {
                    busy.Enqueue((item, left));
                }
            });
            await Parallel.ForEachAsync(busy, options, async (one, token) =>
            {
                await WaitAndWorkAsync(one.Item, one.Grafanas, tally, token);
                meter.Step();
            });
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            tally.Stopped = true;
        }

        tally.ListFailure = history.Failure;
    }

    /// <summary>Somebody has the delivery: the bridge, or a backfill that was killed. Both end, the one with its work, the other's lease runs out.</summary>
    private async Task WaitAndWorkAsync(BackfillItem item, IReadOnlyList<string> grafanas, BackfillTally tally, CancellationToken stop)
    {
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < CommandClaims.Patience)
        {
            grafanas = await WorkAsync(item, grafanas, tally);
            if (grafanas.Count == 0)
            {
                return;
            }

            await Task.Delay(LookAgain, time, stop);
        }

        tally.CountLeft();
    }

    /// <returns>The Grafanas in which somebody has the incident.</returns>
    private async Task<IReadOnlyList<string>> WorkAsync(BackfillItem item, IReadOnlyList<string> grafanas, BackfillTally tally)
    {
        var results = await Task.WhenAll(grafanas.Select(async grafana => (grafana, Result: await TryWorkAsync(item, grafana))));
        var done = results.Select(result => result.Result).OfType<ReconciliationResult>().ToList();
        if (done.Count > 0)
        {
            tally.Count(done);
        }

        return [.. results.Where(result => result.Result is null).Select(result => result.grafana)];
    }

    /// <returns>None when somebody has the delivery.</returns>
    private async Task<ReconciliationResult?> TryWorkAsync(BackfillItem item, string grafana)
    {
        var state = item.State;
        var key = new DeliveryKey(state.Id, grafana);
        if (await claims.TryClaimAsync(key, state.AskedAt) is { } claim)
        {
            return await claims.RepairAsync(claim, state, item.SearchFor(claim));
        }

        var known = (await work.ReadDeliveriesAsync([state.Id], CancellationToken.None))[state.Id].FirstOrDefault(delivery => delivery.Key == key);
        if (known is { PendingSince: not null })
        {
            // Whoever takes the event reads a newer state.
            return new ReconciliationResult(null, []);
        }

        // What is shown may be newer than the page, or another replica's clock may be off: then the incident is read by itself.
        if (await claims.TryClaimAsync(key, askedAt: null) is { } free)
        {
            return await claims.RepairAsync(free);
        }

        return null;
    }
}
