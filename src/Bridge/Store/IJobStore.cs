namespace Bridge.Store;

/// <summary>When jobs ran, and which replica has them.</summary>
internal interface IJobStore
{
    /// <summary>
    /// Takes a job if it is due: nobody has it, and its last start is <paramref name="interval"/> ago or longer, or it failed and is to
    /// be tried again.
    /// </summary>
    Task<JobClaim?> TryClaimJobAsync(
        JobName job, TimeSpan interval, DateTimeOffset now, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Keeps a job for longer.</summary>
    /// <returns>False when another replica has it.</returns>
    Task<bool> KeepJobAsync(JobClaim claim, DateTimeOffset leaseUntil, CancellationToken cancellationToken);

    /// <summary>Ends a job that did its work.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="watermark">How far it has come.</param>
    /// <param name="now">The time of its end.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when another replica has it; nothing was changed.</returns>
    Task<bool> EndJobAsync(JobClaim claim, DateTimeOffset watermark, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Gives a job back that did not do its work; it is due again at <paramref name="retryAt"/>.</summary>
    /// <inheritdoc cref="EndJobAsync" path="/returns"/>
    Task<bool> GiveJobBackAsync(JobClaim claim, DateTimeOffset retryAt, CancellationToken cancellationToken);
}

/// <summary>Changes that resync found and no webhook told of (<see cref="IDeliveryQueue.MarkDueAsync"/>).</summary>
internal interface IMissedWebhooks
{
    /// <summary>How many incidents' changes have been without a webhook since <paramref name="before"/> or longer, and are shown. Each is counted once.</summary>
    Task<int> CountMissedAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
