using Npgsql;

namespace Bridge.Store.Postgres;

/// <summary>The connections of a replica to the server, or to those of several servers that takes writes.</summary>
/// <remarks>
/// A failover leaves a pool full of connections that are dead, or that lead to a standby. Each of them would fail once, one statement after the
/// other, so the first that fails has all of them dropped, and with them what is remembered of which server is the primary.
/// </remarks>
internal sealed class PostgresPool : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Func<NpgsqlDataSource> _make;
    private readonly Func<string?> _user;
    private volatile Servers _servers;
    private volatile CancellationTokenSource _renewed = new();

    /// <param name="make">Makes connections to the server, or to all of them, as the user of now.</param>
    /// <param name="user">Who that is.</param>
    /// <param name="patience">How long a statement is waited for; for ever when it is zero.</param>
    public PostgresPool(Func<NpgsqlDataSource> make, Func<string?> user, TimeSpan patience)
    {
        (_make, _user) = (make, user);
        _servers = Servers.Of(make(), user());
        Patience = patience == TimeSpan.Zero ? Timeout.InfiniteTimeSpan : patience;
    }

    /// <summary>Canceled when the connections from before are those of another user.</summary>
    public CancellationToken Renewed => _renewed.Token;

    /// <summary>How long a statement is waited for. It is not cancelled then (<see cref="PostgresDatabase"/>).</summary>
    public TimeSpan Patience { get; }

    /// <exception cref="NpgsqlException">There is none to be had, whatever the reason is.</exception>
    /// <exception cref="StoreException">The server does not keep what a session has to be like.</exception>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var servers = _servers;
        try
        {
            return await servers.Connections.OpenConnectionAsync(cancellationToken);
        }
        catch (ObjectDisposedException) when (servers != _servers)
        {
            return await OpenAsync(cancellationToken);
        }
        catch (Exception exception) when (!PostgresFailure.IsOfTheDatabase(exception) && exception is not (StoreException or OperationCanceledException))
        {
            // Such as a client certificate that is half rotated, or no descriptor that is free: Npgsql passes on what it met.
            throw new NpgsqlException("The connection could not be opened", exception);
        }
    }

    /// <summary>Closes the connections that nobody uses; those in use are closed when their statement ends.</summary>
    public void Drop() => _servers.Drop();

    /// <summary>Goes on as another user, if there is one now. What the user from before has in hand is ended first.</summary>
    public void Renew()
    {
        Servers before;
        CancellationTokenSource renewed;
        lock (_lock)
        {
            var user = _user();
            if (user == _servers.User)
            {
                return;
            }

            (before, renewed) = (_servers, _renewed);
            _renewed = new CancellationTokenSource();
            _servers = Servers.Of(_make(), user);
        }

        renewed.Cancel();
        _ = before.DisposeAsync().AsTask();
    }

    public ValueTask DisposeAsync() => _servers.DisposeAsync();

    /// <summary>Connections of one user: to one server, or to that of several that takes writes.</summary>
    private sealed record Servers(NpgsqlDataSource Connections, NpgsqlMultiHostDataSource? Hosts, string? User) : IAsyncDisposable
    {
        public static Servers Of(NpgsqlDataSource servers, string? user) => servers is NpgsqlMultiHostDataSource hosts
            ? new Servers(hosts.WithTargetSession(TargetSessionAttributes.ReadWrite), hosts, user)
            : new Servers(servers, Hosts: null, user);

        public void Drop()
        {
            if (Hosts is null)
            {
                Connections.Clear();
            }
            else
            {
                Hosts.Clear();
                Hosts.ClearDatabaseStates();
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Connections.DisposeAsync();
            if (Hosts is not null)
            {
                await Hosts.DisposeAsync();
            }
        }
    }
}
