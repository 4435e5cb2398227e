using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests.Chaos;

/// <summary>A PostgreSQL server of the run's own, which it may stop.</summary>
internal sealed class PostgresChaosStore : IChaosStore
{
    private readonly PostgresServer _server;
    private readonly SemaphoreSlim _oneAtATime = new(1);

    private PostgresChaosStore(PostgresServer server)
    {
        _server = server;
        Settings = new Dictionary<string, string>
        {
            ["Storage__Provider"] = "postgres",
            ["Storage__ConnectionString"] = server.ConnectionString,
        };
    }

    public string Name => "PostgreSQL";

    public ChaosLimits Limits => ChaosLimits.Postgres;

    public IReadOnlyDictionary<string, string> Settings { get; }

    public static async Task<PostgresChaosStore> CreateAsync() => new(await StartServerAsync());

    /// <summary>Skips the test when PostgreSQL is not installed. In CI it has to be.</summary>
    public static Task<PostgresServer> StartServerAsync()
    {
        if (PostgresServer.Obstacle is { } obstacle)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", obstacle);
            Assert.Fail(obstacle);
        }

        return PostgresServer.StartAsync();
    }

    public async Task<bool> StrikeAsync(PlannedFault fault, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);
        try
        {
            switch (fault.Kind)
            {
                case FaultKind.StoreRestarted:
                    await _server.StopAsync();
                    await Task.Delay(fault.Duration, TimeProvider.System, cancellationToken);
                    await _server.StartAgainAsync();
                    return true;
                case FaultKind.ConnectionsCut:
                    await PostgresServer.CutConnectionsAsync(_server.ConnectionString);
                    return true;
                default:
                    throw new InvalidOperationException($"PostgreSQL has no {fault.Kind}.");
            }
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public Task LoseAsync() =>
        PostgresServer.ExecuteAsync(_server.ConnectionString, "DROP SCHEMA public CASCADE; CREATE SCHEMA public");

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _oneAtATime.Dispose();
    }
}
