using System.Collections.Concurrent;

namespace Bridge.Observability;

/// <summary>
/// Writes log lines on a thread of its own, so that nobody who logs waits for whoever reads them. What comes while the queue is full, or cannot
/// be written, is dropped and counted, and a line says how many as soon as lines flow again.
/// </summary>
internal sealed class LogLines : IDisposable
{
    /// <summary>How long a stop waits for the last lines: as long as .NET's own console log.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1.5);

    /// <summary>How often a reader that is too slow all the time is told of what it misses.</summary>
    private static readonly TimeSpan NoticeInterval = TimeSpan.FromMinutes(1);

    private readonly TextWriter _output;
    private readonly Action _dropped;
    private readonly Func<long, string> _notice;
    private readonly TimeProvider _time;
    private readonly BlockingCollection<string> _lines;
    private readonly Thread _thread;
    private long _untold;
    private long? _toldAt;

    /// <param name="output">Where they go. A write may block for as long as it likes.</param>
    /// <param name="capacity">Lines that may wait.</param>
    /// <param name="dropped">Hears of each line that is dropped.</param>
    /// <param name="notice">Makes the line that says how many were dropped since the one before it.</param>
    /// <param name="time">Measures the time between two such lines.</param>
    public LogLines(TextWriter output, int capacity, Action dropped, Func<long, string> notice, TimeProvider time)
    {
        (_output, _dropped, _notice, _time) = (output, dropped, notice, time);
        _lines = new BlockingCollection<string>(capacity);
        _thread = new Thread(Loop) { IsBackground = true, Name = "log" };
        _thread.Start();
    }

    /// <summary>Queues a line, its end included, or drops it.</summary>
    public void Add(string line)
    {
        try
        {
            if (_lines.TryAdd(line))
            {
                return;
            }
        }
        catch (InvalidOperationException)
        {
            // The process ends, and the thread with it.
        }

        Drop();
    }

    /// <summary>Writes what waits, as far as that is possible within moments.</summary>
    public void Dispose()
    {
        // The queue is left to the collector: the thread may still be in it.
        _lines.CompleteAdding();
        _thread.Join(Patience);
    }

    private void Loop()
    {
        foreach (var line in _lines.GetConsumingEnumerable())
        {
            Write(line);
            if (Interlocked.Read(ref _untold) > 0 && IsTimeToTell())
            {
                Tell();
            }
        }
    }

    private bool IsTimeToTell() => _lines.Count == 0 || _toldAt is not { } toldAt || _time.GetElapsedTime(toldAt) >= NoticeInterval;

    private void Tell()
    {
        var count = Interlocked.Exchange(ref _untold, 0);
        if (TryWrite(_notice(count)))
        {
            _toldAt = _time.GetTimestamp();
        }
        else
        {
            Interlocked.Add(ref _untold, count);
        }
    }

    private void Write(string line)
    {
        if (!TryWrite(line))
        {
            Drop();
        }
    }

    private bool TryWrite(string line)
    {
        try
        {
            _output.Write(line);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // A file on a full disk, for example. The next line may do.
            return false;
        }
    }

    private void Drop()
    {
        Interlocked.Increment(ref _untold);
        _dropped();
    }
}
