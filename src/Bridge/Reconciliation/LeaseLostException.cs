namespace Bridge.Reconciliation;

/// <summary>The lease on an incident ran out and another worker took it; whoever sees this stops without writing anything more.</summary>
internal sealed class LeaseLostException() : Exception("The lease on the incident was lost to another worker.");
