using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary>A PostgreSQL server for one test, which is skipped where PostgreSQL is not installed. In CI it has to be.</summary>
internal sealed class PostgresForTest : IAsyncDisposable
{
    private readonly PostgresServer _server;

    private PostgresForTest(PostgresServer server) => _server = server;

    public string ConnectionString => _server.ConnectionString;

    public static async Task<PostgresForTest> StartAsync()
    {
        if (PostgresServer.Obstacle is { } obstacle)
        {
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", obstacle);
            Assert.Fail(obstacle);
        }

        return new PostgresForTest(await PostgresServer.StartAsync());
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
