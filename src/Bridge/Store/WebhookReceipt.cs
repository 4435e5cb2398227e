using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>A verified webhook about something that is shown.</summary>
/// <param name="WebhookId">The sender's id of the message; the same on every attempt and replay.</param>
/// <param name="Subject">What changed.</param>
/// <param name="ReceivedAt">When it came.</param>
/// <param name="MinInterval">How long after its last claim the subject may be claimed again.</param>
/// <param name="TraceParent">The W3C trace context of the request, so that the reconciliation continues its trace.</param>
/// <param name="Visibility">What it says of who may see the subject, beside what the subject's state says.</param>
internal sealed record WebhookReceipt(
    string WebhookId, SubjectId Subject, DateTimeOffset ReceivedAt, TimeSpan MinInterval, string? TraceParent, Visibility Visibility = Visibility.Unknown);

/// <summary>What became of a webhook.</summary>
internal enum AcceptResult
{
    /// <summary>Noted, and its incident is queued.</summary>
    Stored,

    /// <summary>Seen before.</summary>
    Duplicate,
}
