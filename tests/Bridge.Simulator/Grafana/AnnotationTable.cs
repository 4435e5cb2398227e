namespace Bridge.Simulator.Grafana;

/// <summary>The annotations of one organization, and the rules by which Grafana changes and finds them.</summary>
internal sealed class AnnotationTable(TimeProvider time)
{
    private readonly Dictionary<long, StoredAnnotation> _rows = [];
    private long _lastId;

    public IEnumerable<StoredAnnotation> Rows => _rows.Values.OrderBy(row => row.Id);

    public StoredAnnotation? Find(long id) => _rows.GetValueOrDefault(id);

    /// <summary>Saves a new annotation: no start is now, no end is the start, tags are cleaned.</summary>
    public StoredAnnotation Add(AnnotationCommand command, (long Id, string Uid)? dashboard)
    {
        var now = Now();
        var tags = GrafanaTag.Parse(command.Tags ?? []);
        var row = new StoredAnnotation
        {
            Id = ++_lastId,
            DashboardId = dashboard?.Id ?? 0,
            DashboardUid = dashboard?.Uid,
            PanelId = command.PanelId,
            Created = now,
            Updated = now,
            Text = command.Text,
            Index = tags,
            ShownTags = [.. tags.Select(tag => tag.ToString())],
            Data = command.Data ?? [],
        };
        var start = command.Time == 0 ? now : command.Time;
        row.Move(start, command.TimeEnd == 0 ? start : command.TimeEnd);
        _rows[row.Id] = row;
        return row;
    }

    /// <summary>
    /// PUT: text is overwritten even by nothing; times that are missing stay; tags that are missing vanish from sight but not from
    /// the index; tags that are given are shown as they came.
    /// </summary>
    public void Replace(StoredAnnotation row, AnnotationCommand command)
    {
        row.Text = command.Text;
        row.ShownTags = command.Tags is null ? null : [.. command.Tags];
        Touch(row, command);
    }

    /// <summary>PATCH: only what is given and not empty; an empty list of tags clears them.</summary>
    public void Change(StoredAnnotation row, AnnotationCommand command)
    {
        row.Text = command.Text.Length > 0 ? command.Text : row.Text;
        row.ShownTags = command.Tags is null ? row.ShownTags : [.. command.Tags];
        Touch(row, command with { Time = Math.Max(0, command.Time), TimeEnd = Math.Max(0, command.TimeEnd) });
    }

    public bool Remove(long id) => _rows.Remove(id);

    /// <summary>What a delete for id 0 does: every annotation that belongs to no dashboard and no panel goes.</summary>
    public int RemoveAllOfOrganization()
    {
        var doomed = _rows.Values.Where(row => row is { DashboardId: 0, PanelId: 0 }).Select(row => row.Id).ToList();
        doomed.ForEach(id => _rows.Remove(id));
        return doomed.Count;
    }

    /// <summary>Puts a row in as it is, as if it had always been there.</summary>
    public void Seed(StoredAnnotation row)
    {
        _rows[row.Id] = row;
        _lastId = Math.Max(_lastId, row.Id);
    }

    private void Touch(StoredAnnotation row, AnnotationCommand command)
    {
        row.Index = command.Tags is null ? row.Index : GrafanaTag.Parse(command.Tags);
        row.Move(command.Time, command.TimeEnd);
        row.Updated = Now();
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
