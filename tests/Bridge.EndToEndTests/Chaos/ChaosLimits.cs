namespace Bridge.EndToEndTests.Chaos;

/// <summary>What a plan may ask of a store and its replicas.</summary>
/// <param name="Replicas">With more than one, the last is paused beyond its lease.</param>
/// <param name="Kinds">The kinds that a plan draws from.</param>
/// <param name="ClockSeconds">How far a clock may be off, either way.</param>
/// <param name="Short">How long things break in a run that CI waits for.</param>
internal sealed record ChaosLimits(int Replicas, IReadOnlyList<FaultKind> Kinds, int ClockSeconds, TimeSpan Short)
{
    /// <summary>How long after its connection was cut a create may reach Grafana.</summary>
    public static readonly TimeSpan LatestCreate = TimeSpan.FromSeconds(4);

    private static readonly FaultKind[] Common =
    [
        FaultKind.Killed, FaultKind.Killed, FaultKind.Stopped, FaultKind.Paused, FaultKind.ClockMoved, FaultKind.UpstreamAway,
        FaultKind.UpstreamSlow, FaultKind.UpstreamHangs, FaultKind.UpstreamRateLimited, FaultKind.UpstreamError, FaultKind.UpstreamGarbage,
        FaultKind.CutBeforeActing, FaultKind.CutAfterActing, FaultKind.CutAfterActing, FaultKind.CreateCutInHalf, FaultKind.GrafanaRestored,
        FaultKind.GrafanaRebuilt, FaultKind.GrafanaCleanedUp, FaultKind.GrafanaMoved,
    ];

    /// <summary>One replica. Its clock may be off by less than makes it refuse webhooks; a retry then waits that much longer.</summary>
    public static ChaosLimits Sqlite { get; } = new(
        1, [.. Common, FaultKind.StoreLocked, FaultKind.DiskFull], ClockSeconds: 20, Short: TimeSpan.FromSeconds(40));

    /// <summary>Three replicas, whose clocks have to agree within half a minute.</summary>
    public static ChaosLimits Postgres { get; } = new(
        3,
        [.. Common, FaultKind.CreateArrivesLate, FaultKind.StoreRestarted, FaultKind.ConnectionsCut],
        ClockSeconds: 25,
        Short: TimeSpan.FromSeconds(15));
}
