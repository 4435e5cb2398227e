using System.Runtime.CompilerServices;
using System.Runtime.Versioning;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.Vocabulary;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

/// <summary>What the store does with its file, beyond what every store promises.</summary>
public sealed class SqliteFileTests : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteStore _store;

    public SqliteFileTests() => _store = new SqliteStore(Database, ["main"]);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private IEnumerable<string> Files() => new[] { "", "-wal", "-shm", ".lock" }.Select(ending => Database + ending);

    private string Database => Path.Combine(_folder.Path, "not", "there", "yet", "bridge.db");

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task First_start_makes_the_folder_and_the_file()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);

        Assert.True(File.Exists(Database));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_is_made_is_for_this_user_alone()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(Database)!));
        Assert.All(Files(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file)));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task What_an_earlier_version_left_open_is_closed()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await _store.DisposeAsync();
        const UnixFileMode Open = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        File.SetUnixFileMode(Database, Open);
        File.SetUnixFileMode($"{Database}.lock", Open | UnixFileMode.GroupWrite);

        await using var next = new SqliteStore(Database, ["main"]);
        await next.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(next, "INC1");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Database));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode($"{Database}-wal"));

        // A group that may write was let in on purpose.
        Assert.Equal(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite,
            File.GetUnixFileMode($"{Database}.lock"));
    }

    [Fact]
    public async Task Lease_of_a_killed_process_is_released_at_the_next_start()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        var orphaned = await ClaimOneAsync(_store);
        await _store.DisposeAsync();

        await using var next = new SqliteStore(Database, ["main"]);
        await next.OpenAsync(StoreAccess.Bridge, Token);

        var claim = await ClaimOneAsync(next);
        Assert.True(claim.LeaseToken > orphaned.LeaseToken);
        Assert.False(await next.CompleteAsync(orphaned, new WorkOutcome.Succeeded(null), Start, TimeSpan.Zero, Token));
    }

    [Fact]
    public async Task Second_bridge_on_the_same_file_does_not_start()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await using var second = new SqliteStore(Database, ["main"]);

        var refusal = await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync(StoreAccess.Bridge, Token));

        Assert.StartsWith("Storage:Path: ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("in use by another bridge", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(Database, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refused_second_bridge_does_not_disturb_the_first()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        var claim = await ClaimOneAsync(_store);
        await using (var second = new SqliteStore(Database, ["main"]))
        {
            await Assert.ThrowsAsync<StoreException>(() => second.OpenAsync(StoreAccess.Bridge, Token));
        }

        Assert.True(await _store.CompleteAsync(claim, new WorkOutcome.Retry(FailureReason.Server, Start), Start, TimeSpan.Zero, Token));
        await using var third = new SqliteStore(Database, ["main"]);
        await Assert.ThrowsAsync<StoreException>(() => third.OpenAsync(StoreAccess.Bridge, Token));
    }

    [Fact]
    public async Task File_is_free_again_after_closing()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await _store.DisposeAsync();

        await using var next = new SqliteStore(Database, ["main"]);
        await next.OpenAsync(StoreAccess.Bridge, Token);
        await next.ProbeAsync(Token);
    }

    [Fact]
    public async Task Every_commit_goes_through_the_log_to_the_disk()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);

        Assert.Equal("wal", Scalar(Database, "PRAGMA journal_mode"));
        const long Full = 2;
        Assert.Equal(Full, await WriterOf(_store).WriteAsync(session => session.Scalar("PRAGMA synchronous")));
    }

    [Fact]
    public async Task What_was_answered_is_in_the_files_although_the_process_never_closed_them()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        var copy = _folder.File("copy.db");
        File.Copy(Database, copy);
        File.Copy($"{Database}-wal", $"{copy}-wal");

        await using var next = new SqliteStore(copy, ["main"]);
        await next.OpenAsync(StoreAccess.Bridge, Token);

        Assert.Equal("INC1", (await ClaimOneAsync(next)).Subject.Value);
    }

    [Fact]
    public async Task Probe_writes_to_the_disk()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        var log = new FileInfo($"{Database}-wal");
        var before = log.Length;

        await _store.ProbeAsync(Token);

        log.Refresh();
        Assert.True(log.Length > before);
    }

    [Fact]
    public async Task Full_disk_refuses_webhooks_and_is_over_when_there_is_room_again()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        var writer = WriterOf(_store);
        await AcceptAsync(_store, "INC1");
        await writer.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 1"));

        var refusal = await Record.ExceptionAsync(async () =>
        {
            for (var number = 0; number < 1000; number++)
            {
                await AcceptAsync(_store, $"INC-{number}");
            }
        });
        await writer.WriteAsync(session => session.Scalar("PRAGMA max_page_count = 1000000"));

        Assert.Contains("full", Assert.IsType<StoreException>(refusal).Message, StringComparison.Ordinal);
        await AcceptAsync(_store, "INC2");
    }

    [Fact]
    public async Task Program_that_holds_the_file_too_long_makes_a_webhook_refused_before_its_sender_gives_up()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        using var program = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString());
        program.Execute("BEGIN EXCLUSIVE");

        await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(_store, "INC1").WaitAsync(TimeSpan.FromSeconds(8), Token));

        program.Execute("ROLLBACK");
        Assert.Equal(AcceptResult.Stored, await AcceptAsync(_store, "INC1"));
    }

    [Fact]
    public async Task File_that_is_deleted_under_a_running_bridge_fails_loudly_and_is_not_made_anew()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        await _store.ReadDeadLettersAsync(1, Token);
        foreach (var file in new[] { "", "-wal", "-shm" })
        {
            File.Delete(Database + file);
        }

        var write = await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(_store, "INC2"));
        var probe = await Assert.ThrowsAsync<StoreException>(() => _store.ProbeAsync(Token));
        var read = await Assert.ThrowsAsync<StoreException>(() => _store.ReadDeadLettersAsync(1, Token));

        Assert.Contains($"{Database} was deleted", write.Message, StringComparison.Ordinal);
        Assert.Equal(write.Message, probe.Message);
        Assert.Equal(write.Message, read.Message);
        Assert.False(File.Exists(Database));
    }

    [Theory]
    [InlineData("-wal")]
    [InlineData("-shm")]
    public async Task Part_of_the_database_that_is_deleted_is_noticed_and_what_was_answered_is_kept(string part)
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        File.Delete(Database + part);

        var write = await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(_store, "INC2"));
        using (var backup = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString()))
        {
            // A backup makes the file anew. That is not the one that the bridge has.
            backup.Scalar("SELECT count(*) FROM webhooks");
            await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(_store, "INC2"));
        }

        var probe = await Assert.ThrowsAsync<StoreException>(() => _store.ProbeAsync(Token));
        var copy = _folder.File("copy.db");
        File.Copy(Database, copy);
        if (File.Exists($"{Database}-wal"))
        {
            File.Copy($"{Database}-wal", $"{copy}-wal");
        }

        await using var next = new SqliteStore(copy, ["main"]);
        await next.OpenAsync(StoreAccess.Bridge, Token);
        Assert.StartsWith($"{Database}{part} was deleted while the bridge ran", write.Message, StringComparison.Ordinal);
        Assert.Equal(write.Message, probe.Message);
        Assert.Equal("INC1", (await ClaimOneAsync(next)).Subject.Value);
    }

    [Fact]
    public async Task File_that_another_one_takes_the_place_of_is_noticed()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        File.Copy(Database, _folder.File("restored.db"));
        File.Move(_folder.File("restored.db"), Database, overwrite: true);

        var write = await Assert.ThrowsAsync<StoreException>(() => AcceptAsync(_store, "INC2"));
        var read = await Assert.ThrowsAsync<StoreException>(() => _store.ReadDeadLettersAsync(1, Token));

        Assert.StartsWith($"{Database} was replaced while the bridge ran", write.Message, StringComparison.Ordinal);
        Assert.Equal(write.Message, read.Message);
    }

    [Fact]
    public async Task Lock_that_cannot_be_opened_is_not_called_another_bridge()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Database)!);
        File.CreateSymbolicLink($"{Database}.lock", $"{Database}.lock");

        var refusal = await Assert.ThrowsAsync<StoreException>(() => _store.OpenAsync(StoreAccess.Bridge, Token));

        Assert.StartsWith($"Storage:Path: {Database}.lock, which keeps a second bridge away, cannot be opened or made: ", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another bridge", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DROP TABLE grafanas")]
    [InlineData("ALTER TABLE jobs RENAME COLUMN lease_token TO token")]
    [InlineData("CREATE TRIGGER full BEFORE INSERT ON deliveries BEGIN SELECT raise(ABORT, 'no room'); END")]
    public async Task Probe_needs_what_a_webhook_and_its_delivery_need(string damage)
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await _store.ProbeAsync(Token);
        await WriterOf(_store).WriteAsync(session => session.Execute(damage));

        await Assert.ThrowsAsync<StoreException>(() => _store.ProbeAsync(Token));
    }

    [Fact]
    public async Task Closing_lets_go_of_the_file_also_for_those_who_read()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _store.ReadStatisticsAsync(Token)));
        var hadLog = File.Exists($"{Database}-wal");

        await _store.DisposeAsync();

        // SQLite removes it with the last connection.
        Assert.Equal((true, false), (hadLog, File.Exists($"{Database}-wal")));
    }

    [Fact]
    public async Task Log_that_grew_behind_a_slow_reader_gives_its_space_back()
    {
        const long Limit = 32 * 1024 * 1024;
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await AcceptAsync(_store, "INC1");
        using (var reader = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString()))
        {
            reader.Execute("BEGIN");
            reader.Scalar("SELECT count(*) FROM webhooks");
            await WriterOf(_store).WriteAsync(session => session.Execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000) INSERT INTO webhooks SELECT 'msg_' || random() || i, i FROM n"));
            reader.Execute("COMMIT");
        }

        var log = new FileInfo($"{Database}-wal");
        var before = log.Length;
        for (var number = 0; number < 10; number++)
        {
            await _store.ProbeAsync(Token);
        }

        log.Refresh();
        Assert.InRange(before, Limit + 1, long.MaxValue);
        Assert.InRange(log.Length, 0, Limit);
    }

    private static Task<AcceptResult> AcceptAsync(SqliteStore store, string incident) => store.AcceptAsync(
        new WebhookReceipt($"msg_{incident}", SubjectId.Parse(incident), Start, TimeSpan.Zero, TraceParent: null), Token);

    private static async Task<Claim> ClaimOneAsync(SqliteStore store) =>
        Assert.Single((await store.ClaimAsync("main", Lane.Incidents, 10, Start, Start.AddMinutes(2), Token)).Claims);

    private static object? Scalar(string file, string sql)
    {
        using var session = new SqliteSession(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        return session.Scalar(sql);
    }

    /// <summary>Some settings of SQLite belong to a connection, so that only the writer's own can tell.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Writer")]
    private static extern SqliteWriter WriterOf(SqliteStore store);
}
