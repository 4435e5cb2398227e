using Bridge.Annotations;

namespace Bridge.Reconciliation;

/// <summary>What of the settings says which deliveries there are, when, and what they bring about.</summary>
/// <param name="resyncInterval">How often changed incidents are listed; zero for never.</param>
/// <param name="grafanas">The names of all Grafanas.</param>
/// <param name="reconciliation">How much is done at once, and how often.</param>
/// <param name="annotations">What an annotation looks like at any time.</param>
/// <param name="routes">Which incidents go where at any time.</param>
internal sealed class DeliverySettings(
    TimeSpan resyncInterval,
    IReadOnlyList<string> grafanas,
    ReconciliationOptions reconciliation,
    Func<AnnotationOptions> annotations,
    Func<IReadOnlyList<AnnotationRoute>> routes)
{
    public TimeSpan ResyncInterval => resyncInterval;

    public IReadOnlyList<string> Grafanas => grafanas;

    public ReconciliationOptions Reconciliation => reconciliation;

    /// <summary>What an annotation looks like now, where its route says nothing else.</summary>
    public AnnotationOptions Annotations => annotations();

    /// <summary>Which incidents go where now.</summary>
    public IReadOnlyList<AnnotationRoute> Routes => routes();

    /// <summary>Whether webhooks tell of changes; if not, a resync is the only one that does.</summary>
    public required bool Webhooks { get; init; }
}
