using System.Collections.Concurrent;
using System.ComponentModel;
using System.Reflection;
using Bridge.IntegrationTests.Hosting;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Store.Postgres;
using Microsoft.Extensions.Configuration;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>Whatever a connection string says, it is a fault of the settings, works, or is told in the store's own words.</summary>
public sealed class PostgresKeywordTests(PostgresDatabases databases)
{
    /// <summary>They say where the database is, and as whom it is opened.</summary>
    private static readonly string[] NotTried = ["Host", "Port", "Database", "Username", "Password", "Search Path"];

    /// <summary>Some wait for what does not come until their time is over, and cost nothing meanwhile.</summary>
    private const int AtOnce = 8;

    [Fact]
    public async Task Every_keyword_is_a_fault_or_works_or_is_told()
    {
        var database = await databases.CreateSchemaAsync();
        var untold = new ConcurrentQueue<string>();
        var several = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Odd().Where(pair => !NotTried.Contains(pair.Keyword)), several, async (pair, _) =>
        {
            var outcome = await OutcomeAsync($"{database};{pair.Keyword}={pair.Value}", async pool =>
            {
                await using var asked = new PostgresDatabase(pool);
                await asked.ExecuteAsync("SELECT 1");
            });
            if (outcome is not (null or StoreException or InvalidSettingsException) || outcome?.Message.Contains('\n', StringComparison.Ordinal) == true)
            {
                untold.Enqueue($"{pair.Keyword}={pair.Value}: {outcome}");
            }
        });

        Assert.Empty(untold);
    }

    [Theory]
    [InlineData("Timezone=odd")]
    [InlineData("Client Encoding=odd")]
    [InlineData("Options=odd")]
    [InlineData("Options=-c there_is_no_such_parameter=on")]
    public async Task What_the_server_takes_no_session_with_is_a_fault_of_the_settings(string pair)
    {
        var outcome = await OutcomeAsync($"{await databases.CreateSchemaAsync()};{pair}", async pool =>
        {
            await using var store = new PostgresStore(pool, ["main"]);
            await store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken);
        });

        var fault = Assert.Single(Assert.IsType<InvalidSettingsException>(outcome).Faults);
        Assert.Equal("Storage:ConnectionString", fault.Setting);
        Assert.StartsWith("cannot be used. PostgreSQL refused: ", fault.Problem, StringComparison.Ordinal);
    }

    private static async Task<Exception?> OutcomeAsync(string connectionString, Func<PostgresPool, Task> use)
    {
        var faults = new List<SettingFault>();
        var settings = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Storage:Provider"] = "postgres",
            ["Storage:ConnectionString"] = connectionString,
        }).Build();
        var storage = StorageOptions.Read(new SettingsSection(settings.GetSection("Storage"), "Storage", faults));
        if (faults.Count > 0)
        {
            return new InvalidSettingsException(faults);
        }

        return await Record.ExceptionAsync(async () => await use(PostgresConnections.ForStore(() => storage.ConnectionString!)));
    }

    private static IEnumerable<(string Keyword, string Value)> Odd() =>
        from property in typeof(NpgsqlConnectionStringBuilder).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let keyword = property.GetCustomAttribute<DisplayNameAttribute>()?.DisplayName
        where keyword is not null && property.CanWrite
        from value in ValuesOf(property.PropertyType)
        select (keyword, value);

    private static string[] ValuesOf(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { IsEnum: true } choice => Enum.GetNames(choice),
        var number when number == typeof(int) => ["-1", "1", "99999999"],
        var flag when flag == typeof(bool) => ["true"],
        _ => ["odd"],
    };
}
