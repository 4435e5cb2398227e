using System.Globalization;
using Bridge.Commands.Check;
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

    [Theory]
    [InlineData("CREATE TABLE jobs (name TEXT)")]
    [InlineData("CREATE TABLE notes (text TEXT); PRAGMA user_version = NEWEST")]
    public async Task Database_of_another_program_is_refused_and_left_as_it_is(string made)
    {
        var file = _folder.File("bridge.db");
        Execute(file, made.Replace("NEWEST", SqliteMigrations.NewestVersion.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal));

        var message = await RefusalOfAsync(file);
        var check = await StoreCheck.RunAsync(new StorageOptions { Path = file }, TestContext.Current.CancellationToken);

        Assert.Matches("It is the database of another program|no such table", message);
        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.Equal(1L, Scalar(file, "SELECT count(*) FROM sqlite_schema"));
    }

    [Fact]
    public async Task Damaged_file_fails_the_check()
    {
        var file = await MadeAsync();
        Execute(file, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000) INSERT INTO webhooks SELECT 'msg_' || i, i FROM n");
        await using (var bytes = new FileStream(file, FileMode.Open, FileAccess.Write))
        {
            bytes.Position = bytes.Length / 2;
            await bytes.WriteAsync(new byte[16_384], TestContext.Current.CancellationToken);
        }

        var check = await StoreCheck.RunAsync(new StorageOptions { Path = file }, TestContext.Current.CancellationToken);

        Assert.Equal(CheckStatus.Failed, check.Status);
        Assert.StartsWith($"{file} is damaged: ", check.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lock_that_no_bridge_could_take_fails_the_check_and_one_that_is_taken_does_not()
    {
        var file = await MadeAsync();
        await using var store = new SqliteStore(file, ["main"]);
        await store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken);
        var taken = await StoreCheck.RunAsync(new StorageOptions { Path = file }, TestContext.Current.CancellationToken);
        await store.DisposeAsync();
        File.Delete($"{file}.lock");
        Directory.CreateDirectory($"{file}.lock");

        var check = await StoreCheck.RunAsync(new StorageOptions { Path = file }, TestContext.Current.CancellationToken);
        Directory.Delete($"{file}.lock");
        File.Delete(file);
        File.CreateSymbolicLink($"{file}.lock", $"{file}.lock");
        var before = await StoreCheck.RunAsync(new StorageOptions { Path = file }, TestContext.Current.CancellationToken);

        Assert.Equal((CheckStatus.Ok, true), (taken.Status, taken.Message.EndsWith(" A bridge is using it.", StringComparison.Ordinal)));
        Assert.All([check, before], result => Assert.Equal(CheckStatus.Failed, result.Status));
        Assert.All([check, before], result => Assert.StartsWith($"Storage:Path: {file}.lock", result.Message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Check_leaves_in_the_database_what_was_there()
    {
        var file = await MadeAsync();
        var check = await StoreCheck.RunAsync(new StorageOptions { Path = file }, TestContext.Current.CancellationToken);

        Assert.Equal((CheckStatus.Ok, $"{file} is there and may be written, schema {SqliteMigrations.NewestVersion}."), (check.Status, check.Message));
        Assert.All(
            ["webhooks", "deliveries", "annotations", "taken_away", "jobs", "grafanas"],
            table => Assert.Equal(0L, Scalar(file, $"SELECT count(*) FROM {table}")));
        Assert.Equal(["bridge.db", "bridge.db.lock"], Directory.GetFiles(_folder.Path).Select(Path.GetFileName).Order());
    }

    /// <summary>A database that a bridge has made, and has closed.</summary>
    private async Task<string> MadeAsync()
    {
        await using var store = new SqliteStore(_folder.File("bridge.db"), ["main"]);
        await store.OpenAsync(StoreAccess.Bridge, TestContext.Current.CancellationToken);
        return _folder.File("bridge.db");
    }

    private static object? Scalar(string file, string sql)
    {
        using var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        return session.Scalar(sql);
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
