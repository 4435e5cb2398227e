using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Store;

namespace Bridge.UnitTests.Reconciliation;

/// <summary>The bridge's looks at an incident, one after the other and for each Grafana, none of which ever fails.</summary>
internal sealed class Replay(History history)
{
    private readonly Dictionary<LedgerKey, LedgerEntry> _ledger = [];
    private readonly Dictionary<LedgerKey, ShownAnnotation> _shown = [];
    private long _lastId;

    /// <summary>What the Grafanas have.</summary>
    public IReadOnlyDictionary<LedgerKey, ShownAnnotation> Shown => _shown;

    /// <summary>Every look so far.</summary>
    public List<Look> Looks { get; } = [];

    /// <summary>Looks at the incident whenever a webhook comes in, and whenever an open region has to be moved before the next one does.</summary>
    /// <param name="looked">Called after each look with what was shown before it.</param>
    public void Live(Action<Look, IReadOnlyDictionary<LedgerKey, ShownAnnotation>> looked)
    {
        DateTimeOffset? moves = null;
        foreach (var delivery in history.Deliveries())
        {
            if (moves < delivery)
            {
                LookAt(new Look(moves.Value, history.StateAt(moves.Value), Moves: true));
            }

            moves = LookAt(new Look(delivery, history.StateAt(delivery), Moves: false));
        }

        DateTimeOffset? LookAt(Look look)
        {
            var before = _shown.ToDictionary();
            var again = Take(look).Moves.Min(move => (DateTimeOffset?)move.At);
            looked(look, before);
            return again;
        }
    }

    /// <summary>Fetches, plans and carries the plan out.</summary>
    public ReconciliationPlan Take(Look look)
    {
        Looks.Add(look);
        var plans = History.Grafanas.Select(grafana => Plan(look, grafana)).ToList();
        var plan = new ReconciliationPlan(
            [.. plans.SelectMany(one => one.Steps)], [], [], [.. plans.SelectMany(one => one.Moves)], new Dictionary<LedgerKey, DesiredAnnotation>());
        foreach (var step in plan.Steps)
        {
            switch (step)
            {
                case ReconciliationStep.Create create:
                    _shown.Add(create.Key, Entered(create.Key, create.Desired, ++_lastId));
                    break;
                case ReconciliationStep.Update update:
                    _shown[update.Key] = Entered(update.Key, update.Desired, _shown[update.Key].Id);
                    break;
                case ReconciliationStep.Delete delete:
                    Assert.True(_ledger.Remove(delete.Key) && _shown.Remove(delete.Key));
                    break;
                default:
                    throw new InvalidOperationException("Nothing is in doubt here.");
            }
        }

        return plan;
    }

    /// <summary>Whether a route names a severity that incident.io does not have any more: what it posted stays, whatever happens.</summary>
    public bool IsFaulted(string route, DateTimeOffset time) =>
        ReconciliationPlan.FaultOf(history.Routes.Single(one => one.Name == route), history.SeveritiesAt(time)) is not null;

    private ReconciliationPlan Plan(Look look, string grafana) => Plans.Make(
        look.State,
        grafana,
        history.Routes,
        history.Options,
        history.SeveritiesAt(look.At),
        [.. _ledger.Values.Where(entry => entry.Key.Grafana == grafana)],
        look.At);

    private ShownAnnotation Entered(LedgerKey key, DesiredAnnotation desired, long id)
    {
        _ledger[key] = new LedgerEntry(key, id, desired.Fingerprint(), desired.Status, desired.Start, desired.End, ConfirmAt: null);
        return new ShownAnnotation(id, desired);
    }
}

/// <summary>One look at the incident.</summary>
/// <param name="At">When.</param>
/// <param name="State">What it was then.</param>
/// <param name="Moves">Whether the bridge looked by itself, to move an open region.</param>
internal sealed record Look(DateTimeOffset At, Incident State, bool Moves)
{
    /// <summary>Nobody says whether impact goes on.</summary>
    public bool IsSetAside => State.Category is StatusCategory.Paused or StatusCategory.Unknown;

    public bool IsOver => State.Category is StatusCategory.Learning or StatusCategory.Closed;

    /// <summary>Whether one of the timestamps that an end is taken from is set.</summary>
    public bool HasEnd => State.Timestamps.Any(timestamp => timestamp.Name is "Resolved at" or "FIXED AT" or "Closed");

    /// <summary>Whether what is shown after it depends on nothing that was before it.</summary>
    public bool IsDefinite => !IsSetAside && (!IsOver || HasEnd);
}

/// <summary>An annotation as a Grafana has it.</summary>
internal sealed record ShownAnnotation(long Id, DesiredAnnotation Content);
