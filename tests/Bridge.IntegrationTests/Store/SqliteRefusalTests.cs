using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

/// <summary>Files that the store does not start on, and what it says then.</summary>
public sealed class SqliteRefusalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Database_of_a_newer_version_is_refused_with_what_to_do()
    {
        Execute(_folder.File("bridge.db"), "PRAGMA user_version = 9999");

        var message = await RefusalOfAsync(_folder.File("bridge.db"));

        Assert.Contains("schema 9999", message, StringComparison.Ordinal);
        Assert.Contains($"up to {SqliteMigrations.NewestVersion}", message, StringComparison.Ordinal);
        Assert.Contains("Run the newer version", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task File_that_is_not_a_database_is_refused_and_left_as_it_is()
    {
        var file = _folder.File("bridge.db");
        var text = string.Join('\n', Enumerable.Repeat("These are somebody's notes.", 200));
        await File.WriteAllTextAsync(file, text, TestContext.Current.CancellationToken);

        var message = await RefusalOfAsync(file);

        Assert.StartsWith($"Storage:Path: cannot open {file}: ", message, StringComparison.Ordinal);
        Assert.Contains("not a database", message, StringComparison.Ordinal);
        Assert.Equal(text, await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Folder_that_cannot_be_made_is_refused()
    {
        await File.WriteAllTextAsync(_folder.File("data"), "a file", TestContext.Current.CancellationToken);
        var file = Path.Combine(_folder.File("data"), "bridge.db");

        Assert.StartsWith($"Storage:Path: cannot open {file}: ", await RefusalOfAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_that_must_not_be_written_to_is_refused()
    {
        // Permissions do not stop root; the kernel's own file system does.
        const string File = "/sys/incident-bridge/bridge.db";

        Assert.StartsWith($"Storage:Path: cannot open {File}: ", await RefusalOfAsync(File), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Folder_in_the_place_of_the_file_is_refused()
    {
        var folder = _folder.File("bridge.db");
        Directory.CreateDirectory(folder);

        Assert.StartsWith($"Storage:Path: cannot open {folder}: ", await RefusalOfAsync(folder), StringComparison.Ordinal);
    }

    private static async Task<string> RefusalOfAsync(string file)
    {
        await using var store = new SqliteStore(file, ["main"]);
        var refusal = await Assert.ThrowsAsync<StoreException>(() => store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken));
        return refusal.Message;
    }

    private static void Execute(string file, string sql)
    {
        using var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        session.Execute(sql);
    }
}
