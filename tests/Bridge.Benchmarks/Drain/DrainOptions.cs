namespace Bridge.Benchmarks.Drain;

/// <param name="Incidents">That wait when the outage ends.</param>
/// <param name="Concurrency">Requests at once of the load generator that the bridge is measured beside; what the bridge itself keeps to.</param>
/// <param name="Rounds">How many times each has its turn.</param>
/// <param name="Delays">What a request to Grafana takes, in the variants.</param>
/// <param name="IsRateLimited">Whether incident.io limits its requests as it does in truth.</param>
/// <param name="Settings">Of the bridge, beyond the usual ones.</param>
internal sealed record DrainOptions(
    int Incidents,
    int Concurrency,
    int Rounds,
    IReadOnlyList<TimeSpan> Delays,
    bool IsRateLimited,
    IReadOnlyDictionary<string, string> Settings);
