using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.States;

/// <summary>
/// What people call the incidents that this process has read, so that an operator who asks need not ask incident.io. The store has ids alone.
/// </summary>
/// <param name="capacity">Incidents that are kept at most; those that were seen first go first.</param>
internal sealed class SeenReferences(int capacity)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IncidentId, SeenIncident> _byId = [];
    private readonly Dictionary<IncidentReference, IncidentId> _byReference = [];
    private readonly Queue<IncidentId> _inOrder = [];

    /// <summary>Notes what an incident is called now. One whose reference is of a form that the bridge does not know keeps its id alone.</summary>
    public void Note(Incident incident)
    {
        if (!IncidentReference.TryParse(incident.Reference, out var reference))
        {
            return;
        }

        lock (_lock)
        {
            if (_byId.TryGetValue(incident.Id, out var known))
            {
                if (known.Reference != reference)
                {
                    Forget(known.Reference, incident.Id);
                }
            }
            else
            {
                if (_inOrder.Count >= capacity)
                {
                    var oldest = _inOrder.Dequeue();
                    _byId.Remove(oldest, out var gone);
                    Forget(gone.Reference, oldest);
                }

                _inOrder.Enqueue(incident.Id);
            }

            _byId[incident.Id] = new SeenIncident(reference, incident.IsPrivate);
            _byReference[reference] = incident.Id;
        }
    }

    /// <summary>None of an incident that this process has not read, or longest ago.</summary>
    public SeenIncident? Find(IncidentId incident)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(incident, out var seen) ? seen : null;
        }
    }

    /// <inheritdoc cref="Find(IncidentId)"/>
    public IncidentId? Find(IncidentReference reference)
    {
        lock (_lock)
        {
            return _byReference.TryGetValue(reference, out var incident) ? incident : null;
        }
    }

    /// <summary>Another incident may be called so by now.</summary>
    private void Forget(IncidentReference reference, IncidentId incident)
    {
        if (_byReference.TryGetValue(reference, out var named) && named == incident)
        {
            _byReference.Remove(reference);
        }
    }
}

/// <param name="Reference">What people call the incident.</param>
/// <param name="IsPrivate">Whether it was private when it was last read.</param>
internal readonly record struct SeenIncident(IncidentReference Reference, bool IsPrivate);
