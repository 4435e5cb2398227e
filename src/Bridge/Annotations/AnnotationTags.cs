using System.Globalization;
using System.Text;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// The tags of an annotation: what it is found by, and what dashboards filter on. They are made as Grafana would clean them: it splits
/// a tag at its colons and keeps two parts, trims, drops doubles, and some databases cut or refuse what is long.
/// </summary>
/// <remarks>
/// One value a key: a filter for a key alone does not find an annotation with two. With a second tag under <see cref="Common"/>, the
/// bridge would not find its own.
/// </remarks>
internal static class AnnotationTags
{
    /// <summary>On every annotation of the bridge, so that dashboards can ask for all of them.</summary>
    public const string Common = "incident-io";

    /// <summary>What the extra tags of the settings may take together, in characters of JSON.</summary>
    public const int MaxExtraLength = 150;

    /// <summary>Grafana's columns for a key and for a value.</summary>
    private const int MaxPartLength = 100;

    /// <summary>Grafana's default limit for the list as JSON is 500.</summary>
    private const int MaxListLength = 480;

    private const string IncidentKey = "incident";
    private const string RouteKey = "route";
    private const string StatusKey = "status";
    private const string ReferenceKey = "ref";

    /// <summary>The identity's tags that not every annotation has.</summary>
    private static readonly string[] DistinguishingKeys = ["event", "dashboard", "panel"];

    private static readonly string[] ReservedKeys = [Common, "incident", "route", "dashboard", "panel", "event", "ref", "severity", "status"];

    /// <summary>The tags that every annotation of an incident has.</summary>
    public static IReadOnlyList<string> OfIncident(IncidentId incident) => [Common, OnlyOfIncident(incident)];

    /// <summary>The one of them that no other incident's annotations have.</summary>
    public static string OnlyOfIncident(IncidentId incident) => $"{IncidentKey}:{incident}";

    /// <summary>The tags that say which annotation it is. No two annotations of one Grafana should share them.</summary>
    /// <remarks>
    /// The dashboard is among them, since a search cannot be trusted to look at one dashboard alone: versions that do not know its uid
    /// pass over it.
    /// </remarks>
    public static IReadOnlyList<string> Identity(
        IncidentId incident, string route, AnnotationPart part, DashboardPanel? dashboard = null)
    {
        List<string> tags = [.. OfIncident(incident), $"{RouteKey}:{route}"];
        if (dashboard is { } place)
        {
            tags.Add($"dashboard:{place.Uid}");
            if (place.Panel is { } panel)
            {
                tags.Add(string.Create(CultureInfo.InvariantCulture, $"panel:{panel}"));
            }
        }

        if (part != AnnotationPart.Region)
        {
            tags.Add($"event:{Labels.Of(part)}");
        }

        return tags;
    }

    /// <summary>
    /// Whether an annotation that was found by identity tags is the one that they stand for, and not another part of the same incident
    /// or the same part in another place, which has more of them.
    /// </summary>
    public static bool Identify(IReadOnlyList<string> found, IReadOnlyList<string> identity)
    {
        return identity.All(found.Contains) && found.Count(Distinguishes) == identity.Count(Distinguishes);

        static bool Distinguishes(string tag) => DistinguishingKeys.Contains(KeyOf(tag));
    }

    /// <summary>Which part of its incident an annotation of the bridge is, in which place; false when its tags do not say.</summary>
    public static bool TryReadPlace(IReadOnlyList<string> tags, out AnnotationPart part, out DashboardPanel? dashboard)
    {
        part = AnnotationPart.Region;
        dashboard = null;
        var panel = ValueOf(tags, "panel");
        return (ValueOf(tags, "event") is not { } name || Labels.TryParse(name, out part))
            && (panel is null || long.TryParse(panel, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            && (ValueOf(tags, "dashboard") is not { } uid
                || DashboardPanel.TryCreate(uid, panel is null ? null : long.Parse(panel, CultureInfo.InvariantCulture), out dashboard));
    }

    /// <summary>Whether an annotation of the bridge shows its incident as open or resolved; open when its tags do not say.</summary>
    public static AnnotationStatus StatusOf(IReadOnlyList<string> tags) =>
        ValueOf(tags, "status") is { } name && Labels.TryParse<AnnotationStatus>(name, out var status) ? status : AnnotationStatus.Open;

    /// <summary>The incident and the route that an annotation of the bridge says it is of; null when it is none of the bridge's.</summary>
    public static (IncidentId Incident, string Route)? OwnerOf(IReadOnlyList<string> tags) =>
        tags.Contains(Common) && IncidentId.TryParse(ValueOf(tags, IncidentKey), out var incident) && ValueOf(tags, RouteKey) is { } route
            ? (incident, route)
            : null;

    /// <summary>Whether an annotation of the bridge says that its incident's impact is over.</summary>
    public static bool SayResolved(IReadOnlyList<string> tags) => ValueOf(tags, StatusKey) == Labels.Of(AnnotationStatus.Resolved);

    /// <summary>The incident's reference, as far as a tag can hold it; none when the annotation has no such tag.</summary>
    public static string? ReferenceOf(IReadOnlyList<string> tags) => ValueOf(tags, ReferenceKey);

    public static IReadOnlyList<string> For(
        Incident incident,
        AnnotationPart part,
        AnnotationStatus status,
        AnnotationRoute route,
        IReadOnlyList<string> extra,
        DashboardPanel? dashboard = null)
    {
        // What matters most goes first: a list that grows too long loses its last ones.
        var tags = new List<string>(Identity(incident.Id, route.Name, part, dashboard));
        Add(tags, $"{StatusKey}:{Labels.Of(status)}");
        if (Clean(incident.Reference) is { Length: > 0 } reference)
        {
            Add(tags, $"{ReferenceKey}:{reference}");
        }

        if (incident.Severity is { } severity && Clean(severity.Name.ToLowerInvariant()) is { Length: > 0 } value)
        {
            Add(tags, $"severity:{value}");
        }

        foreach (var tag in extra)
        {
            Add(tags, Normal(tag));
        }

        return tags;
    }

    /// <summary>What is left of the tags when nothing may be told but that there is an incident.</summary>
    public static IReadOnlyList<string> Hidden(
        IncidentId incident, AnnotationPart part, AnnotationStatus status, string route, DashboardPanel? dashboard) =>
        [.. Identity(incident, route, part, dashboard), $"{StatusKey}:{Labels.Of(status)}"];

    /// <summary>What is wrong with a tag of the settings; null when nothing is.</summary>
    public static string? Problem(string tag)
    {
        var key = KeyOf(Normal(tag));
        return tag switch
        {
            _ when tag.Count(character => character == ':') > 1 => "has more than one colon; Grafana would cut it at the second.",
            _ when key.Length == 0 => "has no key before the colon.",
            _ when tag.Split(':').Any(part => part.Trim().Length > MaxPartLength) => $"is longer than {MaxPartLength} characters.",
            _ when ReservedKeys.Contains(key) => "uses a key that the bridge sets itself.",
            _ => null,
        };
    }

    /// <summary>Whether only one of two tags can be on an annotation.</summary>
    public static bool ShareKey(string tag, string other) => KeyOf(Normal(tag)) == KeyOf(Normal(other));

    /// <summary>The length of tags as the JSON that Grafana measures. Characters that it may escape count as escaped.</summary>
    public static int JsonLength(IEnumerable<string> tags) =>
        2 + tags.Sum(tag => JsonEncodedText.Encode(tag).EncodedUtf8Bytes.Length + 3);

    private static void Add(List<string> tags, string tag)
    {
        var isNew = !tags.Any(present => KeyOf(present) == KeyOf(tag));
        if (isNew && JsonLength([.. tags, tag]) <= MaxListLength)
        {
            tags.Add(tag);
        }
    }

    private static string? ValueOf(IReadOnlyList<string> tags, string key) =>
        tags.FirstOrDefault(tag => tag.StartsWith($"{key}:", StringComparison.Ordinal))?[(key.Length + 1)..];

    private static string KeyOf(string tag) => tag.Split(':')[0];

    /// <summary>A tag of the settings in the form that Grafana keeps.</summary>
    private static string Normal(string tag) =>
        string.Join(':', tag.Split(':').Select(part => Clean(part.ToLowerInvariant()))).TrimEnd(':');

    /// <summary>A value without colons, commas, controls and doubled blanks, cut to what a column takes.</summary>
    private static string Clean(string value)
    {
        var clean = new StringBuilder(value.Length);
        foreach (var rune in value.Trim().EnumerateRunes())
        {
            if (clean.Length + rune.Utf16SequenceLength > MaxPartLength)
            {
                break;
            }

            if (rune.Value is ':' or ',')
            {
                clean.Append('_');
            }
            else if (!Rune.IsControl(rune) && !Rune.IsWhiteSpace(rune))
            {
                clean.Append(rune);
            }
            else if (clean.Length > 0 && clean[^1] != ' ')
            {
                clean.Append(' ');
            }
        }

        return clean.ToString().TrimEnd();
    }
}
