using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// The text of an annotation. Grafana renders it as HTML, some versions without cleaning it, so everything that a person typed is
/// escaped and the only tags are the ones written here.
/// </summary>
internal static class AnnotationText
{
    /// <summary>Of something that incident.io does not show to the bridge any more.</summary>
    public static string Hidden(SubjectKind kind) => $"{SubjectKinds.TitleOf(kind)} hidden: incident.io does not show it to the bridge any more.";

    /// <summary>The name of a private incident.</summary>
    public const string Private = "Private incident";

    private const string Separator = " · ";

    /// <summary>What is longer is cut to this many characters: a tooltip has to hold it.</summary>
    private const int MaxLength = 300;

    /// <summary>Characters of a link; a longer one is left out. Browsers and proxies take no more for certain.</summary>
    private const int MaxAddressLength = 2_048;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>The default text: which incident in the first line, and in the second what is known of it.</summary>
    public static string For(TemplateInput input)
    {
        var incident = input.Incident;
        var point = input.Part switch
        {
            AnnotationPart.Start => "started: ",
            AnnotationPart.Resolve => "resolved: ",
            _ => "",
        };
        var name = input.Redact ? Private : Typed(incident.Name);
        return $"<b>{Typed(incident.Reference)}</b> {point}{name}<br>{string.Join(Separator, Facts(input).Where(fact => fact.Length > 0))}";
    }

    /// <summary>The text of what is no incident: what it is in the first line, and in the second what is known of it.</summary>
    /// <param name="words">How its kind speaks of it.</param>
    /// <param name="happening">What is shown.</param>
    /// <param name="redact">Whether to tell no more than that there is one.</param>
    public static string For(HappeningWords words, Happening happening, bool redact)
    {
        var facts = happening.Facts.Where(fact => fact.IsText && words.Tells(fact, redact)).Select(fact => Typed(fact.Text));
        var heading = redact ? $"<b>{words.Private}</b>"
            : happening.Title.Length == 0 ? $"<b>{words.Heading.TrimEnd(':')}</b>"
            : $"<b>{words.Heading}</b> {Typed(happening.Title)}";
        var line = string.Join(Separator, facts.Where(fact => fact.Length > 0).Concat(LinkTo(happening.Link)));
        return line.Length > 0 ? $"{heading}<br>{line}" : heading;
    }

    /// <summary>What a person typed, on one line and as text, also between the quotes of an attribute.</summary>
    public static string Typed(string value) => Html.Encode(OneLine(value));

    /// <summary>An address, for between the quotes of an attribute.</summary>
    public static string Address(Uri address) => Html.Encode(address.AbsoluteUri);

    /// <summary>Whether a link is short enough to be shown.</summary>
    public static bool IsShort(Uri address) => address.AbsoluteUri.Length <= MaxAddressLength;

    /// <summary>No time in them: what an open incident says stays the same until something about it changes.</summary>
    private static IEnumerable<string> Facts(TemplateInput input)
    {
        yield return Typed(input.Incident.Severity?.Name ?? "");
        yield return input.Redact ? Word(input.Incident.Category) : Typed(input.Incident.StatusName);
        yield return input.Duration is { } duration ? $"lasted {duration}" : "still open";
        foreach (var link in LinkTo(input.Incident.Permalink))
        {
            yield return link;
        }
    }

    private static IEnumerable<string> LinkTo(Uri? page) =>
        page is not null && IsShort(page) ? [$"<a href=\"{Address(page)}\" target=\"_blank\" rel=\"noopener\">Open in incident.io</a>"] : [];

    /// <summary>incident.io's own word for a status. The customer's name of it may tell what a private incident is about.</summary>
    private static string Word(StatusCategory category) => category == StatusCategory.Unknown ? "" : category.ToString();

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
