namespace Bridge.Benchmarks.Ingest;

/// <param name="Store"><c>sqlite</c> or <c>postgres</c>.</param>
/// <param name="Connections">At once.</param>
/// <param name="Duration">Of each round for each server.</param>
/// <param name="Rounds">How many times each has its turn.</param>
/// <param name="Settings">Of the bridge, beyond the usual ones.</param>
internal sealed record IngestOptions(
    string Store, int Connections, TimeSpan Duration, int Rounds, IReadOnlyDictionary<string, string> Settings);
