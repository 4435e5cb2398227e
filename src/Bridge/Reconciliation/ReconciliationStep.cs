using Bridge.Annotations;
using Bridge.Store;

namespace Bridge.Reconciliation;

/// <summary>What has to be done to one annotation.</summary>
internal abstract record ReconciliationStep
{
    private ReconciliationStep()
    {
    }

    /// <summary>It should be there, and its id is not known: look for it, then adopt or create.</summary>
    /// <param name="Key">Which annotation.</param>
    /// <param name="Desired">How it should be.</param>
    /// <param name="Known">The intent of an earlier attempt, if there was one.</param>
    internal sealed record Create(LedgerKey Key, DesiredAnnotation Desired, LedgerEntry? Known) : ReconciliationStep;

    /// <summary>It is there with other content.</summary>
    internal sealed record Update(LedgerEntry Known, DesiredAnnotation Desired) : ReconciliationStep;

    /// <summary>It should not be there.</summary>
    internal sealed record Delete(LedgerEntry Known) : ReconciliationStep;

    /// <summary>It is there, and an earlier create of unknown fate may have left a second one.</summary>
    internal sealed record Confirm(LedgerEntry Known, DesiredAnnotation Desired) : ReconciliationStep;
}
