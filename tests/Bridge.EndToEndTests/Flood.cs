using System.Net.Sockets;

namespace Bridge.EndToEndTests;

/// <summary>Somebody who sends requests as fast as the connections take them, and reads what is answered only to make room.</summary>
internal sealed class Flood : IAsyncDisposable
{
    /// <summary>Requests in one write: more than fits between two looks of the server.</summary>
    private const int Pipelined = 64;

    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _connections;
    private long _bytesBack;

    /// <param name="url">Where to.</param>
    /// <param name="connections">How many at once.</param>
    /// <param name="request">The bytes of one request.</param>
    public Flood(Uri url, int connections, byte[] request)
    {
        byte[] batch = [.. Enumerable.Repeat(request, Pipelined).SelectMany(bytes => bytes)];
        _connections = [.. Enumerable.Range(0, connections).Select(_ => Task.Run(() => RunAsync(url, batch)))];
    }

    /// <summary>Bytes of answers so far.</summary>
    public long BytesBack => Interlocked.Read(ref _bytesBack);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task RunAsync(Uri url, byte[] batch)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                using var client = new TcpClient { NoDelay = true };
                await client.ConnectAsync(url.Host, url.Port, _stop.Token);
                using var gone = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
                var reading = ReadAsync(client.GetStream(), gone.Token);
                while (!reading.IsCompleted)
                {
                    await client.GetStream().WriteAsync(batch, gone.Token);
                }

                await gone.CancelAsync();
                await reading;
            }
            catch (Exception exception) when (exception is IOException or SocketException or OperationCanceledException)
            {
                // The server closed, or the flood is over.
            }
        }
    }

    private async Task ReadAsync(NetworkStream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await stream.ReadAsync(buffer, cancellationToken) is > 0 and var read)
            {
                Interlocked.Add(ref _bytesBack, read);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // As above.
        }
    }
}
