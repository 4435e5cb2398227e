using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>An annotation as it should be in Grafana: everything that is sent, and nothing else.</summary>
internal sealed record DesiredAnnotation
{
    public required AnnotationPart Part { get; init; }

    public required AnnotationStatus Status { get; init; }

    /// <summary>Whole milliseconds: Grafana keeps no more.</summary>
    public required DateTimeOffset Start { get; init; }

    /// <summary>Never before <see cref="Start"/> (Grafana would swap the two in silence); equal to it for a point.</summary>
    public required DateTimeOffset End { get; init; }

    /// <summary>The dashboard that it is on; none for the organization. It cannot change: such an annotation is another one.</summary>
    public DashboardPanel? Dashboard { get; init; }

    /// <summary>When an open region's end is to be moved next; none for one that stays.</summary>
    public DateTimeOffset? MovesAt { get; init; }

    /// <summary>Why the text is the default one although there is a template; none when all is well.</summary>
    public TemplateFailure? TextFailure { get; init; }

    /// <summary>HTML.</summary>
    public required string Text { get; init; }

    /// <summary>Clean as Grafana would clean them: what is sent is what comes back.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>A hash of the content. Equal fingerprints need no update; it tells nothing of the text.</summary>
    public string Fingerprint() => FingerprintOf(Start, End, Text, Tags);

    /// <inheritdoc cref="Fingerprint"/>
    /// <remarks>Tags count as a set: Grafana may give them back in another order.</remarks>
    public static string FingerprintOf(DateTimeOffset start, DateTimeOffset end, string text, IEnumerable<string> tags)
    {
        var content = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{start.ToUnixTimeMilliseconds()}\n{end.ToUnixTimeMilliseconds()}\n{text.Length}\n")
            .Append(text)
            .AppendJoin('\n', tags.Order(StringComparer.Ordinal));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }

    // A record prints its members, and the text of a private incident may be one of them.
    public override string ToString() => $"{Part} {Status}";
}
