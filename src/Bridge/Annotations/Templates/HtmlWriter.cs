using System.Text;
using Bridge.Vocabulary;
using Scriban.Parsing;

namespace Bridge.Annotations.Templates;

/// <summary>
/// Puts the author's HTML and the values together. It follows the HTML as a browser would, so that a value stands only where escaping
/// makes it text: between tags, and between the quotes of an attribute that takes text or an address. Anywhere else it is refused.
/// </summary>
internal sealed class HtmlWriter
{
    /// <summary>Characters of a text; what is longer is cut. A tooltip has to hold it, and Grafana's database too.</summary>
    public const int MaxLength = 2_000;

    private const string NotFinished = "this tag is not finished";

    /// <summary>
    /// Elements whose content is not text to a browser, so that the rules here would not hold in them, and those that fetch or change more
    /// than a text has to.
    /// </summary>
    private static readonly HashSet<string> Refused = new(StringComparer.OrdinalIgnoreCase)
    {
        "script", "style", "iframe", "textarea", "title", "xmp", "noscript", "noembed", "noframes", "plaintext", "template", "svg", "math",
        "base", "link", "embed", "object", "frame", "frameset", "meta",
    };

    private static readonly HashSet<string> TextAttributes = new(StringComparer.OrdinalIgnoreCase)
    {
        "title", "alt", "datetime",
    };

    private static readonly HashSet<string> AddressAttributes = new(StringComparer.OrdinalIgnoreCase) { "href", "src" };

    private readonly BoundedHtml _html = new(MaxLength);
    private readonly StringBuilder _tag = new();
    private readonly StringBuilder _name = new();
    private readonly StringBuilder _attribute = new();
    private readonly StringBuilder _content = new();
    private TextPosition _tagPosition;
    private Place _place;

    /// <summary>Where the next character stands, as a browser sees it.</summary>
    private enum Place
    {
        Text,
        TagName,
        InTag,
        AttributeName,
        AfterAttributeName,
        BeforeValue,
        Unquoted,
        DoubleQuoted,
        SingleQuoted,
    }

    /// <exception cref="TemplateProblemException">A value stands where it could become markup, or a tag is not finished.</exception>
    public static string Join(IReadOnlyList<TemplatePiece> pieces)
    {
        var writer = new HtmlWriter();
        foreach (var piece in pieces)
        {
            if (piece.IsValue)
            {
                writer.WriteValue(piece.Text, piece.Position);
            }
            else
            {
                writer.WriteLiteral(piece.Text, piece.Position);
            }
        }

        return writer._place == Place.Text ? writer._html.ToString() : throw Misplaced(writer._tagPosition, NotFinished);
    }

    private void WriteValue(string value, TextPosition position)
    {
        var escaped = _place switch
        {
            Place.Text => AnnotationText.Typed(value),
            Place.DoubleQuoted or Place.SingleQuoted => InAttribute(value, position),
            _ when value.Length == 0 => "",
            _ => throw Misplaced(position, "a value cannot stand in a tag, except between the quotes of an attribute"),
        };
        Put(escaped);
    }

    /// <summary>
    /// A link may be a value from its start, and is left empty if that is neither http nor https. A picture may not: whoever names an
    /// incident would choose what the browser of everyone who looks at the graph fetches.
    /// </summary>
    private string InAttribute(string value, TextPosition position)
    {
        var name = _attribute.ToString();
        if (TextAttributes.Contains(name))
        {
            return AnnotationText.Typed(value);
        }

        if (!AddressAttributes.Contains(name))
        {
            throw Misplaced(position, $"a value cannot stand in the attribute `{name}`");
        }

        var before = _content.ToString();
        if (before.AsSpan().Trim().IsEmpty && name.Equals("href", StringComparison.OrdinalIgnoreCase) && _name.ToString().Equals("a", StringComparison.OrdinalIgnoreCase))
        {
            return Uri.TryCreate(value, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" && AnnotationText.IsShort(address)
                ? AnnotationText.Address(address)
                : "";
        }

        return AddressPrefix.IsComplete(before)
            ? AnnotationText.Typed(value)
            : throw Misplaced(
                position,
                "a value can stand in an address only behind its host and a slash (https://example.com/…), or behind the start of a path (/d/…), ? or #; only the link of an <a> may be a value as a whole");
    }

    private void WriteLiteral(string text, TextPosition position)
    {
        for (var index = 0; index < text.Length; index++)
        {
            var character = char.IsControl(text[index]) ? ' ' : text[index];
            if (character == '&')
            {
                var entity = HtmlEntity.At(text, index);
                _place = _place switch
                {
                    Place.BeforeValue => Place.Unquoted,
                    Place.Text or Place.Unquoted or Place.DoubleQuoted or Place.SingleQuoted => _place,
                    _ => throw Misplaced(_tagPosition, NotFinished),
                };
                Put(entity.Length > 0 ? entity : "&amp;");
                index += Math.Max(0, entity.Length - 1);
            }
            else if (_place == Place.Text)
            {
                index += WriteText(text, index, character, position);
            }
            else
            {
                WriteInTag(character);
            }
        }
    }

    /// <returns>How many characters after this one were taken too.</returns>
    private int WriteText(string text, int index, char character, TextPosition position)
    {
        if (character == '<')
        {
            return StartTag(text, index, After(position, text.AsSpan(0, index)));
        }

        if (character == ' ')
        {
            Put(_html.EndsWithBlank ? "" : " ");
            return 0;
        }

        Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out var length);
        Put(rune.ToString());
        return length - 1;
    }

    private int StartTag(string text, int index, TextPosition position)
    {
        var next = text.AsSpan(index + 1);
        var slash = next.StartsWith("/") ? 1 : 0;
        if (next.Length > slash && char.IsAsciiLetter(next[slash]))
        {
            _tag.Clear().Append(slash == 1 ? "</" : "<");
            _name.Clear();
            _tagPosition = position;
            _place = Place.TagName;
            return slash;
        }

        if (next.Length == 0 || slash == 1 || next[0] is '!' or '?')
        {
            throw Misplaced(position, "this `<` does not start a tag; write `&lt;` for the character, and {% comment %} for a comment");
        }

        Put("&lt;");
        return 0;
    }

    private void WriteInTag(char character)
    {
        if (character == '>' && _place is not (Place.DoubleQuoted or Place.SingleQuoted))
        {
            EndTag();
            return;
        }

        _tag.Append(character);
        var before = _place;
        _place = _place switch
        {
            Place.TagName when character is ' ' or '/' => Place.InTag,
            Place.AttributeName or Place.AfterAttributeName when character == '=' => Place.BeforeValue,
            Place.AttributeName when character == ' ' => Place.AfterAttributeName,
            Place.InTag or Place.AttributeName or Place.AfterAttributeName when character == '/' => Place.InTag,
            Place.InTag or Place.AfterAttributeName when character != ' ' => StartAttribute(),
            Place.BeforeValue when character == '"' => StartContent(Place.DoubleQuoted),
            Place.BeforeValue when character == '\'' => StartContent(Place.SingleQuoted),
            Place.BeforeValue when character != ' ' => Place.Unquoted,
            Place.Unquoted when character == ' ' => Place.InTag,
            Place.DoubleQuoted when character == '"' => Place.InTag,
            Place.SingleQuoted when character == '\'' => Place.InTag,
            var same => same,
        };

        if (_place == Place.TagName)
        {
            _name.Append(character);
        }
        else if (_place == Place.AttributeName)
        {
            _attribute.Append(character);
        }
        else if (_place == before && _place is Place.DoubleQuoted or Place.SingleQuoted)
        {
            _content.Append(character);
        }

        if (_place is Place.TagName or Place.AttributeName && character is '<' or '"' or '\'')
        {
            throw Misplaced(_tagPosition, NotFinished);
        }
    }

    private Place StartAttribute()
    {
        _attribute.Clear();
        return Place.AttributeName;
    }

    private Place StartContent(Place place)
    {
        _content.Clear();
        return place;
    }

    private void EndTag()
    {
        var name = _name.ToString();
        if (Refused.Contains(name))
        {
            throw Misplaced(_tagPosition, $"the element `{name}` has no place in the text of an annotation");
        }

        _place = Place.Text;
        _html.AppendTag(_tag.Append('>').ToString(), name);
    }

    /// <summary>Escaped characters and entities, to where the writer is.</summary>
    private void Put(string escaped)
    {
        if (_place != Place.Text)
        {
            _tag.Append(escaped);
            _content.Append(escaped);
            return;
        }

        for (var index = 0; index < escaped.Length;)
        {
            var unit = escaped[index] == '&' ? HtmlEntity.At(escaped, index).Length : 0;
            unit = unit > 0 ? unit : char.IsHighSurrogate(escaped[index]) ? 2 : 1;
            _html.Append(escaped.AsSpan(index, unit));
            index += unit;
        }
    }

    private static TextPosition After(TextPosition position, ReadOnlySpan<char> text)
    {
        var lastBreak = text.LastIndexOf('\n');
        var column = lastBreak < 0 ? position.Column + text.Length : text.Length - 1 - lastBreak;
        return new TextPosition(position.Offset + text.Length, position.Line + text.Count('\n'), column);
    }

    private static TemplateProblemException Misplaced(TextPosition position, string message) =>
        new(TemplateFailure.Misplaced, position, message);
}
