using System.Net.Sockets;
using System.Text;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>One TCP connection to the bridge, written to and read from as a test pleases.</summary>
internal sealed class RawConnection : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client;
    private readonly NetworkStream _stream;

    private RawConnection(TcpClient client)
    {
        _client = client;

        // Kept, since a client that has said its last word does not give it any more.
        _stream = client.GetStream();
    }

    public static async Task<RawConnection> OpenAsync(Uri server)
    {
        var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server.Host, server.Port, TestContext.Current.CancellationToken);
        return new RawConnection(client);
    }

    public static async Task<RawAnswer> ExchangeAsync(Uri server, RawRequest request)
    {
        using var connection = await OpenAsync(server);
        await connection.WriteAsync((byte[])[.. request.Head(), .. request.Payload()]);
        return await connection.ReadAnswerAsync();
    }

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) =>
        await _stream.WriteAsync(bytes, TestContext.Current.CancellationToken);

    /// <summary>The answer, read until the server closes the connection.</summary>
    public async Task<RawAnswer> ReadAnswerAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var answer = new MemoryStream();
        await _stream.CopyToAsync(answer, deadline.Token);
        return RawAnswer.Parse(Encoding.Latin1.GetString(answer.ToArray()));
    }

    /// <summary>Says that nothing more is to come.</summary>
    public void EndSending() => _client.Client.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the server closes the connection, however it does.</summary>
    public async Task<string> ReadAllAsync()
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Deadline);
        using var answer = new MemoryStream();
        try
        {
            await _stream.CopyToAsync(answer, deadline.Token);
        }
        catch (IOException)
        {
            // Reset.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    /// <summary>Ends the connection as a sender that crashed does: with a reset.</summary>
    public void Reset()
    {
        _client.LingerState = new LingerOption(enable: true, seconds: 0);
        _client.Close();
    }

    public void Dispose() => _client.Dispose();
}

internal sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static RawAnswer Parse(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        Assert.True(end > 0, $"No answer came but: {text}");
        var lines = text[..end].Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(": ", 2)).ToDictionary(
            parts => parts[0], parts => parts[1], StringComparer.OrdinalIgnoreCase);
        var status = int.Parse(lines[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        return new RawAnswer(status, headers, text[(end + 4)..]);
    }
}
