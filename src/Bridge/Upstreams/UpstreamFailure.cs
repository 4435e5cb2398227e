using Bridge.Vocabulary;

namespace Bridge.Upstreams;

/// <summary>A request to incident.io or Grafana that did not do what it should.</summary>
/// <param name="Reason">What went wrong.</param>
/// <param name="Detail">
/// For people, in plain words: what happened, a status, and the upstream's own message where it refuses something. Never a body, never a
/// credential, never an address' query.
/// </param>
/// <param name="RetryAfter">How long the upstream asked to be left alone.</param>
/// <param name="MayHaveActed">Whether the request may have had its effect all the same, since its answer was lost or unusable.</param>
/// <param name="IsHeld">
/// Whether the request was not sent, since the upstream is left alone or has too much to do already. Such a failure costs no attempt.
/// </param>
/// <param name="OfUpstream">Whether it speaks of the upstream as a whole, or of what stands in front of it, and not of what was asked.</param>
internal sealed record UpstreamFailure(
    FailureReason Reason,
    string Detail,
    TimeSpan? RetryAfter = null,
    bool MayHaveActed = false,
    bool IsHeld = false,
    bool OfUpstream = false);
