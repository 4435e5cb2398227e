using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>How Grafana shows an incident now, as far as the bridge knows. An incident that is set aside stays that way.</summary>
/// <param name="Status">Open or resolved; none when it is not shown.</param>
/// <param name="End">The end that is shown; of an open region, how far ahead it has been drawn.</param>
internal readonly record struct ShownState(AnnotationStatus? Status, DateTimeOffset? End)
{
    public static readonly ShownState Nothing;
}
