namespace Bridge.Store;

/// <summary>What of a Grafana's queue is due, dead letters apart.</summary>
/// <param name="Due">Deliveries that a loop may take now, or has taken.</param>
/// <param name="OldestSince">When the oldest event that this Grafana does not show was noted; none when only retries without an event wait.</param>
internal sealed record DueWork(long Due, DateTimeOffset? OldestSince);
