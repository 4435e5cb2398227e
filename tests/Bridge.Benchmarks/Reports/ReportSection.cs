namespace Bridge.Benchmarks.Reports;

/// <summary>What one command has measured.</summary>
/// <param name="Name">The mark of its place in a report.</param>
/// <param name="Notes">How it was measured, a paragraph each.</param>
/// <param name="Tables">The numbers.</param>
internal sealed record ReportSection(string Name, IReadOnlyList<string> Notes, IReadOnlyList<Table> Tables)
{
    public override string ToString() => string.Join('\n', Notes.Select(note => $"{note}\n").Concat(Tables.Select(table => table.ToString())));
}
