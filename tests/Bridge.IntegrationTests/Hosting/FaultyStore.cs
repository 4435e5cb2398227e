using Bridge.Store;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>The real store, until a test makes a part of it fail.</summary>
internal sealed class FaultyStore(IBridgeStore store, FaultyStore.Switch faults) : DelegatingStore(store)
{
    public override Task<ClaimResult> ClaimAsync(
        string grafana, Lane lane, int limit, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken) =>
        faults.HangClaims ? HangAsync(cancellationToken)
        : faults.Claim is { } fault ? Task.FromException<ClaimResult>(fault)
        : base.ClaimAsync(grafana, lane, limit, now, leaseUntil, cancellationToken);

    public override Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(DeliveryKey key, CancellationToken cancellationToken) =>
        faults.ReadLedger is { } fault ? Task.FromException<IReadOnlyList<LedgerEntry>>(fault) : base.ReadLedgerAsync(key, cancellationToken);

    public override Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken) =>
        faults.ReadStatistics is { } fault ? Task.FromException<StoreStatistics>(fault) : base.ReadStatisticsAsync(cancellationToken);

    public override Task ProbeAsync(CancellationToken cancellationToken) =>
        faults.Probe is { } fault ? Task.FromException(fault) : base.ProbeAsync(cancellationToken);

    public override async Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken)
    {
        var isSaved = await base.SaveLedgerAsync(claim, entry, cancellationToken);
        faults.OnSaved(entry);
        return isSaved;
    }

    private Task<ClaimResult> HangAsync(CancellationToken cancellationToken)
    {
        faults.Hanging.TrySetResult();
        return faults.Never.Task.WaitAsync(cancellationToken);
    }

    /// <summary>What fails, and how; nothing at first.</summary>
    internal sealed class Switch
    {
        public TaskCompletionSource<ClaimResult> Never { get; } = new();

        /// <summary>Ends when a claim hangs.</summary>
        public TaskCompletionSource Hanging { get; } = new();

        public bool HangClaims { get; set; }

        public Exception? Claim { get; set; }

        public Exception? ReadLedger { get; set; }

        public Exception? ReadStatistics { get; set; }

        public Exception? Probe { get; set; }

        /// <summary>What happens between a write to the ledger and what comes after it.</summary>
        public Action<LedgerEntry> OnSaved { get; set; } = _ => { };
    }
}
