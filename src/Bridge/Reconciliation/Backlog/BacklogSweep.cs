using Bridge.Observability;
using Bridge.Settings;
using Bridge.Store;

namespace Bridge.Reconciliation.Backlog;

/// <summary>
/// Works off many incidents at once, as after an outage or in a storm of webhooks: by pages instead of one by one, so that what incident.io
/// allows in a second is not what limits it.
/// </summary>
/// <remarks>
/// No lease waits for a page. The queue is looked at, then the list is asked for, then each incident is leased when its turn comes: the
/// lease is about the events of the look, and what came later keeps the incident due. An incident that somebody else had meanwhile is left
/// for the next look: what they learned of it may be newer than the page.
/// </remarks>
internal sealed partial class BacklogSweep(
    IBridgeStore store, BacklogReader reader, ClaimedWork work, BridgeSettings settings, TimeProvider time, ILogger<BacklogSweep> logger)
{
    /// <summary>Incidents of one look: a megabyte or two of memory.</summary>
    private const int MostAtOnce = 20_000;

    /// <summary>The incidents that are due, if they are more than a few; otherwise none.</summary>
    /// <exception cref="StoreException">The store could not be asked.</exception>
    public async Task<IReadOnlyList<DueIncident>> LookAsync(CancellationToken cancellationToken)
    {
        var due = await store.ReadDueAsync(MostAtOnce, time.GetUtcNow(), cancellationToken);
        return due.Count < BacklogQueries.From ? [] : due;
    }

    /// <summary>Brings the incidents up to date, as many of them as the lists have and some more.</summary>
    /// <param name="due">From <see cref="LookAsync"/>.</param>
    /// <param name="room">Has a place for each incident that may be worked on at once; others may take places too.</param>
    /// <param name="allBegun">Called when the last one is begun.</param>
    /// <param name="stop">No more is begun; what was begun is finished.</param>
    /// <param name="abandon">What was begun is left to its lease.</param>
    public async Task RunAsync(
        IReadOnlyList<DueIncident> due, SemaphoreSlim room, Action allBegun, CancellationToken stop, CancellationToken abandon)
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
                    if (await WorkAsync(item, abandon))
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
            Log.Swept(logger, done, due.Count);
        }

        async IAsyncEnumerable<BacklogItem> ReadAllAsync()
        {
            await foreach (var item in reader.ReadAsync(due, stop))
            {
                yield return item;
            }

            allBegun();
        }
    }

    private async Task<bool> WorkAsync(BacklogItem item, CancellationToken abandon)
    {
        var now = time.GetUtcNow();
        var state = item.StateAt(now);
        var claim = await store.TryClaimDueAsync(item.Due, state?.UpdatedAt, now, now + ClaimedWork.LeaseDuration, abandon);
        if (claim is null)
        {
            return false;
        }

        await (state is null
            ? work.RunAsync(claim, abandon)
            : work.RunAsync(claim, state, item.Search?.CountsFor(claim) == true ? item.Search : null, abandon));
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.BacklogSwept, LogLevel.Debug, "Worked on {Incidents} of {Due} incidents that were due, by pages.")]
        public static partial void Swept(ILogger logger, int incidents, int due);
    }
}
