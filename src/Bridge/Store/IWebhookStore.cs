namespace Bridge.Store;

/// <summary>Takes webhooks.</summary>
internal interface IWebhookStore
{
    /// <summary>
    /// Notes a verified webhook and makes each delivery of its incident due, in one transaction. An id that was seen before is a duplicate, and
    /// does so only to the deliveries that failed, so that a replay heals them.
    /// </summary>
    /// <remarks>
    /// A delivery becomes due at once, whatever it waits for, though not before <see cref="WebhookReceipt.MinInterval"/> has passed since it was
    /// last claimed.
    /// </remarks>
    /// <exception cref="StoreException">It was not stored; the sender has to send it again.</exception>
    Task<AcceptResult> AcceptAsync(WebhookReceipt receipt, CancellationToken cancellationToken);
}
