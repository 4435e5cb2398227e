using Bridge.Reconciliation.Backlog;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>What the loop does when more is due than it has room for.</summary>
internal sealed partial class DeliveryLoop
{
    /// <summary>
    /// How often a backlog is looked for in a storm, in which incidents become due one after the other: without the pause they would be
    /// too few each time to be read by pages.
    /// </summary>
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(1);

    private volatile Sweeping _sweeping;
    private volatile bool _mayBeBacklog;
    private long? _sweptAt;
    private long? _lookedAt;

    /// <returns>Whether one is worked off from now on.</returns>
    private async Task<bool> LookForBacklogAsync(CancellationToken stoppingToken)
    {
        _mayBeBacklog = false;
        if (_lookedAt is { } lookedAt && _time.GetElapsedTime(lookedAt) < SweepInterval)
        {
            return false;
        }

        var look = await backlog.LookAsync(target, lane, stoppingToken);
        if (look.Due.Count == 0)
        {
            // Thousands of ends to move are much to look through each time that some of them are done.
            _lookedAt = look.HasMany ? _time.GetTimestamp() : null;
            return false;
        }

        _lookedAt = null;
        _sweeping = look.IsAwaited ? Sweeping.Events : Sweeping.ByItself;
        _sweptAt = look.IsAwaited ? _time.GetTimestamp() : null;
        _running.Add(SweepAsync(look.Due, stoppingToken));
        return true;
    }

    /// <summary>
    /// Starts work on events beside the sweep of what nobody waits for; each takes its place as soon as one is free. Where none becomes free, the
    /// loop turns all the same: it is the work that hangs, and not the loop.
    /// </summary>
    private async Task ClaimEventsAsync(CancellationToken stoppingToken)
    {
        var now = _time.GetUtcNow();
        var due = await queue.ReadDueAsync(target.Name, lane, BacklogQueries.From, now, stoppingToken);
        foreach (var one in due.Where(BacklogLook.IsEvent))
        {
            if (!await _room.WaitAsync(LongestWait, stoppingToken))
            {
                return;
            }

            health.Beat(Name);
            var key = new DeliveryKey(one.Subject, target.Name);
            if (await TryClaimAsync(key) is { } claim)
            {
                _running.Add(WorkAsync(claim));
            }
            else
            {
                _room.Release();
            }
        }
    }

    private async Task<Claim?> TryClaimAsync(DeliveryKey key)
    {
        try
        {
            var now = _time.GetUtcNow();
            return await queue.TryClaimDueAsync(key, askedAt: null, now, now + DeliveryTimes.OfBridge.Lease, CancellationToken.None);
        }
        catch
        {
            _room.Release();
            throw;
        }
    }

    private async Task SweepAsync(IReadOnlyList<DueDelivery> due, CancellationToken stoppingToken)
    {
        var isOver = false;
        try
        {
            await backlog.RunAsync(target, due, _room, End, stoppingToken, _abandon.Token);
        }
        catch (OperationCanceledException)
        {
            // The process ends, as above.
        }
        catch (Exception exception)
        {
            Log.SweepFailed(logger, exception is StoreException ? null : exception, target.Name, exception.Message);
        }
        finally
        {
            End();
        }

        // What the sweep has begun goes on beside the next one: a delivery that takes long keeps no others waiting.
        void End()
        {
            if (!Interlocked.Exchange(ref isOver, true))
            {
                // In a storm there are more by now.
                _mayBeBacklog = true;
                _sweeping = Sweeping.Nothing;
                _wakeUps.Wake();
            }
        }
    }

    private enum Sweeping
    {
        Nothing,

        /// <summary>What somebody waits for. What comes meanwhile waits, so that enough wait for pages again.</summary>
        Events,

        /// <summary>What the bridge wants to look at by itself. Events do not wait for it.</summary>
        ByItself,
    }
}
