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
    private readonly List<string> _open = [];
    private int _safeLength;
    private string _closing = "";
    private string _safeClosing = "";

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
        if (_text.Length + _closing.Length + 1 <= maxLength)
        {
            _safeLength = _text.Length;
            _safeClosing = _closing;
        }
    }

    /// <summary>A whole tag, such as <c>&lt;b&gt;</c> or <c>&lt;/b&gt;</c>.</summary>
    public void AppendTag(string tag, string name)
    {
        if (tag.StartsWith("</", StringComparison.Ordinal))
        {
            var last = _open.FindLastIndex(open => open.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (last >= 0)
            {
                _open.RemoveRange(last, _open.Count - last);
            }
        }
        else if (!Void.Contains(name))
        {
            _open.Add(name);
        }

        _closing = string.Concat(_open.AsEnumerable().Reverse().Select(open => $"</{open}>"));
        Append(tag);
    }

    public override string ToString()
    {
        if (IsFull)
        {
            return _text.ToString(0, _safeLength) + Ellipsis + _safeClosing;
        }

        return _text.ToString().TrimEnd(' ');
    }
}
