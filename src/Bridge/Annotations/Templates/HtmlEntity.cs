namespace Bridge.Annotations.Templates;

/// <summary>Character references of HTML: <c>&amp;amp;</c>, <c>&amp;#39;</c>, <c>&amp;#x27;</c>.</summary>
internal static class HtmlEntity
{
    private const int MaxLength = 33;

    /// <summary>The one at this ampersand, with its semicolon. Empty when there is none.</summary>
    public static string At(string text, int index)
    {
        var end = index + 1;
        if (end < text.Length && text[end] == '#')
        {
            end++;
        }

        var start = end;
        while (end < text.Length && end - index < MaxLength && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end > start && end < text.Length && text[end] == ';' ? text[index..(end + 1)] : "";
    }
}
