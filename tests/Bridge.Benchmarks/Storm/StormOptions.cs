namespace Bridge.Benchmarks.Storm;

/// <param name="Webhooks">How many in all.</param>
/// <param name="Incidents">About how many incidents.</param>
/// <param name="Connections">At once.</param>
/// <param name="IsRateLimited">Whether incident.io limits its requests as it does in truth.</param>
/// <param name="Settings">Of the bridge, beyond the usual ones.</param>
internal sealed record StormOptions(
    int Webhooks, int Incidents, int Connections, bool IsRateLimited, IReadOnlyDictionary<string, string> Settings);
