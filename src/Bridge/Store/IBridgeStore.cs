namespace Bridge.Store;

/// <summary>
/// What the bridge remembers: webhooks seen, one work item per incident and Grafana, the ledger of annotations, and when jobs ran. It never holds
/// a payload, a name or a summary: ids, times, fingerprints and outcomes only. Its users take the part that they need.
/// </summary>
/// <remarks>
/// Every implementation passes the tests of <c>StoreCompliance</c>. A method that returns has committed durably: a crash, also of the
/// machine, right after it loses nothing. Times come from the caller, so that one clock rules. The store knows the Grafanas of the settings;
/// what belongs to another one is kept and waits for nothing.
/// </remarks>
internal interface IBridgeStore : IWebhookStore, IDeliveryQueue, ILedger, IJobStore, IMissedWebhooks, IWorkReader, ISubjectNotes, IGrafanaIdentities, IStoreUpkeep, IAsyncDisposable
{
    /// <summary>Makes or migrates the schema. To be called once, before anything else.</summary>
    /// <param name="access">What the process is going to do with it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StoreException">The store cannot be opened, or is newer than this program.</exception>
    /// <exception cref="Settings.InvalidSettingsException">The server takes no session with these settings.</exception>
    Task OpenAsync(StoreAccess access, CancellationToken cancellationToken);

    /// <summary>Proves that a transaction can be committed.</summary>
    /// <exception cref="StoreException">It cannot.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>What a process does with the store.</summary>
internal enum StoreAccess
{
    /// <summary>It is the bridge: on SQLite the only one, and what the one before it had leased is free.</summary>
    Bridge,

    /// <summary>It is a command, beside a bridge that may run.</summary>
    Command,
}
