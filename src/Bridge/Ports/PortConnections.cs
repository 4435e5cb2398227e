using Microsoft.AspNetCore.Connections;

namespace Bridge.Ports;

/// <summary>A connection of a port, as long as it is open.</summary>
internal sealed class PortConnection
{
    public PortConnection(Listener port, ConnectionContext connection)
    {
        Port = port;
        Connection = connection;
        Place = new LinkedListNode<PortConnection>(this);
    }

    public Listener Port { get; }

    public ConnectionContext Connection { get; }

    public FirstBytes FirstBytes { get; set; }

    /// <summary>Whether a request is worked on, or the last one broke off, which is counted there: what the server refuses then is the rest of it.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Its place among those that wait; in no list while a request is worked on.</summary>
    public LinkedListNode<PortConnection> Place { get; }
}

/// <summary>
/// The open connections of one port. When there is no place left, a newcomer gets that of the connection which has been without a request
/// for the longest time, so that a crowd that opens connections and sends nothing keeps nobody out.
/// </summary>
/// <param name="port">Which one.</param>
/// <param name="limit">How many connections it has at once.</param>
/// <param name="refusals">Hears of those that had to go.</param>
/// <param name="metrics">Hears how many there are.</param>
internal sealed class PortConnections(Listener port, int limit, PortRefusals refusals, ConnectionMetrics metrics)
{
    /// <summary>How many may be beyond the limit while those that were displaced are on their way out.</summary>
    private const int Leaving = 32;

    /// <summary>How long the next connection waits for that. It takes them a moment, and nobody else is served by then.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly LinkedList<PortConnection> _waiting = new();
    private TaskCompletionSource? _departure;
    private int _open;

    /// <summary>Waits until those that were displaced are gone, so that no crowd comes in faster than it is shown out.</summary>
    public async Task WaitForRoomAsync(CancellationToken cancellationToken)
    {
        Task departure;
        lock (_lock)
        {
            if (_open < limit + Leaving)
            {
                return;
            }

            _departure = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            departure = _departure.Task;
        }

        await departure.WaitAsync(Patience, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes a connection in, or says that there is no place.</summary>
    public bool TryAdd(ConnectionContext connection)
    {
        var entry = new PortConnection(port, connection);
        connection.Features.Set(entry);
        if (!TryAdd(entry, out var displaced))
        {
            refusals.Note(port, RefusalReason.Limit);
            return false;
        }

        if (displaced is not null)
        {
            refusals.Note(port, RefusalReason.Displaced);
            displaced.Connection.Abort(new ConnectionAbortedException("It waited for the longest time, and another came."));
        }

        return true;
    }

    /// <summary>A request has come: the connection keeps its place until <see cref="EndRequest"/>.</summary>
    public void BeginRequest(PortConnection connection)
    {
        lock (_lock)
        {
            Leave(connection);
        }
    }

    /// <summary>The request was answered.</summary>
    public void EndRequest(PortConnection connection)
    {
        lock (_lock)
        {
            _waiting.AddLast(connection.Place);
        }
    }

    /// <summary>Closes what has no request that is worked on: what idles, and what has sent half a request or has yet to read an answer.</summary>
    public void AbortWaiting()
    {
        PortConnection[] waiting;
        lock (_lock)
        {
            waiting = [.. _waiting];
        }

        Array.ForEach(waiting, connection => connection.Connection.Abort(new ConnectionAbortedException("The bridge stops.")));
    }

    /// <summary>The connection is closed.</summary>
    public void Remove(PortConnection connection)
    {
        lock (_lock)
        {
            Leave(connection);
            metrics.Open(port, --_open);
            _departure?.TrySetResult();
            _departure = null;
        }
    }

    private bool TryAdd(PortConnection entry, out PortConnection? displaced)
    {
        displaced = null;
        lock (_lock)
        {
            if (_open >= limit)
            {
                displaced = _open < limit + Leaving ? _waiting.First?.Value : null;
                if (displaced is null)
                {
                    return false;
                }

                Leave(displaced);
            }

            _waiting.AddLast(entry.Place);
            metrics.Open(port, ++_open);
            return true;
        }
    }

    private static void Leave(PortConnection connection) => connection.Place.List?.Remove(connection.Place);
}
