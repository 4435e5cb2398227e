using Bridge.Reconciliation;
using Bridge.Store;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Backfill;

/// <summary>What came of a backfill. May be counted by several workers at once.</summary>
internal sealed class BackfillTally
{
    private readonly Lock _lock = new();
    private readonly SortedDictionary<FailureReason, long> _failed = [];

    /// <summary>Incidents that were looked at.</summary>
    public long Listed { get; private set; }

    /// <summary>Those of them that ended longer ago than annotations are kept: nothing is made of them.</summary>
    public long Past { get; private set; }

    /// <summary>Annotations; those that Grafana had already, and that the store did not know, are among them.</summary>
    public long Created { get; private set; }

    /// <summary>Annotations.</summary>
    public long Updated { get; private set; }

    /// <summary>Annotations.</summary>
    public long Deleted { get; private set; }

    /// <summary>Incidents that are shown as they should be, or rightly not at all.</summary>
    public long Unchanged { get; private set; }

    /// <summary>Incidents that the bridge works on itself.</summary>
    public long Left { get; private set; }

    /// <summary>Incidents that failed, by reason.</summary>
    public IReadOnlyDictionary<FailureReason, long> Failed => _failed;

    /// <summary>Why incident.io's list is not complete; none when it is.</summary>
    public UpstreamFailure? ListFailure { get; set; }

    /// <summary>Whether somebody stopped it.</summary>
    public bool Stopped { get; set; }

    /// <summary>Everything that was to be done is done.</summary>
    public bool IsComplete => ListFailure is null && !Stopped && _failed.Count == 0;

    public void CountListed(bool isPast) => Count(() =>
    {
        Listed++;
        Past += isPast ? 1 : 0;
    });

    public void CountUnchanged() => Count(() => Unchanged++);

    public void CountLeft() => Count(() => Left++);

    public void CountFailed(FailureReason reason) => Count(() => _failed[reason] = _failed.GetValueOrDefault(reason) + 1);

    public void CountSteps(IReadOnlyList<ReconciliationStep> steps) => Count(() =>
    {
        Created += steps.Count(step => step is ReconciliationStep.Create);
        Updated += steps.Count(step => step is ReconciliationStep.Update);
        Deleted += steps.Count(step => step is ReconciliationStep.Delete or ReconciliationStep.Clear);
        Unchanged += steps.Count == 0 ? 1 : 0;
    });

    /// <summary>Counts an incident by what came of it in each Grafana: one that failed anywhere failed.</summary>
    public void Count(IReadOnlyList<ReconciliationResult> results)
    {
        var failed = results.Select(result => result.Outcome is WorkOutcome.Held ? FailureReason.Network : result.Outcome?.FailedFor)
            .FirstOrDefault(reason => reason is not null);
        if (failed is { } reason)
        {
            CountFailed(reason);
        }
        else if (results.Any(result => result.Outcome is null))
        {
            CountLeft();
        }
        else
        {
            CountSteps([.. results.SelectMany(result => result.Steps)]);
        }
    }

    private void Count(Action count)
    {
        lock (_lock)
        {
            count();
        }
    }
}
