using Bridge.Annotations;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation;

/// <summary>
/// What one Grafana has under the bridge's identity of one incident, as it was a moment ago. Identity is the tags that say incident, route and
/// part, and the place in which the annotation lies. Whatever is updated or deleted is taken from here.
/// </summary>
internal sealed class AnnotationLook
{
    private readonly DateTimeOffset _at;
    private readonly Dictionary<LedgerKey, List<FoundAnnotation>> _byKey = [];
    private readonly List<(LedgerKey Key, FoundAnnotation Found)> _elsewhere = [];

    /// <param name="incident">The incident.</param>
    /// <param name="grafana">The Grafana.</param>
    /// <param name="found">What it has of the incident, by whatever routes.</param>
    /// <param name="isOurs">Whether a route is ours: another bridge may write to the same Grafana.</param>
    /// <param name="at">When it was asked.</param>
    public AnnotationLook(
        SubjectId incident, string grafana, IEnumerable<FoundAnnotation> found, Func<string, bool> isOurs, DateTimeOffset at)
    {
        _at = at;
        foreach (var annotation in found.OrderBy(annotation => annotation.Id.Value))
        {
            if (AnnotationTags.OwnerOf(annotation.Tags) is not { } owner
                || owner.Subject != incident
                || !isOurs(owner.Route)
                || !AnnotationTags.TryReadPart(annotation.Tags, out var part))
            {
                continue;
            }

            var key = new LedgerKey(incident, owner.Route, grafana, part);
            if (!annotation.TryGetPlace(out var place))
            {
                _elsewhere.Add((key, annotation));
            }
            else if (_byKey.TryGetValue(key with { Dashboard = place }, out var others))
            {
                others.Add(annotation);
            }
            else
            {
                _byKey.Add(key with { Dashboard = place }, [annotation]);
            }
        }
    }

    /// <summary>What is there, by what it says it is and where it lies.</summary>
    public IEnumerable<LedgerKey> Keys => _byKey.Keys;

    /// <summary>What lies where no route can have put it, with what it would be in the organization.</summary>
    public IReadOnlyList<(LedgerKey Key, FoundAnnotation Found)> Elsewhere => _elsewhere;

    public bool IsEmpty => _byKey.Count == 0 && _elsewhere.Count == 0;

    public bool IsFresh(DateTimeOffset now) => now - _at <= FoundAnnotation.Freshness;

    /// <summary>The annotations that are this one, oldest first; there should be one at most.</summary>
    public IReadOnlyList<FoundAnnotation> Of(LedgerKey key) => _byKey.GetValueOrDefault(key) ?? [];

    /// <summary>Of several, the one that shows what is wanted, else the oldest; null without any.</summary>
    public FoundAnnotation? Best(LedgerKey key, DesiredAnnotation? wanted)
    {
        var found = Of(key);
        return found.FirstOrDefault(one => one.IsIndexed && wanted is not null && one.Shows(wanted)) ?? (found is [var oldest, ..] ? oldest : null);
    }

    /// <summary>It is deleted.</summary>
    public void Forget(FoundAnnotation removed)
    {
        foreach (var found in _byKey.Values)
        {
            found.RemoveAll(one => one.Id == removed.Id);
        }
    }
}
