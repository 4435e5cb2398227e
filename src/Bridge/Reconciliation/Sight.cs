namespace Bridge.Reconciliation;

/// <summary>Whether a Grafana shows the token what it creates. If not, nothing more is created for a while.</summary>
internal sealed class Sight
{
    /// <summary>How long nothing is created where nothing that is created can be seen.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _blindUntil;
    private bool _isProved;

    /// <summary>Whether something that was created has been found; it need not be looked for again in this process.</summary>
    public bool IsProved
    {
        get
        {
            lock (_lock)
            {
                return _isProved;
            }
        }
    }

    public bool IsBlind(DateTimeOffset now)
    {
        lock (_lock)
        {
            return now < _blindUntil;
        }
    }

    /// <summary>Something that was created has been found.</summary>
    public void Prove()
    {
        lock (_lock)
        {
            (_isProved, _blindUntil) = (true, DateTimeOffset.MinValue);
        }
    }

    /// <summary>Something that was created has not been found.</summary>
    /// <param name="now">The time.</param>
    /// <param name="isLeft">Whether it could not be taken away again: then nothing more is created until something is found.</param>
    public void Miss(DateTimeOffset now, bool isLeft)
    {
        lock (_lock)
        {
            _blindUntil = isLeft ? DateTimeOffset.MaxValue : now + Pause;
        }
    }
}
