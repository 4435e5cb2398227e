using Bridge.Ports;

namespace Bridge.Webhooks;

/// <summary>
/// The memory that requests share until their signature is checked, in segments of one size. Whoever sends a body is verified only when
/// it is there, so without a bound a crowd of strangers could take connections × the largest webhook.
/// </summary>
/// <remarks>
/// A request may grow while it holds no more than what is still free. So many large ones end at equal parts and leave as much for the
/// next; nobody can take all. The first <see cref="RequestLimits.GuaranteedBytes"/> of each are given in any case: their sum is bounded by the
/// number of connections. A rule of this kind shares the buffers of network switches (Choudhury and Hahne, "Dynamic queue length
/// thresholds", 1998).
/// </remarks>
/// <param name="capacity">In bytes, the guaranteed ones apart.</param>
internal sealed class UnverifiedBytes(long capacity)
{
    /// <summary>Segments that are kept for the next request; more than that are left to the collector.</summary>
    private const int Kept = 64;

    private readonly Lock _lock = new();
    private readonly Stack<byte[]> _free = new(Kept);
    private long _taken;

    /// <summary>The room for all: at least two of the largest body that is allowed.</summary>
    public static UnverifiedBytes For(int maxWebhookBytes) => new(Math.Max(RequestLimits.UnverifiedBytes, 4L * maxWebhookBytes));

    /// <summary>Takes room, or nothing.</summary>
    /// <param name="held">What the request has, in bytes.</param>
    /// <param name="more">What it wants beside that.</param>
    public bool TryTake(int held, int more)
    {
        var taken = Interlocked.Read(ref _taken);
        while (held + more <= RequestLimits.GuaranteedBytes || held + more <= capacity - taken - more)
        {
            var seen = Interlocked.CompareExchange(ref _taken, taken + more, taken);
            if (seen == taken)
            {
                return true;
            }

            taken = seen;
        }

        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>A segment of zeros, for room that was taken.</summary>
    public byte[] Rent()
    {
        lock (_lock)
        {
            return _free.TryPop(out var segment) ? segment : new byte[RequestLimits.SegmentBytes];
        }
    }

    /// <summary>Takes a segment back. Webhooks carry names and summaries; they do not outlive the request here.</summary>
    /// <param name="segment">From <see cref="Rent"/>.</param>
    /// <param name="used">How many of its bytes were written.</param>
    public void Return(byte[] segment, int used)
    {
        segment.AsSpan(0, used).Clear();
        lock (_lock)
        {
            if (_free.Count < Kept)
            {
                _free.Push(segment);
            }
        }
    }
}
