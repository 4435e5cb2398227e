using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>A tag whose value is the incident's own, such as <c>service:checkout</c> from a custom field. Pure.</summary>
/// <param name="Key">In lower case. Of the keys that the bridge uses itself only <c>ref</c>, and that for the reference alone.</param>
/// <param name="Source">Where the value comes from.</param>
internal sealed record IncidentTag(string Key, TagSource Source)
{
    /// <summary>The custom field's name or id; empty for every other source.</summary>
    public string Field { get; init; } = "";

    /// <summary>Whether each value makes a tag. If not, the first does: Grafana's filter for a key alone does not find an annotation that has it twice.</summary>
    public bool IsEach { get; init; }

    /// <summary>Whether a redacted incident has the tag too.</summary>
    public bool IsOfRedacted { get; init; }

    /// <summary>A route's tags beside those of all annotations; the same key on the route goes before.</summary>
    public static IReadOnlyList<IncidentTag> Of(IReadOnlyList<IncidentTag> everywhere, IReadOnlyList<IncidentTag> onRoute) =>
        [.. everywhere.Where(tag => !onRoute.Any(other => other.Key == tag.Key)), .. onRoute];

    /// <summary>The tags of an incident, as Grafana keeps them; none if the incident has no value that a tag can hold.</summary>
    public IReadOnlyList<string> Of(Incident incident)
    {
        var values = ValuesOf(incident).Select(Clean).Where(value => value.Length > 0).Distinct();
        return [.. (IsEach ? values : values.Take(1)).Select(value => $"{Key}:{value}")];
    }

    public override string ToString() => $"{Key} from {Labels.Of(Source)} {Field}, each {IsEach}, of redacted ones {IsOfRedacted}";

    private IEnumerable<string> ValuesOf(Incident incident) => Source switch
    {
        TagSource.Field => incident.CustomFields.Where(field => field.IsCalled(Field)).SelectMany(field => field.Values),
        TagSource.Type => incident.Type is { } type ? [type] : [],
        TagSource.Mode => [Labels.Of(incident.Mode)],
        TagSource.Reference => [incident.Reference],
        _ => throw new InvalidOperationException($"No value for {Source}."),
    };

    /// <summary>A reference is written as people call it, as in the annotations of builds before the first release.</summary>
    private string Clean(string value) => AnnotationTags.Clean(Source == TagSource.Reference ? value : value.ToLowerInvariant());
}

/// <summary>What of an incident makes the value of a tag.</summary>
internal enum TagSource
{
    /// <summary>A custom field: options and catalog entries by their names, text, links and numbers as they are written.</summary>
    Field,

    /// <summary>The incident type's name.</summary>
    Type,

    /// <summary>The mode, as incident.io's API spells it.</summary>
    Mode,

    /// <summary>What people call the incident: <c>INC-123</c>.</summary>
    Reference,
}
