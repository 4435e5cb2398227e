using System.Text;

namespace Bridge.Upstreams;

/// <summary>Words of an upstream's, made fit for one line of a log or a terminal.</summary>
internal static class PlainWords
{
    /// <summary>Characters of them, at most.</summary>
    private const int MaxLength = 200;

    /// <summary>Without control characters and the marks that turn the direction of the text after them, and cut.</summary>
    public static string OneLine(string words)
    {
        var line = new StringBuilder();
        foreach (var rune in words.EnumerateRunes())
        {
            if (line.Length + rune.Utf16SequenceLength > MaxLength)
            {
                return line.Append('…').ToString();
            }

            if (Rune.IsControl(rune) || rune.Value is 0x2028 or 0x2029)
            {
                line.Append(' ');
            }
            else if (Rune.GetUnicodeCategory(rune) != System.Globalization.UnicodeCategory.Format)
            {
                line.Append(rune);
            }
        }

        return line.ToString().Trim();
    }
}
