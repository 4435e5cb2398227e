using System.Collections.Concurrent;
using Bridge.Observability;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.UnitTests.Observability;

public sealed class LogLinesTests : IDisposable
{
    private const int Capacity = 3;

    private readonly Reader _reader = new();
    private int _dropped;

    [Fact]
    public async Task What_finds_no_place_is_dropped_counted_and_told_once_lines_flow_again()
    {
        using var lines = Lines();
        await BlockAsync(lines);

        AddAll(lines, "b", "c", "d", "e", "f");
        _reader.Open();

        await Eventually.IsTrueAsync(() => _reader.Lines.Count == 5, "all that was kept, and the notice");
        Assert.Equal(["a", "b", "c", "d"], _reader.Lines.Where(line => line != "2 dropped"));
        Assert.Equal((2, 1), (_dropped, _reader.Lines.Count(line => line == "2 dropped")));
    }

    [Fact]
    public async Task What_cannot_be_written_is_dropped_and_told_with_the_next_line_that_can()
    {
        using var lines = Lines();
        _reader.Failure = new IOException("No space left on device");
        lines.Add("a");
        await Eventually.IsTrueAsync(() => _dropped == 1, "the line was tried");

        _reader.Failure = null;
        lines.Add("b");

        await Eventually.IsTrueAsync(() => _reader.Lines.Count == 2, "the next line, and the notice");

        // The notice was tried right after the line, perhaps only once the disk had room again.
        Assert.Equal(["1 dropped", "b"], _reader.Lines.Order());
    }

    [Fact]
    public async Task A_stop_writes_what_waits_and_leaves_what_nobody_reads()
    {
        var read = Lines();
        AddAll(read, "a", "b");
        read.Dispose();
        var unread = new LogLines(_reader, Capacity, () => { }, _ => "", TimeProvider.System);
        _reader.Close();
        await BlockAsync(unread);

        unread.Dispose();

        Assert.Equal(["a", "b"], _reader.Lines);
        _reader.Open();
    }

    public void Dispose() => _reader.Dispose();

    private LogLines Lines() =>
        new(_reader, Capacity, () => Interlocked.Increment(ref _dropped), count => $"{count} dropped", new FakeTimeProvider());

    /// <summary>Has a line wait in the middle of being written.</summary>
    private async Task BlockAsync(LogLines lines)
    {
        _reader.Close();
        lines.Add("a");
        await Eventually.IsTrueAsync(() => _reader.IsWaiting, "a line is being written");
    }

    private static void AddAll(LogLines lines, params string[] all) => Array.ForEach(all, lines.Add);

    private sealed class Reader : StringWriter
    {
        private readonly ManualResetEventSlim _open = new(initialState: true);

        public ConcurrentQueue<string> Lines { get; } = new();

        public volatile bool IsWaiting;

        public Exception? Failure { get; set; }

        public new void Close() => _open.Reset();

        public void Open() => _open.Set();

        public override void Write(string? value)
        {
            IsWaiting = true;
            _open.Wait(CancellationToken.None);
            IsWaiting = false;
            if (Failure is { } failure)
            {
                throw failure;
            }

            Lines.Enqueue(value!);
        }
    }
}
