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
    private const int Headroom = RequestLimits.WebhookIdLength + 1 + 15 + 1;

    private const int FirstBuffer = 16 * 1024;

    private readonly LargeBodies _large;
    private byte[] _buffer;
    private int _reserved;
    private int _length;

    private WebhookBody(byte[] buffer, LargeBodies large) => (_buffer, _large) = (buffer, large);

    public ReadOnlySpan<byte> Bytes => _buffer.AsSpan(Headroom, _length);

    /// <summary>Reads the body to its end, or returns null as soon as it is longer than <paramref name="maxBytes"/>.</summary>
    /// <param name="stream">The request's body.</param>
    /// <param name="declaredLength">Its Content-Length, if it was sent.</param>
    /// <param name="maxBytes">The longest body that is taken.</param>
    /// <param name="large">Where room is had for what is no small body.</param>
    /// <param name="cancellationToken">Ends the read when the sender hangs up, or has had enough time.</param>
    /// <exception cref="BadHttpRequestException">There is no room now (503), or the request is broken.</exception>
    public static async Task<WebhookBody?> ReadAsync(
        Stream stream, long? declaredLength, int maxBytes, LargeBodies large, CancellationToken cancellationToken)
    {
        if (declaredLength > maxBytes)
        {
            return null;
        }

        // No more than that is set aside on the word of a sender that is not verified yet.
        var expected = (int)Math.Min(Headroom + (declaredLength ?? FirstBuffer) + 1, RequestLimits.SmallBodyBytes);
        var body = new WebhookBody(ArrayPool<byte>.Shared.Rent(expected), large);
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
            _large.Release(_reserved);
            _reserved = 0;
        }
    }

    private void EnsureRoom()
    {
        var used = Headroom + _length;
        if (used < _buffer.Length)
        {
            return;
        }

        var size = _buffer.Length * 2;
        if (size > RequestLimits.SmallBodyBytes)
        {
            if (!_large.TryReserve(size))
            {
                throw new BadHttpRequestException("Too many large bodies at once.", StatusCodes.Status503ServiceUnavailable);
            }

            // The smaller buffer is let go of below.
            _large.Release(_reserved);
            _reserved = size;
        }

        var larger = ArrayPool<byte>.Shared.Rent(size);
        _buffer.AsSpan(0, used).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
        _buffer = larger;
    }
}
