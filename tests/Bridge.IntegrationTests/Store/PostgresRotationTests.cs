using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Processes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Bridge.IntegrationTests.Store;

/// <summary>Credentials of the database that are changed while the bridge runs: the user and the password, together.</summary>
public sealed class PostgresRotationTests(PostgresDatabases databases)
{
    private const string Setting = "Storage:ConnectionString";

    /// <summary>How a database and its user are written.</summary>
    public enum Form
    {
        Npgsql,
        Address,

        /// <summary>An address, with the user and the password beside it.</summary>
        Beside,
    }

    [Theory]
    [InlineData(Form.Npgsql)]
    [InlineData(Form.Address)]
    [InlineData(Form.Beside)]
    public async Task Another_user_is_used_at_once_by_everything_and_the_one_before_can_be_dropped(Form form)
    {
        var database = await databases.CreateAsync();
        var (before, after) = ($"before_{Guid.NewGuid():N}", $"after_{Guid.NewGuid():N}");
        await PostgresDatabases.ExecuteAsync(database, $"""
            CREATE ROLE owner_of_{before} NOLOGIN; GRANT ALL ON SCHEMA public TO owner_of_{before};
            CREATE ROLE {before} LOGIN IN ROLE owner_of_{before}; ALTER ROLE {before} SET role TO owner_of_{before};
            CREATE ROLE {after} LOGIN IN ROLE owner_of_{before}; ALTER ROLE {after} SET role TO owner_of_{before}
            """);
        await using (var bridge = await BridgeInstance.StartAsync(new(SettingsOf(form, database, before)) { ["Storage:Provider"] = "postgres" }))
        {
            bridge.Grafana.Remembers();
            bridge.IncidentIo.Has(new IncidentPayload("one"));
            await bridge.AnnounceAsync("one");
            await Eventually.IsTrueAsync(async () => await SessionsAsync(database, before) >= 2, "there are sessions, and one that listens");

            var configuration = (IConfigurationRoot)bridge.Services.GetRequiredService<IConfiguration>();
            foreach (var (key, value) in SettingsOf(form, database, after))
            {
                configuration[key] = value;
            }

            configuration.Reload();

            await Eventually.IsTrueAsync(async () => await SessionsAsync(database, before) == 0, "nobody is the user from before");
            bridge.IncidentIo.Has(new IncidentPayload("two"));
            await bridge.AnnounceAsync("two");
            await Eventually.IsTrueAsync(() => bridge.Grafana.CreatedBodies.Count == 2, "both are shown");
            await Eventually.IsTrueAsync(async () => await SessionsAsync(database, after) >= 2, "the new user listens too");
            await PostgresDatabases.ExecuteAsync(database, $"DROP ROLE {before}");
        }

        await PostgresDatabases.ExecuteAsync(database, $"DROP OWNED BY owner_of_{before} CASCADE; DROP ROLE {after}; DROP ROLE owner_of_{before}");
    }

    private static Dictionary<string, string?> SettingsOf(Form form, string database, string user)
    {
        var settings = new NpgsqlConnectionStringBuilder(database) { Username = user, Password = $"of {user}" };
        return form switch
        {
            Form.Npgsql => new() { [Setting] = settings.ConnectionString },
            Form.Address => new() { [Setting] = PostgresServer.AddressOf(settings.ConnectionString) },
            _ => new()
            {
                [Setting] = PostgresServer.AddressOf(database),
                ["Storage:User"] = user,
                ["Storage:Password"] = settings.Password,
            },
        };
    }

    private static async Task<long> SessionsAsync(string database, string user) =>
        (long)(await PostgresDatabases.ExecuteAsync(database, $"SELECT count(*) FROM pg_stat_activity WHERE usename = '{user}'"))!;
}
