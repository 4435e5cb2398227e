using Bridge.Annotations;

namespace Bridge.Reconciliation;

/// <summary>What of the settings says which deliveries there are, when, and what they bring about.</summary>
/// <param name="ResyncInterval">How often changed incidents are listed; zero for never.</param>
/// <param name="Grafanas">The names of all Grafanas.</param>
/// <param name="Annotations">What an annotation looks like, where its route says nothing else.</param>
/// <param name="Routes">Which incidents go where.</param>
/// <param name="Reconciliation">How much is done at once, and how often.</param>
internal sealed record DeliverySettings(
    TimeSpan ResyncInterval,
    IReadOnlyList<string> Grafanas,
    AnnotationOptions Annotations,
    IReadOnlyList<AnnotationRoute> Routes,
    ReconciliationOptions Reconciliation)
{
    /// <summary>Whether webhooks tell of changes; if not, a resync is the only one that does.</summary>
    public bool Webhooks { get; init; } = true;
}
