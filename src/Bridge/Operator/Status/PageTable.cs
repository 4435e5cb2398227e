namespace Bridge.Operator.Status;

/// <summary>
/// A table that a narrow screen shows as a list of cards: each cell has its column's name, and the roles say that it is a table still, which
/// browsers forget when its parts are laid out in another way. Pure.
/// </summary>
internal static class PageTable
{
    /// <param name="label">The id of the heading above it.</param>
    /// <param name="columns">Their names.</param>
    /// <param name="rows">The first cell of each is its heading.</param>
    public static Markup Render(string label, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<Markup>> rows) => $"""
        <table role="table" aria-labelledby="{label}">
        <thead role="rowgroup"><tr role="row">{columns.Select(column => (Markup)$"""<th role="columnheader" scope="col">{column}</th>""")}</tr></thead>
        <tbody role="rowgroup">
        {rows.Select(row => Row(columns, row))}
        </tbody>
        </table>
        """;

    private static Markup Row(IReadOnlyList<string> columns, IReadOnlyList<Markup> cells)
    {
        var others = cells.Skip(1).Select((cell, index) => (Markup)$"""<td role="cell" data-label="{columns[index + 1]}"><div>{cell}</div></td>""");
        return $"""<tr role="row"><th role="rowheader" scope="row">{cells[0]}</th>{others}</tr>""";
    }
}
