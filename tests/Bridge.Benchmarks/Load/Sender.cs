using System.Diagnostics;
using System.Net.Sockets;
using Bridge.Benchmarks.Reports;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// Sends a known number of requests over connections that stay, which wrk can't: it counts seconds, not requests. Where only the rate is
/// asked for, wrk takes less of the processors.
/// </summary>
internal sealed class Sender : IDisposable
{
    private readonly SenderConnection[] _connections;

    public Sender(Uri url, int connections) =>
        _connections = [.. Enumerable.Range(0, connections).Select(_ => new SenderConnection(url))];

    /// <summary>Sends all of them, each as soon as a connection is free.</summary>
    /// <param name="count">How many.</param>
    /// <param name="request">The parts of each, by its number from 0.</param>
    public Task<LoadResult> SendAsync(int count, Func<int, IList<ArraySegment<byte>>> request)
    {
        var next = -1;
        return SendAsync(count, request, () => Interlocked.Increment(ref next) is var index && index < count ? index : null, sentAt: null);
    }

    /// <summary>Sends so many a second, whether or not those before are answered, as long as a connection is free.</summary>
    /// <param name="count">How many.</param>
    /// <param name="perSecond">The pace.</param>
    /// <param name="request">The parts of each, by its number from 0.</param>
    /// <param name="sentAt">When each was sent is noted here.</param>
    public async Task<LoadResult> SendAsync(int count, double perSecond, Func<int, IList<ArraySegment<byte>>> request, long[] sentAt)
    {
        using var pace = new Pace(count, perSecond);
        return await SendAsync(count, request, pace.Take, sentAt);
    }

    public void Dispose()
    {
        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private async Task<LoadResult> SendAsync(
        int count, Func<int, IList<ArraySegment<byte>>> request, Func<int?> next, long[]? sentAt)
    {
        var latencies = new double[count];
        var (refused, broken) = (0L, 0L);
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(_connections.Select(connection => Task.Factory.StartNew(
            () => Loop(connection), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var duration = Stopwatch.GetElapsedTime(started);
        Array.Sort(latencies);
        return new LoadResult(count, refused, broken, duration, At(50), At(99), At(100));

        void Loop(SenderConnection connection)
        {
            while (next() is { } index)
            {
                var parts = request(index);
                var sent = Stopwatch.GetTimestamp();
                if (sentAt is not null)
                {
                    sentAt[index] = sent;
                }

                try
                {
                    Interlocked.Add(ref refused, connection.Exchange(parts) is >= 200 and < 300 ? 0 : 1);
                    latencies[index] = Stopwatch.GetElapsedTime(sent).TotalMicroseconds;
                }
                catch (SocketException)
                {
                    Interlocked.Increment(ref broken);
                    return;
                }
            }
        }

        TimeSpan At(double percent) => TimeSpan.FromMicroseconds(Statistics.Percentile(latencies, percent));
    }
}
