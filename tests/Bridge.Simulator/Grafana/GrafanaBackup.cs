namespace Bridge.Simulator.Grafana;

/// <summary>The annotations as they were at one moment, to be restored later.</summary>
public sealed class GrafanaBackup
{
    internal GrafanaBackup(IReadOnlyList<StoredAnnotation> rows, IReadOnlyList<GrafanaTag> tags, long lastId) =>
        (Rows, Tags, LastId) = (rows, tags, lastId);

    internal IReadOnlyList<StoredAnnotation> Rows { get; }

    internal IReadOnlyList<GrafanaTag> Tags { get; }

    internal long LastId { get; }
}
