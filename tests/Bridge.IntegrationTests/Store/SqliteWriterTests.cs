using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

public sealed class SqliteWriterTests : IAsyncDisposable
{
    private const string Insert = "INSERT INTO notes (text) VALUES ($text)";

    /// <summary>How long the writer waits for another program, in seconds: less than in production, so that the tests are fast.</summary>
    private const int Patience = 1;

    private readonly TemporaryFolder _folder = new();
    private readonly string _connectionString;
    private readonly SqliteWriter _writer;

    public SqliteWriterTests()
    {
        _connectionString = new SqliteConnectionStringBuilder
        {
            DataSource = _folder.File("notes.db"),
            DefaultTimeout = Patience,
            Pooling = false,
        }.ToString();
        var session = new SqliteSession(_connectionString);
        session.Execute("PRAGMA journal_mode = WAL");
        session.Execute("CREATE TABLE notes (text TEXT NOT NULL UNIQUE)");
        _writer = new SqliteWriter(session);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _writer.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Write_is_answered_with_what_the_work_returned()
    {
        Assert.Equal(1, await WriteAsync("a"));
        Assert.Equal(["a"], Notes());
    }

    [Fact]
    public async Task Failing_write_does_not_fail_its_neighbours()
    {
        using var gate = new Gate(_writer);
        var before = WriteAsync("a");
        var twin = WriteAsync("a");
        var bug = _writer.WriteAsync<int>(_ => throw new FormatException("A bug."));
        var after = WriteAsync("b");
        gate.Open();

        await before;
        await after;
        await Assert.ThrowsAsync<StoreException>(() => twin);
        await Assert.ThrowsAsync<FormatException>(() => bug);
        Assert.Equal(["a", "b"], Notes());
    }

    [Fact]
    public async Task Failing_write_leaves_nothing_of_itself()
    {
        var half = _writer.WriteAsync<int>(session =>
        {
            session.Execute(Insert, ("$text", "half"));
            throw new FormatException("A bug.");
        });

        await Assert.ThrowsAsync<FormatException>(() => half);
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task Writes_that_wait_together_share_a_commit()
    {
        using var gate = new Gate(_writer);
        var first = _writer.WriteAsync(session => session.Execute(Insert, ("$text", "a")));
        var notesBeforeTheSecond = _writer.WriteAsync(_ => Notes().Count);
        gate.Open();

        await first;
        Assert.Equal(0, await notesBeforeTheSecond);
    }

    [Fact]
    public async Task Full_queue_refuses_more_and_recovers()
    {
        using var gate = new Gate(_writer);
        var waiting = new List<Task<int>>();
        var refused = await Record.ExceptionAsync(async () =>
        {
            while (waiting.Count < 100_000)
            {
                waiting.Add(_writer.WriteAsync(_ => 0));
            }

            await Task.CompletedTask;
        });
        gate.Open();

        Assert.IsType<StoreException>(refused);
        Assert.InRange(waiting.Count, 1000, 10_000);
        await Task.WhenAll(waiting);
        Assert.Equal(1, await WriteAsync("a"));
    }

    [Fact]
    public async Task Writes_that_were_taken_are_finished_before_closing()
    {
        using var gate = new Gate(_writer);
        var write = WriteAsync("a");
        var closing = _writer.DisposeAsync().AsTask();
        gate.Open();

        await closing;
        Assert.Equal(1, await write);
        Assert.Equal(["a"], Notes());
    }

    [Fact]
    public async Task Writes_that_wait_for_another_program_are_refused_together_and_not_one_after_the_other()
    {
        using var program = new SqliteSession(_connectionString);
        program.Execute("BEGIN EXCLUSIVE");

        var writes = Enumerable.Range(0, 20).Select(number => WriteAsync($"{number}")).ToList();
        var refused = Task.WhenAll(writes.Select(write => Assert.ThrowsAsync<StoreException>(() => write)));
        await refused.WaitAsync(TimeSpan.FromSeconds(4 * Patience), Token);

        program.Execute("ROLLBACK");
        Assert.Equal(1, await WriteAsync("a"));
        Assert.Equal(["a"], Notes());
    }

    private Task<int> WriteAsync(string text) => _writer.WriteAsync(session => session.Execute(Insert, ("$text", text)));

    private List<string> Notes()
    {
        using var session = new SqliteSession(_connectionString);
        return session.Query("SELECT text FROM notes ORDER BY text", row => row.GetString(0));
    }

    /// <summary>Keeps the writer's thread busy, so that what is written meanwhile waits together.</summary>
    private sealed class Gate : IDisposable
    {
        private readonly ManualResetEventSlim _open = new();
        private readonly Task _passed;

        public Gate(SqliteWriter writer)
        {
            using var reached = new ManualResetEventSlim();
            _passed = writer.WriteAsync(_ =>
            {
                reached.Set();
                Assert.True(_open.Wait(TimeSpan.FromSeconds(30)));
                return 0;
            });
            Assert.True(reached.Wait(TimeSpan.FromSeconds(30), Token));
        }

        public void Open() => _open.Set();

        public void Dispose()
        {
            _open.Set();
            _passed.Wait(TimeSpan.FromSeconds(30));
            _open.Dispose();
        }
    }
}
