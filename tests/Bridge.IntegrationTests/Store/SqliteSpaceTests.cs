using System.Runtime.CompilerServices;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Bridge.Vocabulary;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

/// <summary>The file does not keep the size of its worst day.</summary>
public sealed class SqliteSpaceTests : IAsyncDisposable
{
    private const long NotAtAll = 0;
    private const long Incremental = 2;

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteStore _store;

    public SqliteSpaceTests() => _store = new SqliteStore(Database, EarlierSchema.Grafanas);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string Database => _folder.File("bridge.db");

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(1000, 0, 0)]
    [InlineData(1000, 256, 0)]
    [InlineData(1000, 257, 1)]
    [InlineData(9_000, 1_000, 0)]
    [InlineData(9_000, 1_800, 900)]
    [InlineData(10_000, 9_990, 9_734)]
    public void What_is_free_beyond_an_eighth_and_beyond_a_megabyte_may_go(long pages, long free, long surplus)
    {
        Assert.Equal(surplus, SqliteSpace.Surplus(pages, free));
    }

    [Fact]
    public async Task File_is_within_twice_its_size_again_once_ten_times_as_much_was_forgotten()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await FillAsync(first: 1, count: 40_000);
        await _store.DisposeAsync();
        var before = new FileInfo(Database).Length;

        await using var store = new SqliteStore(Database, EarlierSchema.Grafanas);
        await store.OpenAsync(StoreAccess.Bridge, Token);
        await FillAsync(first: 40_001, count: 360_000, store);
        var forgotten = await RepeatAsync(limit => store.ForgetWebhooksAsync(At(360_001), limit, Token), 1000);
        var pages = await RepeatAsync(limit => store.GiveSpaceBackAsync(limit, Token), 500);
        await store.DisposeAsync();

        Assert.Equal(360_000, forgotten);
        Assert.True(pages > 1000);
        Assert.InRange(new FileInfo(Database).Length, 0, 2 * before);
    }

    [Fact]
    public async Task Each_step_is_a_little_one_and_webhooks_are_taken_between_the_steps()
    {
        await _store.OpenAsync(StoreAccess.Bridge, Token);
        await FillAsync(first: 1, count: 50_000);
        var retention = Task.Run(
            async () =>
            {
                await RepeatAsync(limit => _store.ForgetWebhooksAsync(At(50_001), limit, Token), 1000);
                Assert.Equal(10, await _store.GiveSpaceBackAsync(10, Token));
                await RepeatAsync(limit => _store.GiveSpaceBackAsync(limit, Token), 10);
            },
            Token);

        var taken = 0;
        while (!retention.IsCompleted)
        {
            Assert.Equal(AcceptResult.Stored, await AcceptAsync($"msg_{taken++}"));
        }

        await retention;
        Assert.True(taken > 20, $"Only {taken} webhooks were taken meanwhile.");
    }

    [Fact]
    public async Task Small_file_of_an_earlier_version_is_made_able_to_shrink()
    {
        Execute(EarlierSchema.Sql("sqlite", 2));

        await _store.OpenAsync(StoreAccess.Bridge, Token);

        Assert.Equal(Incremental, Pragma("auto_vacuum"));
        await EarlierSchema.AdmitAsync(_store);
        await EarlierSchema.AssertKeptAsync(_store);
    }

    [Fact]
    public async Task Command_beside_a_bridge_does_not_write_the_file_anew()
    {
        Execute(EarlierSchema.Sql("sqlite", 2));

        await _store.OpenAsync(StoreAccess.Command, Token);

        Assert.Equal(NotAtAll, Pragma("auto_vacuum"));
    }

    [Fact]
    public async Task Large_file_of_an_earlier_version_is_left_as_it_is_and_works()
    {
        Execute(EarlierSchema.Sql("sqlite", 2));
        Execute("CREATE TABLE ballast (bytes BLOB); INSERT INTO ballast VALUES (zeroblob(70000000))");

        await _store.OpenAsync(StoreAccess.Bridge, Token);

        Assert.Equal(NotAtAll, Pragma("auto_vacuum"));
        Assert.Equal(AcceptResult.Stored, await AcceptAsync("msg_1"));
        Assert.Equal(0, await _store.GiveSpaceBackAsync(100, Token));
    }

    [Fact]
    public void File_that_cannot_be_written_anew_now_is_no_obstacle()
    {
        Execute(EarlierSchema.Sql("sqlite", 2));
        using var session = Open();
        session.Execute("BEGIN");

        SqliteSpace.Convert(session, StoreAccess.Bridge);

        session.Execute("COMMIT");
        Assert.Equal(NotAtAll, Pragma("auto_vacuum"));
    }

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static async Task<int> RepeatAsync(Func<int, Task<int>> step, int limit)
    {
        var total = 0;
        while (await step(limit) is > 0 and var done)
        {
            Assert.InRange(done, 1, limit);
            total += done;
        }

        return total;
    }

    private Task<AcceptResult> AcceptAsync(string webhook) => _store.AcceptAsync(
        new WebhookReceipt(webhook, SubjectId.Parse("INC1"), At(1_000_000), TimeSpan.Zero, TraceParent: null), Token);

    /// <summary>Webhook ids in no order, received one a millisecond.</summary>
    private Task<int> FillAsync(int first, int count, SqliteStore? store = null) => WriterOf(store ?? _store).WriteAsync(session => session.Execute(
        """
        WITH RECURSIVE numbers (number) AS (SELECT $first UNION ALL SELECT number + 1 FROM numbers WHERE number < $last)
        INSERT INTO webhooks SELECT 'msg_' || hex(randomblob(12)), number FROM numbers
        """,
        ("$first", first),
        ("$last", first + count - 1)));

    private SqliteSession Open() => new(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false }.ToString());

    private void Execute(string sql)
    {
        using var session = Open();
        session.Execute(sql);
    }

    private object? Pragma(string name)
    {
        using var session = Open();
        return session.Scalar($"PRAGMA {name}");
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method, Name = "get_Writer")]
    private static extern SqliteWriter WriterOf(SqliteStore store);
}
