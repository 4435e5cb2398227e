namespace Bridge.Reconciliation;

/// <summary>Whether a Grafana shows the token what it creates. If not, nothing more is created for a while.</summary>
internal sealed class Sight
{
    /// <summary>How long nothing is created where nothing that is created can be seen.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private DateTimeOffset _blindUntil;

    /// <summary>Whether something that was created has been found; it need not be looked for again in this process.</summary>
    public bool IsProved { get; private set; }

    public bool IsBlind(DateTimeOffset now)
    {
        lock (_lock)
        {
            return now < _blindUntil;
        }
    }

    public void Prove() => IsProved = true;

    /// <summary>Something that was created has not been found.</summary>
    public void Miss(DateTimeOffset now)
    {
        lock (_lock)
        {
            _blindUntil = now + Pause;
        }
    }
}
