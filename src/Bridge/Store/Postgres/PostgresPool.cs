using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>The connections of a replica to the server, or to those of several servers that takes writes.</summary>
/// <remarks>
/// A failover leaves a pool full of connections that are dead, or that lead to a standby. Each of them would fail once, one statement after the
/// other, so the first that fails has all of them dropped, and with them what is remembered of which server is the primary.
/// </remarks>
internal sealed class PostgresPool : IAsyncDisposable
{
    private readonly NpgsqlDataSource _connections;
    private readonly NpgsqlMultiHostDataSource? _hosts;

    /// <param name="connections">The server, or all of them.</param>
    /// <param name="patience">How long a statement is waited for; for ever when it is zero.</param>
    public PostgresPool(NpgsqlDataSource connections, TimeSpan patience)
    {
        _hosts = connections as NpgsqlMultiHostDataSource;
        _connections = _hosts?.WithTargetSession(TargetSessionAttributes.ReadWrite) ?? connections;
        Patience = patience == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience;
    }

    /// <summary>How long a statement is waited for. It is not cancelled then (<see cref="PostgresDatabase"/>).</summary>
    public TimeSpan Patience { get; }

    /// <exception cref="NpgsqlException">There is none to be had, whatever the reason is.</exception>
    /// <exception cref="StoreException">The server does not keep what a session has to be like.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _connections.OpenConnectionAsync(cancellationToken);
        }
        catch (Exception exception) when (!PostgresFailure.IsOfTheDatabase(exception) && exception is not (StoreException or OperationCanceledException))
        {
            // Such as a client certificate that is half rotated, or no descriptor that is free: Npgsql passes on what it met.
            throw new NpgsqlException("The connection could not be opened", exception);
        }
    }

    /// <summary>Closes the connections that nobody uses; those in use are closed when their statement ends.</summary>
    public void Drop()
    {
        if (_hosts is null)
        {
            _connections.Clear();
        }
        else
        {
            _hosts.Clear();
            _hosts.ClearDatabaseStates();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _connections.DisposeAsync();
        if (_hosts is not null)
        {
            await _hosts.DisposeAsync();
        }
    }
}
