using Bridge.Subjects;

namespace Bridge.Kinds.Alerts;

/// <summary>What is shown of a chain of firings: the words of the first, from its start to the end of the last.</summary>
/// <param name="First">The first of them.</param>
/// <param name="End">When the last was resolved. While it fires, how far the chain is known to reach: its start, if it is not the first.</param>
/// <param name="IsFiring">Whether one of them fires.</param>
internal sealed record AlertSpan(Alert First, DateTimeOffset? End, bool IsFiring)
{
    public static AlertSpan Of(Alert alert) => Of([alert]);

    /// <param name="chain">The firings, from the first to the last.</param>
    public static AlertSpan Of(IReadOnlyList<Alert> chain)
    {
        var isFiring = chain.Any(one => one.IsFiring);
        var end = isFiring ? chain.Skip(1).Max(one => (DateTimeOffset?)one.CreatedAt) : chain.Max(one => one.ResolvedAt);
        return new AlertSpan(chain[0], end, isFiring);
    }

    /// <param name="origin">What is known of the source.</param>
    public Happening ToHappening(AlertOrigin origin) => new()
    {
        Id = First.Id,
        Visibility = origin.Visibility,
        Title = First.Title,
        State = IsFiring ? "firing" : "resolved",
        Start = First.CreatedAt,
        End = End,
        IsOver = !IsFiring,
        UpdatedAt = First.UpdatedAt,
        Facts =
        [
            .. First.Priority is { } priority ? [new Fact("priority", priority, Sensitivity.Public) { IsTag = true }] : Array.Empty<Fact>(),
            .. origin.Name is { Length: > 0 } name ? [new Fact("source", name, Sensitivity.Confidential) { IsTag = true }] : Array.Empty<Fact>(),
        ],
    };

    // A record prints its members.
    public override string ToString() => First.ToString();
}
