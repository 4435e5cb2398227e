using Bridge.Observability;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>
/// Works off many deliveries of one Grafana at once, as after an outage or in a storm of webhooks: by pages instead of one by one, so that
/// what incident.io allows in a second is not what limits it.
/// </summary>
/// <remarks>
/// No lease waits for a page. The queue is looked at, then the list is asked for, then each delivery is leased when its turn comes, and only
/// if the state was asked for after its newest event, and no newer one was shown meanwhile.
/// </remarks>
internal sealed partial class BacklogSweep(
    IDeliveryQueue queue,
    BacklogReader reader,
    DeliveryWork work,
    OpenEnds openEnds,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<BacklogSweep> logger)
{
    /// <summary>Deliveries of one look: a megabyte or two of memory.</summary>
    private const int MostAtOnce = 20_000;

    /// <summary>Whether enough of a lane's deliveries to a Grafana are due.</summary>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    public async Task<BacklogLook> LookAsync(IAnnotationTarget target, Lane lane, CancellationToken cancellationToken) => BacklogLook.At(
        await queue.ReadDueAsync(target.Name, lane, MostAtOnce, time.GetUtcNow(), cancellationToken), openEnds.NeedsNoState);

    /// <summary>Brings the deliveries up to date, as many of them as the lists have and some more.</summary>
    /// <param name="target">The Grafana.</param>
    /// <param name="due">From <see cref="LookAsync"/>.</param>
    /// <param name="room">Has a place for each delivery that may be worked on at once; others may take places too.</param>
    /// <param name="allBegun">Called when the last one is begun.</param>
    /// <param name="stop">No more is begun; what was begun is finished.</param>
    /// <param name="abandon">What was begun is left to its lease.</param>
    public async Task RunAsync(
        IAnnotationTarget target,
        IReadOnlyList<DueDelivery> due,
        SemaphoreSlim room,
        Action allBegun,
        CancellationToken stop,
        CancellationToken abandon)
    {
        var done = 0;
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Reconciliation.MaxConcurrency, CancellationToken = stop };
        try
        {
            await Parallel.ForEachAsync(ReadAllAsync(), options, async (item, token) =>
            {
                await room.WaitAsync(token);
                try
                {
                    if (await WorkAsync(target, item, abandon))
                    {
                        Interlocked.Increment(ref done);
                    }
                }
                finally
                {
                    room.Release();
                }
            });
        }
        finally
        {
            Log.Swept(logger, done, due.Count, target.Name);
        }

        async IAsyncEnumerable<BacklogItem> ReadAllAsync()
        {
            await foreach (var item in reader.ReadAsync(target, due, stop))
            {
                // The rest stays due, and goes when Grafana does.
                if (target.HeldUntil is not null)
                {
                    break;
                }

                yield return item;
            }

            allBegun();
        }
    }

    private async Task<bool> WorkAsync(IAnnotationTarget target, BacklogItem item, CancellationToken abandon)
    {
        var now = time.GetUtcNow();
        var state = item.State?.IsFresh(time) == true ? item.State : null;
        var leaseUntil = now + DeliveryTimes.OfBridge.Lease;
        var claim = state is not null && item.IsSinceLook
            ? await queue.TryClaimSeenAsync(target.Name, item.Due, now, leaseUntil, abandon)
            : await queue.TryClaimDueAsync(new DeliveryKey(item.Due.Subject, target.Name), state?.AskedAt, now, leaseUntil, abandon);
        if (claim is null)
        {
            return false;
        }

        var search = state is not null && item.Search?.CountsFor(claim, item.Due.LeaseToken) == true ? item.Search : null;
        await work.RunAsync(claim, state, new LookOrder(Search: search), abandon);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.BacklogSwept, LogLevel.Debug, "Worked by pages on {Deliveries} of {Due} deliveries that were due in Grafana {Grafana}.")]
        public static partial void Swept(ILogger logger, int deliveries, int due, string grafana);
    }
}
