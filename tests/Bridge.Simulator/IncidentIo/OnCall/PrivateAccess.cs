namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>A line of the customer's audit log: somebody asked for a private alert or escalation by its id.</summary>
/// <param name="Event">For example <c>private_alert.access_attempted.1</c>.</param>
/// <param name="Id">Of the alert or the escalation.</param>
/// <param name="WasGranted">Whether the key may see it.</param>
public sealed record PrivateAccess(string Event, string Id, bool WasGranted);
