namespace Bridge.Simulator.Grafana;

/// <summary>The annotations of every organization, and the rules by which Grafana changes them.</summary>
internal sealed class AnnotationTable(TimeProvider time)
{
    private readonly Dictionary<long, StoredAnnotation> _rows = [];
    private readonly HashSet<GrafanaTag> _tags = [];
    private readonly TagIndex _index = new();

    /// <summary>The highest id that was ever given; the next annotation gets the one after it.</summary>
    public long LastId { get; set; }

    /// <summary>Whether a create ends before its tags are saved; the annotation shows them all the same.</summary>
    public bool StopsBeforeTags { get; set; }

    public IReadOnlyCollection<StoredAnnotation> Rows => _rows.Values;

    public IEnumerable<StoredAnnotation> Of(long organization) => _rows.Values.Where(row => row.OrganizationId == organization);

    /// <summary>Annotations of an organization among which are all that have these tags.</summary>
    public IEnumerable<StoredAnnotation> Of(long organization, List<GrafanaTag> filter, bool any) =>
        _index.Candidates(filter, any)?.Where(row => row.OrganizationId == organization) ?? Of(organization);

    public StoredAnnotation? Find(long id) => _rows.GetValueOrDefault(id);

    public StoredAnnotation? Find(long id, long organization) => Find(id) is { } row && row.OrganizationId == organization ? row : null;

    /// <summary>Saves a new annotation: no start is now, no end is the start, tags are cleaned.</summary>
    public StoredAnnotation Add(AnnotationCommand command, SimulatedDashboard? dashboard, GrafanaUser author)
    {
        var now = Now();
        var tags = GrafanaTag.Parse(command.Tags ?? []);
        var row = new StoredAnnotation
        {
            Id = ++LastId,
            OrganizationId = author.OrganizationId,
            Author = author,
            DashboardId = dashboard?.Id ?? 0,
            DashboardUid = dashboard?.Uid,
            PanelId = command.PanelId,
            Created = now,
            Updated = now,
            Text = command.Text,
            Index = StopsBeforeTags ? [] : tags,
            ShownTags = [.. tags.Select(tag => tag.ToString())],
            Data = command.Data ?? [],
        };
        var start = command.Time == 0 ? now : command.Time;
        row.Move(start, command.TimeEnd == 0 ? start : command.TimeEnd);
        Seed(row);
        return row;
    }

    /// <summary>
    /// PUT: text is overwritten even by nothing; times that are missing stay; tags that are missing vanish from sight but not from
    /// the index; tags that are given are shown as they came.
    /// </summary>
    /// <returns>False when the version fails to write the tags; nothing is changed then.</returns>
    public bool TryReplace(StoredAnnotation row, AnnotationCommand command, GrafanaDialect dialect) =>
        TryUpdate(row, command, command.Tags, dialect);

    /// <summary>PATCH: only what is given and not empty; an empty list of tags clears them. Tags that stay are written again.</summary>
    /// <returns>False when the version fails to write the tags; nothing is changed then.</returns>
    public bool TryChange(StoredAnnotation row, AnnotationCommand command, GrafanaDialect dialect)
    {
        var change = command with
        {
            Text = command.Text.Length > 0 ? command.Text : row.Text,
            Time = Math.Max(0, command.Time),
            TimeEnd = Math.Max(0, command.TimeEnd),
        };
        return TryUpdate(row, change, command.Tags ?? row.ShownTags, dialect);
    }

    public void Remove(long id)
    {
        if (_rows.Remove(id, out var row))
        {
            _index.Remove(row);
        }
    }

    public void Remove(IEnumerable<StoredAnnotation> rows)
    {
        foreach (var row in rows.ToList())
        {
            Remove(row.Id);
        }
    }

    /// <summary>Puts a row in as it is, as if it had always been there.</summary>
    public void Seed(StoredAnnotation row)
    {
        Remove(row.Id);
        _rows[row.Id] = row;
        _index.Add(row);
        _tags.UnionWith(row.Index);
        LastId = Math.Max(LastId, row.Id);
    }

    public GrafanaBackup ToBackup() => new([.. _rows.Values.Select(row => row.Copy())], [.. _tags], LastId);

    /// <summary>Everything is as it was, and the ids that were given since are given again.</summary>
    public void Restore(GrafanaBackup backup)
    {
        _rows.Clear();
        _index.Clear();
        foreach (var row in backup.Rows)
        {
            Seed(row.Copy());
        }

        _tags.Clear();
        _tags.UnionWith(backup.Tags);
        LastId = backup.LastId;
    }

    private bool TryUpdate(StoredAnnotation row, AnnotationCommand command, IReadOnlyList<string>? tags, GrafanaDialect dialect)
    {
        _index.Remove(row);
        var isWritten = tags is null || dialect.TryReindex(row, tags, _tags);
        _index.Add(row);
        if (!isWritten)
        {
            return false;
        }

        row.Text = command.Text;
        row.ShownTags = tags is null ? null : [.. tags];
        row.Data = dialect.UpdatesData && command.Data is { } data ? data : row.Data;
        row.Move(command.Time, command.TimeEnd);
        row.Updated = Now();
        return true;
    }

    private long Now() => time.GetUtcNow().ToUnixTimeMilliseconds();
}
