namespace Bridge.Webhooks;

/// <summary>What of the settings bounds webhooks.</summary>
/// <param name="MaxBytes">The largest body that is read, in bytes; above it the answer is 413.</param>
/// <param name="MinInterval">How long after its last claim an incident may be claimed again.</param>
internal sealed record WebhookLimits(int MaxBytes, TimeSpan MinInterval);
