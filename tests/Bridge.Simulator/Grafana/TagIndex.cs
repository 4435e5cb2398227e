namespace Bridge.Simulator.Grafana;

/// <summary>Where to look for annotations by their tags: a search must not cost the more, the more there are.</summary>
internal sealed class TagIndex
{
    private readonly Dictionary<GrafanaTag, HashSet<StoredAnnotation>> _rows = [];

    public void Add(StoredAnnotation row)
    {
        foreach (var tag in row.Index)
        {
            if (!_rows.TryGetValue(tag, out var rows))
            {
                _rows[tag] = rows = [];
            }

            rows.Add(row);
        }
    }

    public void Remove(StoredAnnotation row)
    {
        foreach (var tag in row.Index)
        {
            if (_rows.TryGetValue(tag, out var rows) && rows.Remove(row) && rows.Count == 0)
            {
                _rows.Remove(tag);
            }
        }
    }

    public void Clear() => _rows.Clear();

    /// <summary>Annotations among which are all that a filter finds; null for any of them, when it does not say enough.</summary>
    public IEnumerable<StoredAnnotation>? Candidates(List<GrafanaTag> filter, bool any)
    {
        var whole = filter.Where(tag => tag.Value.Length > 0).Select(tag => _rows.GetValueOrDefault(tag) ?? []).ToList();
        return any
            ? whole.Count == filter.Count && whole.Count > 0 ? whole.SelectMany(rows => rows).Distinct() : null
            : whole.MinBy(rows => rows.Count);
    }
}
