using Bridge.Store;

namespace Bridge.Reconciliation;

internal static class LeasedLedger
{
    /// <exception cref="LeaseLostException">Another worker has the delivery; nothing more may be written.</exception>
    public static async Task SaveAsync(this ILedger ledger, Claim claim, LedgerEntry entry, CancellationToken cancellationToken)
    {
        if (!await ledger.SaveLedgerAsync(claim, entry, cancellationToken))
        {
            throw new LeaseLostException();
        }
    }
}
