using Bridge.Annotations;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>What has to be done to one annotation.</summary>
internal abstract record ReconciliationStep
{
    private ReconciliationStep(LedgerKey key) => Key = key;

    /// <summary>Which annotation.</summary>
    public LedgerKey Key { get; }

    /// <summary>
    /// Whether words are there that must not stay, as of an incident that turned private: the step goes before all others, and is retried
    /// like an outage whatever the reason of its failure.
    /// </summary>
    public virtual bool TakesWordsAway { get; init; }

    /// <summary>It should be there, and its id is not known: look for it, then adopt or create.</summary>
    internal sealed record Create : ReconciliationStep
    {
        /// <param name="key">Which annotation.</param>
        /// <param name="desired">How it should be.</param>
        /// <param name="known">The intent of an earlier attempt, if there was one.</param>
        public Create(LedgerKey key, DesiredAnnotation desired, LedgerEntry? known)
            : base(key) => (Desired, Known) = (desired, known);

        public DesiredAnnotation Desired { get; }

        public LedgerEntry? Known { get; }
    }

    /// <summary>It is there with other content.</summary>
    internal sealed record Update(LedgerEntry Known, DesiredAnnotation Desired) : ReconciliationStep(Known.Key);

    /// <summary>It should not be there.</summary>
    internal sealed record Delete(LedgerEntry Known) : ReconciliationStep(Known.Key)
    {
        public override bool TakesWordsAway => true;
    }

    /// <summary>It is there, and an earlier create of unknown fate may have left a second one.</summary>
    internal sealed record Confirm(LedgerEntry Known, DesiredAnnotation Desired) : ReconciliationStep(Known.Key);
}
