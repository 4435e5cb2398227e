namespace Bridge.Vocabulary;

/// <summary>What became of a webhook that was answered with success: the label <c>result</c>.</summary>
internal enum WebhookResult
{
    /// <summary>Its incident is queued.</summary>
    Stored,

    /// <summary>Seen before.</summary>
    Duplicate,

    /// <summary>Verified, and about nothing that an annotation shows.</summary>
    Ignored,
}
