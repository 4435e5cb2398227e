using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>What was posted, and what was about to be.</summary>
internal interface ILedger
{
    /// <summary>Of an incident in one Grafana.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(DeliveryKey key, CancellationToken cancellationToken);

    /// <summary>Of an incident, everywhere.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadLedgerAsync(SubjectId incident, CancellationToken cancellationToken);

    /// <summary>Of one Grafana: what is open, and what ended at <paramref name="endedSince"/> or later.</summary>
    Task<IReadOnlyList<LedgerEntry>> ReadLedgerOfGrafanaAsync(
        string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken);

    /// <summary>What is shown as open, in the Grafanas of the settings.</summary>
    Task<IReadOnlyList<DeliveryKey>> ReadOpenAsync(CancellationToken cancellationToken);

    /// <summary>Those of a kind that are shown from a time between <paramref name="from"/> and <paramref name="until"/> on, in the Grafanas of the settings.</summary>
    /// <param name="kind">Which kind; not that of incidents, whose ids do not name it.</param>
    /// <param name="from">The earliest start.</param>
    /// <param name="until">Later than the latest one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<SubjectId>> ReadBegunAsync(SubjectKind kind, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken);

    /// <summary>What was taken away from one Grafana, of what ended at <paramref name="endedSince"/> or later.</summary>
    Task<IReadOnlyList<TakenAway>> ReadTakenAwayAsync(string grafana, DateTimeOffset endedSince, CancellationToken cancellationToken);

    /// <summary>
    /// Writes one entry over the one with the same key, if there is one. Another entry of the same Grafana that has the same number has it no
    /// more, and with it nothing that was known of its content: Grafana gave the number again.
    /// </summary>
    /// <returns>False when the claim holds no lease, or the entry belongs to another delivery; nothing was changed, and the caller must not write to Grafana any more.</returns>
    Task<bool> SaveLedgerAsync(Claim claim, LedgerEntry entry, CancellationToken cancellationToken);

    /// <summary>Removes an entry, and notes it as taken away.</summary>
    /// <inheritdoc cref="SaveLedgerAsync" path="/returns"/>
    Task<bool> RemoveLedgerAsync(Claim claim, LedgerKey key, DateTimeOffset now, CancellationToken cancellationToken);
}
