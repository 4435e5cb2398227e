using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// The text of an annotation. Grafana renders it as HTML, some versions without cleaning it, so everything that a person typed is
/// escaped and the only tags are the ones written here.
/// </summary>
internal static class AnnotationText
{
    /// <summary>Of an incident that incident.io does not show to the bridge any more.</summary>
    public const string Hidden = "Incident hidden: incident.io does not show it to the bridge any more.";

    /// <summary>The name of a private incident.</summary>
    public const string Private = "Private incident";

    /// <summary>What is longer is cut to this many characters: a tooltip has to hold it.</summary>
    private const int MaxLength = 300;

    /// <summary>Characters of a link; a longer one is left out. Browsers and proxies take no more for certain.</summary>
    private const int MaxAddressLength = 2_048;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <param name="incident">The incident.</param>
    /// <param name="part">Which of its annotations.</param>
    /// <param name="redact">Whether to tell only that there is an incident, not what it is about.</param>
    public static string For(Incident incident, AnnotationPart part, bool redact)
    {
        var text = new StringBuilder();
        text.Append("<b>").Append(Typed(incident.Reference)).Append("</b> ");
        text.Append(part switch
        {
            AnnotationPart.Start => "started: ",
            AnnotationPart.Resolve => "resolved: ",
            _ => "",
        });
        text.Append(redact ? Private : Typed(incident.Name));
        if (incident.Severity is { } severity)
        {
            text.Append("<br>Severity: ").Append(Typed(severity.Name));
        }

        if (!redact && incident.StatusName.Length > 0)
        {
            text.Append("<br>Status: ").Append(Typed(incident.StatusName));
        }

        if (incident.Permalink is { } link && IsShort(link))
        {
            text.Append("<br><a href=\"").Append(Address(link)).Append("\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>");
        }

        return text.ToString();
    }

    /// <summary>What a person typed, on one line and as text, also between the quotes of an attribute.</summary>
    public static string Typed(string value) => Html.Encode(OneLine(value));

    /// <summary>An address, for between the quotes of an attribute.</summary>
    public static string Address(Uri address) => Html.Encode(address.AbsoluteUri);

    /// <summary>Whether a link is short enough to be shown.</summary>
    public static bool IsShort(Uri address) => address.AbsoluteUri.Length <= MaxAddressLength;

    /// <summary>
    /// Without line breaks and other controls, and without what cannot be seen: marks that turn the direction of the text around them, and those
    /// that hide a word in another. The two joiners stay, which scripts and emoji are written with.
    /// </summary>
    public static string OneLine(string value)
    {
        var line = new StringBuilder(Math.Min(value.Length, MaxLength + 1));
        foreach (var rune in value.EnumerateRunes())
        {
            if (line.Length >= MaxLength)
            {
                line.Append('…');
                break;
            }

            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                line.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format || rune.Value is ZeroWidthNonJoiner or ZeroWidthJoiner)
            {
                line.Append(rune);
            }
        }

        return line.ToString();
    }
}
