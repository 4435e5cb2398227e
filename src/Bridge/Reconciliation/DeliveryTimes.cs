namespace Bridge.Reconciliation;

/// <summary>How long one delivery may take.</summary>
/// <param name="Work">All requests together.</param>
/// <param name="Lease">Longer than the work may take, so that a lease that ran out means a worker that is gone.</param>
internal sealed record DeliveryTimes(TimeSpan Work, TimeSpan Lease)
{
    public static DeliveryTimes OfBridge { get; } = new(TimeSpan.FromSeconds(90), TimeSpan.FromMinutes(2));

    /// <summary>
    /// Shorter than the bridge's: a command is more easily killed, and whoever comes after it waits for what it held. Work that takes longer is
    /// left to the bridge.
    /// </summary>
    public static DeliveryTimes OfCommand { get; } = new(TimeSpan.FromSeconds(25), TimeSpan.FromSeconds(35));
}
