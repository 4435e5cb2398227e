using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// One kept-alive connection with one request at a time, by blocking calls: a thread that waits for its answer costs less than the
/// machinery that would let it do something else.
/// </summary>
internal sealed class SenderConnection : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
    {
        NoDelay = true,
        ReceiveTimeout = (int)Patience.TotalMilliseconds,
    };

    private readonly byte[] _buffer = new byte[64 * 1024];

    public SenderConnection(Uri url) => _socket.Connect(url.Host, url.Port);

    /// <summary>Sends the parts of one request in one call, and reads the whole answer.</summary>
    /// <returns>The status code.</returns>
    /// <exception cref="SocketException">The connection broke, or nothing came.</exception>
    public int Exchange(IList<ArraySegment<byte>> request)
    {
        _socket.Send(request);
        var length = 0;
        while (true)
        {
            var read = _socket.Receive(_buffer.AsSpan(length));
            length += read;
            if (read == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            var end = _buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8);
            if (end >= 0 && length >= end + 4 + BodyLength(_buffer.AsSpan(0, end)))
            {
                return int.Parse(_buffer.AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            }
        }
    }

    public void Dispose() => _socket.Dispose();

    private static int BodyLength(ReadOnlySpan<byte> headers)
    {
        foreach (var line in headers.Split("\r\n"u8))
        {
            var text = headers[line];
            const string Name = "content-length:";
            if (text.Length > Name.Length && Ascii.EqualsIgnoreCase(text[..Name.Length], Name))
            {
                return int.Parse(text[Name.Length..].TrimStart((byte)' '), CultureInfo.InvariantCulture);
            }

            if (text.StartsWith("Transfer-Encoding"u8))
            {
                throw new BenchmarkException("An answer in chunks; its end is not looked for.");
            }
        }

        return 0;
    }
}
