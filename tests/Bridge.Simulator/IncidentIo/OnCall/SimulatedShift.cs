namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>Somebody's time on call: an entry of a schedule.</summary>
/// <param name="StartAt">When it begins.</param>
/// <param name="EndAt">When the next one begins.</param>
/// <param name="Person">Null where nobody is on call.</param>
public sealed record SimulatedShift(DateTimeOffset StartAt, DateTimeOffset EndAt, SimulatedPerson? Person)
{
    public string RotationId { get; init; } = IncidentDocument.IdOf("ROTA", 1);

    public string LayerId { get; init; } = IncidentDocument.IdOf("LAYER", 1);

    /// <summary>What makes it a shift of its own; null where the answer has none. It follows from when it begins, if not set.</summary>
    public string? Fingerprint { get; init; } = FingerprintOf(StartAt);

    internal bool Overlaps(DateTimeOffset from, DateTimeOffset to) => StartAt < to && EndAt > from;

    /// <summary>What is left of it where another one takes its place.</summary>
    internal IEnumerable<SimulatedShift> Without(SimulatedShift other)
    {
        if (!Overlaps(other.StartAt, other.EndAt))
        {
            yield return this;
            yield break;
        }

        if (StartAt < other.StartAt)
        {
            yield return this with { EndAt = other.StartAt };
        }

        if (EndAt > other.EndAt)
        {
            yield return this with { StartAt = other.EndAt, Fingerprint = FingerprintOf(other.EndAt) };
        }
    }

    private static string FingerprintOf(DateTimeOffset start) => $"shift-{start.ToUnixTimeSeconds()}";
}
