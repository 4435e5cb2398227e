using System.Text;

namespace Bridge.Benchmarks.Reports;

/// <summary>A table in Markdown. The first column is text, the others are numbers.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] row) => _rows.Add(row);

    /// <summary>What is asked for, what came out, and whether that is enough.</summary>
    public void AddTarget(string what, string asked, string measured, bool isMet) => Add(what, asked, measured, isMet ? "met" : "**not met**");

    public override string ToString()
    {
        var text = new StringBuilder();
        Line(header);
        Line([.. header.Select((_, column) => column == 0 ? "---" : "--:")]);
        _rows.ForEach(Line);
        return text.ToString();

        void Line(string[] cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");
    }
}
