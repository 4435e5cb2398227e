using System.Buffers;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

/// <summary>A body as it lies in memory: in pieces, whose borders may be anywhere.</summary>
internal static class InPieces
{
    private static readonly int[] Sizes = [1, 2, 7, 64];

    public static ReadOnlySequence<byte> Of(byte[] bytes, int size)
    {
        if (bytes.Length <= size)
        {
            return new ReadOnlySequence<byte>(bytes);
        }

        Piece? first = null;
        Piece? last = null;
        foreach (var chunk in bytes.Chunk(size))
        {
            last = new Piece(chunk, last);
            first ??= last;
        }

        return new ReadOnlySequence<byte>(first!, 0, last!, last!.Memory.Length);
    }

    /// <summary>Reads a body whole and in pieces of several sizes; all have to say the same.</summary>
    public static bool TryRead(byte[] json, out WebhookEnvelope envelope)
    {
        var isEvent = WebhookEnvelope.TryRead(new ReadOnlySequence<byte>(json), EventCatalog.Incidents, out envelope);
        foreach (var size in Sizes)
        {
            Assert.Equal((isEvent, envelope), (WebhookEnvelope.TryRead(Of(json, size), EventCatalog.Incidents, out var again), again));
        }

        return isEvent;
    }

    private sealed class Piece : ReadOnlySequenceSegment<byte>
    {
        public Piece(byte[] bytes, Piece? before)
        {
            Memory = bytes;
            if (before is not null)
            {
                RunningIndex = before.RunningIndex + before.Memory.Length;
                before.Next = this;
            }
        }
    }
}
