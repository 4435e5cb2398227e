using System.Text;

namespace Bridge.Annotations.Templates;

/// <summary>HTML of a bounded length. It is cut between two characters, never in a tag or an entity, and what is open at the cut is closed.</summary>
internal sealed class BoundedHtml(int maxLength)
{
    private const char Ellipsis = '…';

    private static readonly HashSet<string> Void = new(StringComparer.OrdinalIgnoreCase)
    {
        "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
    };

    private readonly StringBuilder _text = new();
    private Element? _open;
    private int _safeLength;
    private Element? _safeOpen;

    /// <summary>Whether there is more than fits. What is appended from then on is lost.</summary>
    public bool IsFull => _text.Length > maxLength;

    /// <summary>Whether another blank would be one too many: at the start, and after one.</summary>
    public bool EndsWithBlank => _text.Length == 0 || _text[^1] == ' ';

    /// <param name="unit">What must not be cut: a character, an entity, a tag.</param>
    public void Append(ReadOnlySpan<char> unit)
    {
        if (IsFull)
        {
            return;
        }

        _text.Append(unit);
        if (_text.Length + (_open?.ClosingLength ?? 0) + 1 <= maxLength)
        {
            _safeLength = _text.Length;
            _safeOpen = _open;
        }
    }

    /// <summary>A whole tag, such as <c>&lt;b&gt;</c> or <c>&lt;/b&gt;</c>.</summary>
    public void AppendTag(string tag, string name)
    {
        if (IsFull)
        {
            return;
        }

        if (!tag.StartsWith("</", StringComparison.Ordinal))
        {
            _open = Void.Contains(name) ? _open : new Element(name, _open);
        }
        else if (Find(name) is { } closed)
        {
            _open = closed.Outer;
        }

        Append(tag);
    }

    public override string ToString()
    {
        if (!IsFull)
        {
            return _text.ToString().TrimEnd(' ');
        }

        var cut = new StringBuilder(maxLength).Append(_text, 0, _safeLength).Append(Ellipsis);
        for (var element = _safeOpen; element is not null; element = element.Outer)
        {
            cut.Append("</").Append(element.Name).Append('>');
        }

        return cut.ToString();
    }

    private Element? Find(string name)
    {
        var element = _open;
        while (element is not null && !element.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            element = element.Outer;
        }

        return element;
    }

    /// <summary>An element that is not closed, and what is around it.</summary>
    private sealed class Element(string name, Element? outer)
    {
        public string Name => name;

        public Element? Outer => outer;

        /// <summary>Characters that it takes to close it and all around it.</summary>
        public int ClosingLength { get; } = "</>".Length + name.Length + (outer?.ClosingLength ?? 0);
    }
}
