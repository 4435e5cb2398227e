using System.Net.Sockets;

namespace Bridge.EndToEndTests.Strangers;

/// <summary>People without a secret, each with one connection at a time: they open it, do something with it, and begin anew when it is over.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    /// <summary>Between two connections of the same person, so that two cores are left something for those who are measured.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _people;
    private long _connected;

    /// <param name="url">Where to.</param>
    /// <param name="people">How many.</param>
    /// <param name="act">What the nth does with a connection, until it is closed.</param>
    public Crowd(Uri url, int people, Func<int, TcpClient, CancellationToken, Task> act) =>
        _people = [.. Enumerable.Range(0, people).Select(number => Task.Run(() => LiveAsync(url, number, act)))];

    /// <summary>Connections so far.</summary>
    public long Connected => Interlocked.Read(ref _connected);

    /// <summary>Says nothing, and waits to be sent away.</summary>
    public static async Task WaitAsync(TcpClient client, CancellationToken cancellationToken)
    {
        var buffer = new byte[1024];
        while (await client.GetStream().ReadAsync(buffer, cancellationToken) > 0)
        {
            // An answer, of which nothing is wanted.
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_stop.IsCancellationRequested)
        {
            await _stop.CancelAsync();
            await Task.WhenAll(_people);
            _stop.Dispose();
        }
    }

    private async Task LiveAsync(Uri url, int number, Func<int, TcpClient, CancellationToken, Task> act)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(url.Host, url.Port, _stop.Token);
                Interlocked.Increment(ref _connected);
                await act(number, client, _stop.Token);
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // Sent away, or it is over.
            }

            await Task.Delay(Pause, TimeProvider.System, CancellationToken.None);
        }
    }
}
