namespace Bridge.Vocabulary;

/// <summary>Why a webhook was not taken: the label <c>reason</c> of <c>incidentbridge_webhook_rejected_total</c>.</summary>
internal enum RejectReason
{
    /// <summary>A header of the signature is missing, empty, doubled or unusable.</summary>
    Headers,

    /// <summary>The timestamp is not a number of seconds, or more than five minutes off this machine's clock.</summary>
    Timestamp,

    /// <summary>No signature matches any of the configured secrets.</summary>
    Signature,

    /// <summary>Verified, but not an event that can be read; or a body that never arrived whole.</summary>
    Malformed,

    /// <summary>The body is larger than <c>Server:MaxWebhookBytes</c>.</summary>
    TooLarge,

    /// <summary>More came at once than there is memory for before it is verified; the sender was told to come again.</summary>
    Busy,

    /// <summary>Verified, but the store could not take it.</summary>
    Store,
}
