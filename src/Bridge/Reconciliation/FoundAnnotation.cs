using Bridge.Annotations;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// An annotation as Grafana showed it a moment ago, or as it was made a moment ago. Only such a one can be changed or deleted: Grafana lets an
/// Editor's token do both to anybody's by its number, and gives numbers again after a restore, so that a number that is remembered proves nothing.
/// </summary>
internal sealed record FoundAnnotation(AnnotationId Id, DateTimeOffset Start, DateTimeOffset End, string Text, IReadOnlyList<string> Tags)
{
    /// <summary>
    /// How long it counts from <see cref="SeenAt"/> on: what takes longer may be about another annotation by then. A Grafana that is restored is
    /// away for longer than that.
    /// </summary>
    public static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);

    /// <summary>When Grafana answered with it: <see cref="TimeProvider.GetTimestamp"/> of the process.</summary>
    public required long SeenAt { get; init; }

    /// <summary>The number of the dashboard that it is on; null for one of the whole organization.</summary>
    public long? DashboardId { get; init; }

    /// <summary>That dashboard's uid; null of one that cannot be named: before version 9 Grafana gives only the number.</summary>
    public string? DashboardUid { get; init; }

    /// <summary>The panel that it is on; null without one.</summary>
    public long? PanelId { get; init; }

    /// <summary>
    /// False for one that no search by tags finds: Grafana was stopped between the annotation and the rows of its tags, or its client was cut
    /// off. An update writes them.
    /// </summary>
    public bool IsIndexed { get; init; } = true;

    /// <summary>Where it is shown; a null is the organization.</summary>
    /// <returns>False when that cannot be said by a dashboard's uid, so that no route can have asked for it.</returns>
    public bool TryGetPlace(out DashboardPanel? place)
    {
        place = null;
        return DashboardUid is { } uid ? DashboardPanel.TryCreate(uid, PanelId, out place) : (DashboardId, PanelId) is (null, null);
    }

    public bool Shows(DesiredAnnotation desired) =>
        Start == desired.Start && End == desired.End && Text == desired.Text && HasTagsOf(desired);

    public bool HasTagsOf(DesiredAnnotation desired) => Tags.ToHashSet().SetEquals(desired.Tags);

    /// <summary>Comparable with what the ledger knows: <see cref="DesiredAnnotation.Fingerprint"/>.</summary>
    public string Fingerprint() => DesiredAnnotation.FingerprintOf(Start, End, Text, Tags);

    // A record prints its members, and the text of a private incident may be one of them.
    public override string ToString() => Id.ToString();
}
