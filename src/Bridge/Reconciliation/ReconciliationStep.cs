using Bridge.Annotations;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>What has to be done to one annotation.</summary>
internal abstract record ReconciliationStep
{
    private ReconciliationStep(LedgerKey key) => Key = key;

    /// <summary>Which annotation.</summary>
    public LedgerKey Key { get; }

    /// <summary>What is done to the annotation, as metrics count it.</summary>
    public DeliveryKind Kind => this switch
    {
        Create => DeliveryKind.Create,
        Update => DeliveryKind.Update,
        _ => DeliveryKind.Delete,
    };

    /// <summary>
    /// Whether words are there that must not stay, as of an incident that turned private: the step goes before all others, and is retried
    /// like an outage whatever the reason of its failure.
    /// </summary>
    public virtual bool TakesWordsAway { get; init; }

    /// <summary>It should be there, and is not.</summary>
    internal sealed record Create : ReconciliationStep
    {
        /// <param name="key">Which annotation.</param>
        /// <param name="desired">How it should be.</param>
        /// <param name="known">The intent of an earlier attempt, or what is gone, if there was one.</param>
        public Create(LedgerKey key, DesiredAnnotation desired, LedgerEntry? known)
            : base(key) => (Desired, Known) = (desired, known);

        public DesiredAnnotation Desired { get; }

        public LedgerEntry? Known { get; }
    }

    /// <summary>It is there with other content, or the ledger has another status of it.</summary>
    internal sealed record Update(LedgerEntry Known, DesiredAnnotation Desired) : ReconciliationStep(Known.Key);

    /// <summary>It should not be there.</summary>
    internal sealed record Delete(LedgerEntry Known) : ReconciliationStep(Known.Key)
    {
        public override bool TakesWordsAway => true;
    }

    /// <summary>It is ours, and a double or in a place that it was not made for.</summary>
    internal sealed record Clear : ReconciliationStep
    {
        /// <param name="key">What it says it is.</param>
        /// <param name="found">The annotation.</param>
        public Clear(LedgerKey key, FoundAnnotation found)
            : base(key) => Found = found;

        public FoundAnnotation Found { get; }

        public override bool TakesWordsAway => true;
    }
}
