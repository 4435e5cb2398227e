namespace Bridge.Benchmarks.Growth;

/// <param name="Webhooks">How many until the rate is measured again.</param>
/// <param name="Step">Measured at once.</param>
/// <param name="Incidents">That they are about.</param>
/// <param name="Connections">At once, the same from the first to the last.</param>
/// <param name="Settings">Of the bridge, beyond the usual ones.</param>
internal sealed record GrowthOptions(
    int Webhooks, int Step, int Incidents, int Connections, IReadOnlyDictionary<string, string> Settings);
