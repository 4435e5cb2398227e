using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

public sealed class SqliteMigrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<long> Schemas => [.. EarlierSchema.Of("sqlite")];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => _folder.File("bridge.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void There_is_a_database_of_every_earlier_schema()
    {
        Assert.Equal(
            Enumerable.Range(1, (int)SqliteMigrations.NewestVersion - 1).Select(version => (long)version),
            EarlierSchema.Of("sqlite").Order());
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Database_of_an_earlier_schema_keeps_everything_and_its_work_goes_on(long schema)
    {
        Execute(EarlierSchema.Sql("sqlite", schema));
        await using var store = new SqliteStore(Database, EarlierSchema.Grafanas);

        await store.OpenAsync(StoreAccess.Bridge, Token);
        await EarlierSchema.AdmitAsync(store);

        await EarlierSchema.AssertKeptAsync(store);
        await EarlierSchema.AssertWorkGoesOnAsync(store);
    }

    [Theory]
    [MemberData(nameof(Schemas))]
    public async Task Bridge_and_commands_that_start_at_once_migrate_once(long schema)
    {
        Execute(EarlierSchema.Sql("sqlite", schema));
        await using var bridge = new SqliteStore(Database, EarlierSchema.Grafanas);
        var commands = Enumerable.Range(0, 6).Select(_ => new SqliteStore(Database, EarlierSchema.Grafanas)).ToList();

        await Task.WhenAll(
            commands.Select(command => Task.Run(() => command.OpenAsync(StoreAccess.Command, Token), Token))
                .Prepend(Task.Run(() => bridge.OpenAsync(StoreAccess.Bridge, Token), Token)));

        await EarlierSchema.AdmitAsync(bridge);
        await EarlierSchema.AssertKeptAsync(commands[0]);
        await EarlierSchema.AssertWorkGoesOnAsync(bridge);
        foreach (var command in commands)
        {
            await command.DisposeAsync();
        }
    }

    [Fact]
    public async Task Queue_of_the_schema_before_loses_nothing_that_waited()
    {
        Execute(EarlierSchema.Sql("sqlite", 3));
        Execute(EarlierSchema.Queue);
        await using var store = new SqliteStore(Database, EarlierSchema.Grafanas);

        await store.OpenAsync(StoreAccess.Bridge, Token);

        await EarlierSchema.AssertQueueAsync(store, leasesAreLeft: false);
    }

    [Fact]
    public async Task Numbers_that_two_entries_of_one_grafana_have_are_forgotten()
    {
        Execute(EarlierSchema.Sql("sqlite", 4));
        Execute(EarlierSchema.Doubles);
        await using var store = new SqliteStore(Database, EarlierSchema.Grafanas);

        await store.OpenAsync(StoreAccess.Bridge, Token);

        await EarlierSchema.AssertNoDoublesAsync(store);
    }

    private void Execute(string sql)
    {
        using var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString());
        session.Execute(sql);
    }
}
