namespace Bridge.Observability;

/// <summary>What people call the incidents that the bridge has read lately (<c>INC-123</c>), for the lines of its log. It is kept in memory only.</summary>
internal sealed class IncidentReferences
{
    /// <summary>Incidents of one generation, of which two are kept: a few megabytes.</summary>
    private const int Capacity = 10_000;

    private readonly Lock _lock = new();
    private Dictionary<string, string> _young = [];
    private Dictionary<string, string> _old = [];

    /// <summary>Keeps an incident's reference for as long as it is one of the last that were read.</summary>
    public void Note(string id, string reference)
    {
        if (reference == id)
        {
            // incident.io gave none.
            return;
        }

        lock (_lock)
        {
            if (_young.Count >= Capacity)
            {
                (_old, _young) = (_young, []);
            }

            _young[id] = reference;
        }
    }

    /// <summary>The reference of an incident; null when the bridge has not read it lately.</summary>
    public string? Of(string id)
    {
        lock (_lock)
        {
            return _young.GetValueOrDefault(id) ?? _old.GetValueOrDefault(id);
        }
    }
}
