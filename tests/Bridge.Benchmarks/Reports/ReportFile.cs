using System.Text;

namespace Bridge.Benchmarks.Reports;

/// <summary>A document with a place for each section, between marks: <c>&lt;!-- name --&gt;</c> and <c>&lt;!-- /name --&gt;</c>.</summary>
internal static class ReportFile
{
    /// <summary>Replaces what is between the marks of the section.</summary>
    /// <exception cref="BenchmarkException">The document has no place for it.</exception>
    public static void Write(string path, ReportSection section)
    {
        var text = File.ReadAllText(path);
        var (begin, end) = ($"<!-- {section.Name} -->\n", $"<!-- /{section.Name} -->\n");
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        var to = text.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new BenchmarkException($"{path} has no place for {section.Name}.");
        }

        File.WriteAllText(
            path, new StringBuilder(text[..(from + begin.Length)]).Append('\n').Append(section).Append('\n').Append(text[to..]).ToString());
    }
}
