using System.Globalization;
using System.Text;
using System.Text.Json;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// The tags of an annotation: what it is found by, and what dashboards filter on. They are made as Grafana would clean them: it splits
/// a tag at its colons and keeps two parts, trims, drops doubles, and some databases cut or refuse what is long.
/// </summary>
/// <remarks>
/// One value per key, unless the settings ask for each of several: a filter for a key alone does not find an annotation with two. With a
/// second tag under <see cref="Common"/>, the bridge would not find its own.
/// <para>
/// In the order in which Grafana's tooltip shows them: what a person looks for first, and the incident's id last. Its key sorts late too.
/// Grafana's tag picker gives the first thousand tags by key, and one tag per incident would crowd out everybody's tags behind it.
/// </para>
/// </remarks>
internal static class AnnotationTags
{
    /// <summary>On every annotation of an incident, so that dashboards can ask for all of them. The other kinds have their own: <see cref="CommonOf"/>.</summary>
    public const string Common = "incident-io";

    /// <summary>What the extra tags of the settings may take together, in characters of JSON.</summary>
    public const int MaxExtraLength = 150;

    /// <summary>Grafana's columns for a key and for a value.</summary>
    private const int MaxPartLength = 100;

    /// <summary>Grafana's default limit for the list as JSON is 500.</summary>
    private const int MaxListLength = 480;

    /// <summary>What the key of the id begins with: <c>x-incident</c>.</summary>
    private const string IdPrefix = "x-";

    /// <summary>The key that builds before the first release gave to the incident's id.</summary>
    private const string FormerIncidentKey = "incident";

    private const string RouteKey = "route";
    private const string StatusKey = "status";
    private const string ReferenceKey = "ref";

    /// <summary>Those that the bridge writes, and those that it reads from what older builds posted.</summary>
    private static readonly string[] ReservedKeys =
        ["severity", StatusKey, RouteKey, "dashboard", "panel", "event", FormerIncidentKey, ReferenceKey, .. SubjectKinds.All.Select(IdKeyOf), .. SubjectKinds.All.Select(CommonOf)];

    /// <summary>Words that kinds have for what is drawn to its end (<see cref="Happening.State"/>).</summary>
    private static readonly string[] OverStates = ["acked", "done", "expired"];

    /// <summary>On every annotation of a kind: dashboards that ask for incidents are not to show the rest.</summary>
    public static string CommonOf(SubjectKind kind) => kind == SubjectKind.Incident ? Common : $"{Common}-{SubjectKinds.NameOf(kind)}";

    /// <summary>What to search the annotations of all kinds by.</summary>
    public static readonly IReadOnlyList<string> CommonOfAll = [.. SubjectKinds.All.Select(CommonOf)];

    /// <summary>
    /// What to search a subject's annotations by: each has one of these tags, whichever build posted it, and nothing else's has any.
    /// </summary>
    public static IReadOnlyList<string> AnyOf(SubjectId subject) => subject.Kind == SubjectKind.Incident
        ? [IdTagOf(subject), $"{FormerIncidentKey}:{subject.Value}"]
        : [IdTagOf(subject)];

    /// <summary>The tags that say which annotation it is. No two annotations in one place should share them.</summary>
    public static IReadOnlyList<string> Identity(
        SubjectId subject, string route, AnnotationPart part, DashboardPanel? dashboard = null) =>
        [CommonOf(subject.Kind), .. OwnIdentity(subject, route, part, dashboard)];

    /// <summary>Which part of its incident an annotation of the bridge is; false when its tags name none that is known.</summary>
    public static bool TryReadPart(IReadOnlyList<string> tags, out AnnotationPart part)
    {
        part = AnnotationPart.Region;
        return ValueOf(tags, "event") is not { } name || Labels.TryParse(name, out part);
    }

    /// <summary>Whether an annotation of the bridge shows its subject as open or resolved; open when its tags do not say.</summary>
    public static AnnotationStatus StatusOf(IReadOnlyList<string> tags) => ValueOf(tags, StatusKey) switch
    {
        { } state when OverStates.Contains(state) => AnnotationStatus.Resolved,
        { } name when Labels.TryParse<AnnotationStatus>(name, out var status) => status,
        _ => AnnotationStatus.Open,
    };

    /// <summary>
    /// Whether what an annotation of the bridge shows may be over. What is no incident has more words for it than open and resolved, of which
    /// only one says that it is not.
    /// </summary>
    public static bool MayBeOver(IReadOnlyList<string> tags) =>
        StatusOf(tags) == AnnotationStatus.Resolved
        || (SubjectOf(tags) is { Kind: not SubjectKind.Incident } && ValueOf(tags, StatusKey) is { } status && status != Labels.Of(AnnotationStatus.Open));

    /// <summary>The subject and the route that an annotation of the bridge says it is of; null when it is none of the bridge's.</summary>
    public static (SubjectId Subject, string Route)? OwnerOf(IReadOnlyList<string> tags) =>
        SubjectOf(tags) is { } subject && ValueOf(tags, RouteKey) is { } route ? (subject, route) : null;

    /// <summary>The incident's reference, which older builds made a tag of, and which settings may ask for; none when the annotation has no such tag.</summary>
    public static string? ReferenceOf(IReadOnlyList<string> tags) => ValueOf(tags, ReferenceKey);

    /// <summary>All tags of an annotation. The severity and then the extra and the incident's own are left out if they do not fit; the others always do.</summary>
    public static IReadOnlyList<string> For(
        Incident incident,
        AnnotationPart part,
        AnnotationStatus status,
        AnnotationRoute route,
        IReadOnlyList<string> extra,
        DashboardPanel? dashboard = null,
        IReadOnlyList<IncidentTag>? own = null)
    {
        var identity = OwnIdentity(incident.Id, route.Name, part, dashboard);
        List<string> tags = [Common, Of(status), .. identity];
        if (incident.Severity is { } severity && SeverityOf(severity) is { Length: > 0 } value)
        {
            Insert(tags, 1, $"severity:{value}");
        }

        foreach (var tag in extra)
        {
            Insert(tags, tags.Count - identity.Count, Normal(tag));
        }

        foreach (var source in own ?? [])
        {
            Insert(tags, tags.Count - identity.Count, source.Of(incident));
        }

        return tags;
    }

    /// <summary>All tags of an annotation of what is no incident. Its own and then the extra are left out if they do not fit; the others always do.</summary>
    public static IReadOnlyList<string> For(
        Happening happening,
        AnnotationPart part,
        AnnotationStatus status,
        string route,
        IEnumerable<Fact> facts,
        IReadOnlyList<string> extra,
        DashboardPanel? dashboard)
    {
        var identity = OwnIdentity(happening.Id, route, part, dashboard);
        List<string> tags = [CommonOf(happening.Id.Kind), happening.State is { } state ? $"{StatusKey}:{state}" : Of(status), .. identity];
        foreach (var fact in facts)
        {
            if (Clean(IsOfReference(fact.Key) ? fact.Text : fact.Text.ToLowerInvariant()) is { Length: > 0 } value)
            {
                Insert(tags, tags.Count - identity.Count, $"{fact.Key}:{value}");
            }
        }

        foreach (var tag in extra)
        {
            Insert(tags, tags.Count - identity.Count, Normal(tag));
        }

        return tags;
    }

    /// <summary>A severity's name as its tag has it; empty if nothing of it can be in a tag.</summary>
    public static string SeverityOf(IncidentSeverity severity) => Clean(severity.Name.ToLowerInvariant());

    /// <summary>The tag of annotations whose incident has this severity.</summary>
    public static string WithSeverity(IncidentSeverity severity) => $"severity:{SeverityOf(severity)}";

    /// <summary>The tag of annotations whose incident is open.</summary>
    public static string Open => Of(AnnotationStatus.Open);

    /// <summary>The tag of a route's annotations.</summary>
    public static string OfRoute(string route) => $"{RouteKey}:{route}";

    /// <summary>A value without colons, commas, controls and doubled blanks, cut to what a column takes.</summary>
    public static string Clean(string value)
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

    /// <summary>What is left of the tags when nothing may be told but that there is something.</summary>
    public static IReadOnlyList<string> Hidden(
        SubjectId subject, AnnotationPart part, AnnotationStatus status, string route, DashboardPanel? dashboard) =>
        [CommonOf(subject.Kind), Of(status), .. OwnIdentity(subject, route, part, dashboard)];

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

    /// <summary>Whether the bridge uses a key itself.</summary>
    public static bool IsReserved(string key) => ReservedKeys.Contains(key);

    /// <summary>Whether a key is that of the incident's reference, which is on annotations only if settings ask for it.</summary>
    public static bool IsOfReference(string key) => key == ReferenceKey;

    /// <summary>Whether only one of two tags can be on an annotation.</summary>
    public static bool ShareKey(string tag, string other) => KeyOf(Normal(tag)) == KeyOf(Normal(other));

    /// <summary>The length of tags as the JSON that Grafana measures. Characters that it may escape count as escaped.</summary>
    public static int JsonLength(IEnumerable<string> tags) =>
        2 + tags.Sum(tag => JsonEncodedText.Encode(tag).EncodedUtf8Bytes.Length + 3);

    /// <summary>The identity's tags without the one that all annotations of the bridge share.</summary>
    private static List<string> OwnIdentity(SubjectId subject, string route, AnnotationPart part, DashboardPanel? dashboard)
    {
        List<string> tags = [$"{RouteKey}:{route}"];
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

        tags.Add(IdTagOf(subject));
        return tags;
    }

    private static string Of(AnnotationStatus status) => $"{StatusKey}:{Labels.Of(status)}";

    private static void Insert(List<string> tags, int index, params IReadOnlyList<string> ofOneKey)
    {
        if (ofOneKey.Count == 0 || tags.Any(present => KeyOf(present) == KeyOf(ofOneKey[0])))
        {
            return;
        }

        foreach (var tag in ofOneKey.Where(tag => JsonLength([.. tags, tag]) <= MaxListLength))
        {
            tags.Insert(index++, tag);
        }
    }

    private static string IdTagOf(SubjectId subject) => $"{IdKeyOf(subject.Kind)}:{subject.Value}";

    private static string IdKeyOf(SubjectKind kind) => $"{IdPrefix}{SubjectKinds.NameOf(kind)}";

    /// <summary>An annotation is of the kind whose common tag it has; one that has several is of the first.</summary>
    private static SubjectId? SubjectOf(IReadOnlyList<string> tags)
    {
        foreach (var kind in SubjectKinds.All)
        {
            if (tags.Contains(CommonOf(kind)))
            {
                var value = ValueOf(tags, IdKeyOf(kind)) ?? (kind == SubjectKind.Incident ? ValueOf(tags, FormerIncidentKey) : null);
                return SubjectId.TryCreate(kind, value, out var subject) ? subject : null;
            }
        }

        return null;
    }

    private static string? ValueOf(IReadOnlyList<string> tags, string key) =>
        tags.FirstOrDefault(tag => tag.StartsWith($"{key}:", StringComparison.Ordinal))?[(key.Length + 1)..];

    private static string KeyOf(string tag) => tag.Split(':')[0];

    /// <summary>A tag of the settings in the form that Grafana keeps.</summary>
    private static string Normal(string tag) =>
        string.Join(':', tag.Split(':').Select(part => Clean(part.ToLowerInvariant()))).TrimEnd(':');
}
