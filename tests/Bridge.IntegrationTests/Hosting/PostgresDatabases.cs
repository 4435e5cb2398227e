using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Processes;
using Npgsql;

[assembly: AssemblyFixture(typeof(PostgresDatabases))]

namespace Bridge.IntegrationTests.Hosting;

/// <summary>
/// A database for each test that asks for one, on one server for all: the one that <c>BRIDGE_TEST_POSTGRES</c> names by a connection
/// string, or one that is started when the first test asks.
/// </summary>
public sealed class PostgresDatabases : IAsyncDisposable
{
    private readonly string? _external = Environment.GetEnvironmentVariable("BRIDGE_TEST_POSTGRES");
    private readonly List<string> _names = [];
    private readonly Lazy<Task<PostgresServer>> _server = new(PostgresServer.StartAsync);
    private readonly Lazy<Task<string>> _shared;

    public PostgresDatabases() => _shared = new Lazy<Task<string>>(CreateAsync);

    /// <summary>Skips the test when there is no PostgreSQL. In CI there has to be one.</summary>
    public static void RequireServer() => Require(PostgresServer.Obstacle);

    /// <summary>The same for PgBouncer, in front of a server of the tests' own.</summary>
    public static void RequirePgBouncer()
    {
        RequireServer();
        Require(PgBouncerServer.Obstacle);
    }

    /// <returns>The connection string of an empty database of the test's own.</returns>
    public async Task<string> CreateAsync()
    {
        var server = await ServerAsync();
        var name = $"bridge_test_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"CREATE DATABASE {name}");
        lock (_names)
        {
            _names.Add(name);
        }

        return new NpgsqlConnectionStringBuilder(server) { Database = name }.ConnectionString;
    }

    /// <summary>
    /// As good as a database for a test that neither locks, nor notifies, nor cuts connections, and made in a hundredth of the time.
    /// </summary>
    /// <returns>The connection string of an empty schema in a database that such tests share.</returns>
    public async Task<string> CreateSchemaAsync()
    {
        var database = await _shared.Value;
        var name = $"test_{Guid.NewGuid():N}";
        await ExecuteAsync(database, $"CREATE SCHEMA {name}");
        return new NpgsqlConnectionStringBuilder(database) { SearchPath = name }.ConnectionString;
    }

    /// <summary>The server that all share, for a pooler that is to stand before it.</summary>
    /// <returns>The folder of its socket, or the host of the one that <c>BRIDGE_TEST_POSTGRES</c> names.</returns>
    public async Task<string> AddressAsync() => new NpgsqlConnectionStringBuilder(await ServerAsync()).Host!;

    /// <inheritdoc cref="PostgresServer.CutConnectionsAsync"/>
    public static Task CutConnectionsAsync(string database) => PostgresServer.CutConnectionsAsync(database);

    /// <inheritdoc cref="PostgresServer.ExecuteAsync"/>
    public static Task<object?> ExecuteAsync(string database, string sql) => PostgresServer.ExecuteAsync(database, sql);

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated)
        {
            await (await _server.Value).DisposeAsync();
            return;
        }

        foreach (var name in _names)
        {
            await ExecuteAsync(_external!, $"DROP DATABASE IF EXISTS {name} WITH (FORCE)");
        }
    }

    private static void Require(string? obstacle)
    {
        if (obstacle is not null)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", obstacle);
            Assert.Fail(obstacle);
        }
    }

    private async Task<string> ServerAsync()
    {
        if (!string.IsNullOrEmpty(_external))
        {
            return _external;
        }

        RequireServer();
        return (await _server.Value).ConnectionString;
    }
}
