namespace Bridge.Simulator.Grafana;

/// <summary>An annotation as Grafana shows it.</summary>
/// <param name="Id">Positive.</param>
/// <param name="DashboardUid">Null for an annotation of the whole organization.</param>
/// <param name="PanelId">0 for every panel.</param>
/// <param name="Start">To the millisecond.</param>
/// <param name="End">Equal to the start for a point.</param>
/// <param name="Text">HTML.</param>
/// <param name="Tags">Empty when Grafana would answer <c>null</c>.</param>
/// <param name="Created">When it was first saved.</param>
/// <param name="Updated">When it was last saved.</param>
public sealed record SimulatedAnnotation(
    long Id,
    string? DashboardUid,
    long PanelId,
    DateTimeOffset Start,
    DateTimeOffset End,
    string Text,
    IReadOnlyList<string> Tags,
    DateTimeOffset Created,
    DateTimeOffset Updated)
{
    public long OrganizationId { get; init; } = SimulatedGrafana.MainOrganization;

    /// <summary>Who made it: the name of a token or the login of a person. Empty when that is not known, and then it is nobody's.</summary>
    public string Author { get; init; } = "";

    public bool IsRegion => End != Start;

    /// <summary>The value of the tag with this key; empty without a value, null when there is no such tag.</summary>
    public string? Tag(string key)
    {
        var tag = Tags.FirstOrDefault(tag => tag == key || tag.StartsWith($"{key}:", StringComparison.Ordinal));
        return tag?[Math.Min(tag.Length, key.Length + 1)..];
    }
}
