namespace Bridge.Simulator.Processes;

/// <summary>Two servers at two addresses: one takes writes, and the other follows it as a streaming standby. They change places.</summary>
public sealed class PostgresCluster : IAsyncDisposable
{
    private readonly DirectoryInfo _addresses = GuardedServer.MakeFolder("bridge-cluster-");
    private readonly PostgresServer?[] _servers = new PostgresServer?[2];
    private int _primary;

    private PostgresCluster()
    {
    }

    public PostgresServer Primary => _servers[_primary]!;

    public PostgresServer Standby => _servers[1 - _primary]!;

    /// <summary>The database, by the addresses of both servers.</summary>
    public string ConnectionString => $"Host={Address(0)},{Address(1)};Database=postgres;Username=bridge";

    /// <summary>One address for both, which <see cref="Move"/> moves: a name in the DNS, a virtual address, a Service.</summary>
    public string MovingAddress => Path.Combine(_addresses.FullName, "primary");

    /// <param name="isSynchronous">Whether a commit waits until the standby has it on its disk.</param>
    public static async Task<PostgresCluster> StartAsync(bool isSynchronous)
    {
        var cluster = new PostgresCluster();
        try
        {
            cluster.Place(0, await PostgresServer.StartAsync());
            if (isSynchronous)
            {
                // The standby has it too, for the time when it is the primary.
                await cluster.Primary.SetAsync("synchronous_standby_names", "*");
            }

            await cluster.AddStandbyAsync();
            cluster.Move(cluster.Primary);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>The primary ends, and the standby takes its place. Nobody follows it yet.</summary>
    /// <param name="isCrash">Whether the primary ends where it is, or hands over all that it has.</param>
    public async Task FailOverAsync(bool isCrash)
    {
        var former = Primary;
        if (isCrash)
        {
            await former.CrashAsync();
        }
        else
        {
            // A primary that stops waits for who follows it, and for nobody who is about to come back.
            while (await PostgresServer.ExecuteAsync(former.ConnectionString, "SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") is 0L)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, CancellationToken.None);
            }

            await former.StopAsync();
        }

        await Standby.PromoteAsync();
        _servers[_primary] = null;
        _primary = 1 - _primary;
        await former.DisposeAsync();
    }

    /// <summary>A new standby, at the address of the server that is gone, as if that came back.</summary>
    public async Task AddStandbyAsync() => Place(1 - _primary, await Primary.StartStandbyAsync());

    /// <summary>Lets <see cref="MovingAddress"/> lead to a server. Connections that there are stay where they are.</summary>
    public void Move(PostgresServer server) => Link(MovingAddress, server);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.OfType<PostgresServer>())
        {
            await server.DisposeAsync();
        }

        _addresses.Delete(recursive: true);
    }

    private string Address(int place) => Path.Combine(_addresses.FullName, place == 0 ? "a" : "b");

    private void Place(int place, PostgresServer server)
    {
        _servers[place] = server;
        Link(Address(place), server);
    }

    private static void Link(string address, PostgresServer server)
    {
        File.Delete(address);
        File.CreateSymbolicLink(address, server.Folder);
    }
}
