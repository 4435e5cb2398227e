using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>How the work stands. Nothing is changed.</summary>
internal interface IWorkReader
{
    /// <summary>The deliveries of these incidents to the Grafanas of the settings; those that the store does not know are missing.</summary>
    Task<ILookup<SubjectId, Delivery>> ReadDeliveriesAsync(IReadOnlyList<SubjectId> incidents, CancellationToken cancellationToken);

    /// <summary>Up to <paramref name="limit"/> dead letters, those that were worked on last first.</summary>
    Task<IReadOnlyList<Delivery>> ReadDeadLettersAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Of what waits in each Grafana (<see cref="StoreStatistics.PendingByGrafana"/>), how much need not wait any longer; a Grafana in which
    /// nothing waits is missing.
    /// </summary>
    Task<IReadOnlyDictionary<string, DueWork>> CountDueAsync(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>The figures behind the queue's metrics.</summary>
    Task<StoreStatistics> ReadStatisticsAsync(CancellationToken cancellationToken);
}

/// <summary>Keeps the store from growing for ever.</summary>
internal interface IStoreUpkeep
{
    /// <summary>
    /// Forgets up to <paramref name="limit"/> webhook ids that were seen before <paramref name="before"/>, the oldest first. The newest
    /// of all is kept: <see cref="StoreStatistics.LastAcceptedAt"/> outlives a quiet week.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetWebhooksAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets up to <paramref name="limit"/> incidents with their deliveries and their ledger, those that were worked on longest ago first: in
    /// every Grafana the last work and the last event were before <paramref name="before"/>, the work succeeded, nothing is due, and every
    /// annotation ended before that time and is known to be right. What comes about one later is found in Grafana, as after the loss of the
    /// store.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetIncidentsAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets up to <paramref name="limit"/> of what is no incident and has no annotation: in every Grafana the last work was between
    /// <paramref name="since"/> and <paramref name="before"/>, it succeeded, nothing is due, and nobody
    /// said that it is private. Of thousands of alerts, settings show a few.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetUnshownAsync(DateTimeOffset since, DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets up to <paramref name="limit"/> annotations that were taken away, and had ended, before <paramref name="before"/>.
    /// </summary>
    /// <returns>How many were forgotten.</returns>
    Task<int> ForgetTakenAwayAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);

    /// <summary>Gives the disk back some of the space that what was forgotten took, if there is much of it; a little at a time.</summary>
    /// <param name="limit">How many pages at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many pages were given back; zero when there is nothing to do, or the database sees to it by itself.</returns>
    Task<int> GiveSpaceBackAsync(int limit, CancellationToken cancellationToken);
}
