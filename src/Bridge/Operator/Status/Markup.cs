using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using Bridge.Annotations;

namespace Bridge.Operator.Status;

/// <summary>
/// A piece of HTML, written as an interpolated string. What stands in a hole is encoded as text, for between tags and between the quotes of an
/// attribute, unless it is markup itself; so no text can become markup by being forgotten.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Markup(int literalLength, int holes)
{
    private const int HoleLength = 24;

    private static readonly HtmlEncoder Html = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder _html = new(literalLength + (holes * HoleLength));

    /// <summary>What the page was made with, unchanged: no piece of a value.</summary>
    public void AppendLiteral(string html) => _html.Append(html);

    /// <summary>On one line, without controls and the marks that turn the direction of the text after them.</summary>
    public void AppendFormatted(string? text) => _html.Append(Html.Encode(AnnotationText.OneLine(text ?? "")));

    public void AppendFormatted(long number) => _html.Append(number.ToString("N0", CultureInfo.InvariantCulture));

    public void AppendFormatted(Markup? inner) => _html.Append(inner?._html);

    public void AppendFormatted(IEnumerable<Markup> parts)
    {
        foreach (var part in parts)
        {
            _html.Append(part._html);
        }
    }

    /// <summary>Text that is no value: the page's own style, which must not be encoded.</summary>
    public void AppendFormatted(PageStyle style) => _html.Append(style.Text);

    public override string ToString() => _html.ToString();
}
