using System.Buffers;
using Bridge.Ports;

namespace Bridge.Webhooks;

/// <summary>The raw bytes of a webhook, in segments that all requests share. They are hashed as they come, and neither copied nor decoded.</summary>
internal sealed class WebhookBody : IDisposable
{
    private readonly UnverifiedBytes _memory;
    private readonly List<Segment> _segments = [];
    private int _held;
    private int _length;

    private WebhookBody(UnverifiedBytes memory) => _memory = memory;

    /// <summary>The body; valid until it is disposed of.</summary>
    public ReadOnlySequence<byte> Bytes => _length == 0
        ? ReadOnlySequence<byte>.Empty
        : new ReadOnlySequence<byte>(_segments[0], 0, _segments[^1], _segments[^1].Memory.Length);

    /// <summary>Reads the body to its end, or returns null as soon as it is longer than <paramref name="maxBytes"/>.</summary>
    /// <param name="stream">The request's body.</param>
    /// <param name="declaredLength">Its Content-Length, if it was sent. Nothing is set aside on that word.</param>
    /// <param name="maxBytes">The longest body that is taken.</param>
    /// <param name="headerBytes">What the request's headers hold in memory meanwhile, which counts too.</param>
    /// <param name="signature">Hears every byte.</param>
    /// <param name="memory">Where room is had.</param>
    /// <param name="cancellationToken">Ends the read when the sender hangs up, or has had enough time.</param>
    /// <exception cref="BadHttpRequestException">There is no room now (503), or the request is broken.</exception>
    public static async Task<WebhookBody?> ReadAsync(
        Stream stream,
        long? declaredLength,
        int maxBytes,
        int headerBytes,
        WebhookSignature signature,
        UnverifiedBytes memory,
        CancellationToken cancellationToken)
    {
        if (declaredLength > maxBytes)
        {
            return null;
        }

        var body = new WebhookBody(memory);
        try
        {
            body.Take(headerBytes);
            while (true)
            {
                var room = body.Room();
                var read = await stream.ReadAsync(room, cancellationToken);
                if (read == 0)
                {
                    return body;
                }

                signature.Append(room.Span[..read]);
                body.Filled(read);
                if (body._length > maxBytes)
                {
                    body.Dispose();
                    return null;
                }
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        foreach (var segment in _segments)
        {
            _memory.Return(segment.Buffer, segment.Memory.Length);
        }

        _memory.Release(_held);
        _segments.Clear();
        _length = 0;
        _held = 0;
    }

    private void Take(int bytes)
    {
        if (!_memory.TryTake(_held, bytes))
        {
            throw new BadHttpRequestException("Too many bytes of webhooks that are not verified at once.", StatusCodes.Status503ServiceUnavailable);
        }

        _held += bytes;
    }

    /// <summary>What is free of the last segment, or another one.</summary>
    private Memory<byte> Room()
    {
        if (_segments.Count == 0 || _segments[^1].Memory.Length == RequestLimits.SegmentBytes)
        {
            Take(RequestLimits.SegmentBytes);
            _segments.Add(new Segment(_memory.Rent(), _segments.Count == 0 ? null : _segments[^1]));
        }

        return _segments[^1].Free;
    }

    private void Filled(int bytes)
    {
        _segments[^1].Filled(bytes);
        _length += bytes;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public Segment(byte[] buffer, Segment? before)
        {
            Buffer = buffer;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }

        public byte[] Buffer { get; }

        public Memory<byte> Free => Buffer.AsMemory(Memory.Length);

        public void Filled(int more) => Memory = Buffer.AsMemory(0, Memory.Length + more);
    }
}
