namespace Bridge.Simulator.Processes;

/// <summary>PgBouncer as Debian installs it, in front of a server, with no more settings than it needs to start.</summary>
public sealed class PgBouncerServer : IAsyncDisposable
{
    private const string Program = "/usr/sbin/pgbouncer";

    private readonly DirectoryInfo _folder = GuardedServer.MakeFolder("bridge-pgbouncer-");
    private GuardedServer? _server;

    private PgBouncerServer()
    {
    }

    /// <summary>Why none can be started here; null when one can.</summary>
    public static string? Obstacle => File.Exists(Program) ? null : $"PgBouncer is not installed ({Program}): apt-get install pgbouncer";

    /// <summary>The database <c>postgres</c> of the server behind it, as the superuser.</summary>
    public string ConnectionString => $"Host={_folder.FullName};Port=6432;Database=postgres;Username=bridge";

    /// <param name="address">The folder that has the socket of the server behind it.</param>
    /// <param name="mode">Its <c>pool_mode</c>.</param>
    /// <param name="settings">More lines for its settings.</param>
    public static async Task<PgBouncerServer> StartAsync(string address, string mode = "session", params IEnumerable<string> settings)
    {
        var bouncer = new PgBouncerServer();
        try
        {
            var users = bouncer.PathOf("users");
            await File.WriteAllTextAsync(users, "\"bridge\" \"\"\n", CancellationToken.None);
            await File.WriteAllLinesAsync(
                bouncer.PathOf("pgbouncer.ini"),
                [
                    "[databases]", $"* = host={address}", "[pgbouncer]", "listen_addr =", $"unix_socket_dir = {bouncer._folder.FullName}",
                    "auth_type = trust", $"auth_file = {users}", $"pool_mode = {mode}", .. settings,
                ],
                CancellationToken.None);
            bouncer._server = await GuardedServer.StartAsync(bouncer.PathOf("log"), bouncer.AnswersAsync, Program, bouncer.PathOf("pgbouncer.ini"));
            return bouncer;
        }
        catch
        {
            await bouncer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is { } server)
        {
            await server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>It listens before it names its socket so.</summary>
    private Task<bool> AnswersAsync() => Task.FromResult(File.Exists(PathOf(".s.PGSQL.6432")));
}
