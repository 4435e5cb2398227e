using Spectre.Console.Rendering;

namespace Bridge.Commands.Output;

/// <summary>Breaks lines at words. Widths are those of a terminal, where some characters take two columns, and some none. Pure.</summary>
internal static class WordWrap
{
    /// <summary>For output that is no terminal: nothing is broken, so that a line can be searched for.</summary>
    public const int Unlimited = int.MaxValue;

    /// <summary>The columns that a text takes on a terminal.</summary>
    public static int WidthOf(string text) => new Segment(text).CellCount();

    /// <param name="text">One line. The blanks that it begins with are kept on each line that it becomes.</param>
    /// <param name="width">Columns at most. A word that is longer is left whole.</param>
    /// <param name="hang">By how much all lines but the first are indented further.</param>
    public static IReadOnlyList<string> Lines(string text, int width, int hang = 0)
    {
        List<string> lines = [];
        var indent = text.Length - text.TrimStart(' ').Length;
        var (prefix, rest) = ("", text);
        while (WidthOf(prefix + rest) > width && BreakIn(rest, lines.Count == 0 ? indent : 0, width - prefix.Length) is > 0 and var at)
        {
            lines.Add(prefix + rest[..at].TrimEnd());
            (prefix, rest) = (new string(' ', indent + hang), rest[at..].TrimStart());
        }

        lines.Add(prefix + rest);
        return lines;
    }

    /// <returns>Behind the last word that fits, or the first if it is too long by itself; 0 if there is nothing to break.</returns>
    private static int BreakIn(string text, int start, int room)
    {
        var at = 0;
        for (var index = text.IndexOf(' ', start); index >= 0 && index < text.TrimEnd().Length; index = text.IndexOf(' ', index + 1))
        {
            if (IsInTime(text, index))
            {
                continue;
            }

            if (at > 0 && WidthOf(text[..index]) > room)
            {
                break;
            }

            at = index;
        }

        return at;
    }

    /// <summary>Whether a blank stands between the date and the hours of a time: <c>2026-01-31 10:00:00Z</c>.</summary>
    private static bool IsInTime(string text, int blank) =>
        blank >= 3 && text[blank - 3] == '-' && char.IsAsciiDigit(text[blank - 1]) && text.Length > blank + 3 && text[blank + 3] == ':' && char.IsAsciiDigit(text[blank + 1]);
}
