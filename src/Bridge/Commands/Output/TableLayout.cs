namespace Bridge.Commands.Output;

/// <summary>
/// Puts a table into lines. Where its columns do not fit beside each other, the rest of them go below, row by row: nothing but prose is broken.
/// Pure.
/// </summary>
internal static class TableLayout
{
    private const int Gap = 2;
    private const int Indent = 2;

    /// <summary>Prose in fewer columns is read word by word; then it gets a line of its own.</summary>
    private const int LeastProse = 24;

    /// <param name="columns">At least one.</param>
    /// <param name="rows">A cell for each column.</param>
    /// <param name="width">Columns of the terminal.</param>
    /// <param name="withHeadings">Whether the first lines name the columns.</param>
    public static IReadOnlyList<string> Lines(
        IReadOnlyList<ReportColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows, int width, bool withHeadings = true)
    {
        List<IReadOnlyList<string>> all = [.. withHeadings ? [[.. columns.Select(column => column.Name.ToUpperInvariant())]] : Array.Empty<IReadOnlyList<string>>(), .. rows];
        var widths = columns.Select((_, index) => all.Max(row => WordWrap.WidthOf(row[index]))).ToList();
        var groups = Group([.. columns.Select((column, index) => LeastOf(column, all.Select(row => row[index]), widths[index]))], width);
        return [.. all.SelectMany(row => groups.SelectMany((group, line) => Line(columns, widths, row, group, line == 0 ? 0 : Indent, width)))];
    }

    /// <summary>What of all rows is the same, taken out of them, with the sentence that says it; null when nothing is.</summary>
    public static (IReadOnlyList<ReportColumn> Columns, IReadOnlyList<IReadOnlyList<string>> Rows, string? Said) SayOnce(
        IReadOnlyList<ReportColumn> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        List<int> same =
        [
            .. Enumerable.Range(0, columns.Count)
                .Where(index => rows.Count > 1 && columns[index].SaidAs is not null && rows.Select(row => row[index]).Distinct().Count() == 1),
        ];
        return same.Count == 0 ? (columns, rows, null)
            : (Without(columns), [.. rows.Select(Without)], $"All rows: {string.Join(", ", same.Select(index => $"{columns[index].SaidAs} {rows[0][index]}"))}.");

        IReadOnlyList<TItem> Without<TItem>(IReadOnlyList<TItem> items) => [.. items.Where((_, index) => !same.Contains(index))];
    }

    /// <summary>What a column needs on a line that it shares: prose that goes on below needs room for its longest word.</summary>
    private static int LeastOf(ReportColumn column, IEnumerable<string> cells, int natural) => !column.IsProse ? natural
        : Math.Max(Math.Min(natural, LeastProse), cells.SelectMany(cell => cell.Split(' ')).Max(WordWrap.WidthOf));

    /// <summary>The columns that go into each line of a row.</summary>
    private static List<List<int>> Group(List<int> least, int width)
    {
        List<List<int>> groups = [[]];
        var used = 0;
        for (var index = 0; index < least.Count; index++)
        {
            var needed = least[index];
            if (groups[^1].Count > 0 && used + Gap + needed > width)
            {
                groups.Add([]);
                used = Indent - Gap;
            }

            used += (groups[^1].Count == 0 && groups.Count == 1 ? 0 : Gap) + needed;
            groups[^1].Add(index);
        }

        return groups;
    }

    private static IEnumerable<string> Line(
        IReadOnlyList<ReportColumn> columns, List<int> widths, IReadOnlyList<string> row, List<int> group, int indent, int width)
    {
        var before = new string(' ', indent);
        foreach (var index in group.Where(index => !columns[index].IsProse))
        {
            before += row[index] + new string(' ', widths[index] - WordWrap.WidthOf(row[index]) + Gap);
        }

        return columns[group[^1]].IsProse
            ? WordWrap.Lines(row[group[^1]], width == WordWrap.Unlimited ? width : width - before.Length)
                .Select((line, number) => ((number == 0 ? before : new string(' ', WordWrap.WidthOf(before))) + line).TrimEnd())
            : [before.TrimEnd()];
    }
}
