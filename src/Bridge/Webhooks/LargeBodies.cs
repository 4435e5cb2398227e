namespace Bridge.Webhooks;

/// <summary>
/// The memory that large bodies share while they are read and verified. Small ones do not come here, so that strangers who keep it full
/// keep out large webhooks only.
/// </summary>
/// <param name="capacity">In bytes.</param>
internal sealed class LargeBodies(long capacity)
{
    private long _taken;

    /// <summary>Takes room for so many bytes, or nothing.</summary>
    public bool TryReserve(int bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= capacity)
        {
            return true;
        }

        Release(bytes);
        return false;
    }

    /// <summary>Gives back what was taken.</summary>
    public void Release(int bytes) => Interlocked.Add(ref _taken, -bytes);

    /// <summary>The room for all: at least two of the largest body that is allowed, whose buffers may be twice its size.</summary>
    public static LargeBodies For(int maxWebhookBytes) => new(Math.Max(RequestLimits.LargeBodiesBytes, 8L * maxWebhookBytes));
}
