using System.Buffers;
using System.Text;

namespace Bridge.Webhooks;

/// <summary>
/// The raw bytes of a webhook in a pooled buffer, with room in front for the id and the timestamp, so that what was signed is one
/// span and the body is neither copied nor decoded.
/// </summary>
internal sealed class WebhookBody : IDisposable
{
    /// <summary>Id, dot, up to fifteen digits, dot.</summary>
    private const int Headroom = WebhookHeaders.MaxIdLength + 1 + 15 + 1;

    private const int FirstBuffer = 16 * 1024;

    /// <summary>No more than this is set aside on the word of a sender that is not verified yet.</summary>
    private const int LargestFirstBuffer = 64 * 1024;

    private byte[] _buffer;
    private int _length;

    private WebhookBody(byte[] buffer) => _buffer = buffer;

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(Headroom, _length);

    /// <summary>Reads the body to its end, or returns null as soon as it is longer than <paramref name="maxBytes"/>.</summary>
    /// <param name="stream">The request's body.</param>
    /// <param name="declaredLength">Its Content-Length, if it was sent.</param>
    /// <param name="maxBytes">The longest body that is taken.</param>
    /// <param name="cancellationToken">Ends the read when the sender hangs up.</param>
    public static async Task<WebhookBody?> ReadAsync(
        Stream stream, long? declaredLength, int maxBytes, CancellationToken cancellationToken)
    {
        if (declaredLength > maxBytes)
        {
            return null;
        }

        var expected = (int)Math.Min(declaredLength ?? FirstBuffer, LargestFirstBuffer);
        var body = new WebhookBody(ArrayPool<byte>.Shared.Rent(Headroom + expected + 1));
        try
        {
            while (true)
            {
                var read = await stream.ReadAsync(body._buffer.AsMemory(Headroom + body._length), cancellationToken);
                if (read == 0)
                {
                    return body;
                }

                body._length += read;
                if (body._length > maxBytes)
                {
                    body.Dispose();
                    return null;
                }

                body.EnsureRoom();
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    /// <summary>The bytes that the sender signed: <c>id.timestamp.body</c>.</summary>
    public ReadOnlySpan<byte> SignedContent(in WebhookHeaders headers)
    {
        var prefixLength = headers.Id.Length + headers.Timestamp.Length + 2;
        var prefix = _buffer.AsSpan(Headroom - prefixLength, prefixLength);
        Encoding.ASCII.GetBytes(headers.Id, prefix);
        prefix[headers.Id.Length] = (byte)'.';
        Encoding.ASCII.GetBytes(headers.Timestamp, prefix[(headers.Id.Length + 1)..]);
        prefix[^1] = (byte)'.';
        return _buffer.AsSpan(Headroom - prefixLength, prefixLength + _length);
    }

    public void Dispose()
    {
        var buffer = _buffer;
        _buffer = [];
        _length = 0;
        if (buffer.Length > 0)
        {
            // Webhooks of public incidents carry names and summaries; they do not outlive the request in the pool.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private void EnsureRoom()
    {
        var used = Headroom + _length;
        if (used < _buffer.Length)
        {
            return;
        }

        var larger = ArrayPool<byte>.Shared.Rent(_buffer.Length * 2);
        _buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
