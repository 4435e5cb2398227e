using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bridge.Incidents;

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

        if (incident.Permalink is { } link)
        {
            text.Append("<br><a href=\"").Append(Address(link)).Append("\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>");
        }

        return text.ToString();
    }

    /// <summary>What a person typed, on one line and as text, also between the quotes of an attribute.</summary>
    public static string Typed(string value) => Html.Encode(OneLine(value));

    /// <summary>An address, for between the quotes of an attribute.</summary>
    public static string Address(Uri address) => Html.Encode(address.AbsoluteUri);

    /// <summary>Without line breaks and other controls, and without the marks that turn the direction of the text after them.</summary>
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
            else if (rune.Value is not ((>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069)))
            {
                line.Append(rune);
            }
        }

        return line.ToString();
    }
}
