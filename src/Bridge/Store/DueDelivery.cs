using Bridge.Vocabulary;

namespace Bridge.Store;

/// <summary>A delivery that waits to be worked on, as it was when its Grafana's queue was looked at.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="LeaseToken">That of its last lease: a claim whose token is the next one was preceded by nobody else's.</param>
/// <param name="PendingSince">When the oldest event that is not shown was noted; none when the bridge itself wants to look.</param>
/// <param name="StateFrom">A state counts if it was asked for at this time or later; none for any.</param>
/// <param name="StateAt">incident.io's time of the change that is shown; none before the first success.</param>
/// <param name="Generation">How many of its events were there.</param>
/// <param name="IsMove">As in <see cref="Claim"/>.</param>
internal sealed record DueDelivery(
    SubjectId Subject, long LeaseToken, DateTimeOffset? PendingSince, DateTimeOffset? StateFrom, DateTimeOffset? StateAt, long Generation = 0,
    bool IsMove = false);
