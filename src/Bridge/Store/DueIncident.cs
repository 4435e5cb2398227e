using Bridge.Incidents;

namespace Bridge.Store;

/// <summary>An incident that waits to be worked on, as it was when the queue was looked at.</summary>
/// <param name="Incident">The incident.</param>
/// <param name="Generation">How many of its events were there.</param>
/// <param name="LeaseToken">That of its last claim: a claim whose token is the next one was preceded by nobody else's.</param>
/// <param name="PendingSince">When the oldest event that is not reconciled yet was accepted; none when the bridge itself wants to look.</param>
/// <param name="StateAt">incident.io's time of the last change that is reconciled; none before the first success.</param>
internal sealed record DueIncident(
    IncidentId Incident, long Generation, long LeaseToken, DateTimeOffset? PendingSince, DateTimeOffset? StateAt);
