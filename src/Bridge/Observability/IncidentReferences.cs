namespace Bridge.Observability;

/// <summary>
/// What people call the incidents that this process has read (<c>INC-123</c>), for the lines of its log and for an operator who asks. Kept in memory
/// only: the store has ids alone.
/// </summary>
/// <param name="capacity">Incidents that are kept at most, a few megabytes; those that were seen first go first.</param>
internal sealed class IncidentReferences(int capacity = 10_000)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, NamedIncident> _byId = [];
    private readonly Dictionary<string, string> _byReference = [];
    private readonly Queue<string> _inOrder = [];

    /// <summary>Notes what an incident is called now.</summary>
    /// <param name="id">incident.io's id.</param>
    /// <param name="reference">In the one form in which references are compared.</param>
    /// <param name="isPrivate">Whether it is private now.</param>
    public void Note(string id, string reference, bool isPrivate)
    {
        lock (_lock)
        {
            if (_byId.TryGetValue(id, out var known))
            {
                if (known.Reference != reference)
                {
                    Forget(known.Reference, id);
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

                _inOrder.Enqueue(id);
            }

            _byId[id] = new NamedIncident(reference, isPrivate);
            _byReference[reference] = id;
        }
    }

    /// <summary>What an incident is called; none of one that this process has not read, or too long ago.</summary>
    public NamedIncident? Of(string id)
    {
        lock (_lock)
        {
            return _byId.TryGetValue(id, out var named) ? named : null;
        }
    }

    /// <summary>The id of the incident that was last called so; none if no such one was read.</summary>
    public string? IdOf(string reference)
    {
        lock (_lock)
        {
            return _byReference.GetValueOrDefault(reference);
        }
    }

    /// <summary>Another incident may be called so by now.</summary>
    private void Forget(string reference, string id)
    {
        if (_byReference.GetValueOrDefault(reference) == id)
        {
            _byReference.Remove(reference);
        }
    }
}

/// <param name="Reference">What people call the incident.</param>
/// <param name="IsPrivate">Whether it was private when it was last read.</param>
internal readonly record struct NamedIncident(string Reference, bool IsPrivate);
