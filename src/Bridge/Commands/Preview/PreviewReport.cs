using Bridge.Commands.Output;
using Bridge.Vocabulary;

namespace Bridge.Commands.Preview;

/// <summary>Prints the annotations that would be posted.</summary>
internal static class PreviewReport
{
    private const int NameWidth = 9;

    private static readonly ReportColumn[] Columns =
    [
        ReportColumn.Of("Incident"),
        ReportColumn.Shared("Status"),
        ReportColumn.Shared("Part"),
        ReportColumn.Of("Start"),
        ReportColumn.Of("End"),
        ReportColumn.Shared("Severity"),
        ReportColumn.Shared("Route"),
        ReportColumn.Shared("Grafana", "Grafana"),
        ReportColumn.Prose("Name"),
    ];

    public static void Write(CommandScreen screen, PreviewFound found, PreviewQuestion asked)
    {
        if (asked.Text)
        {
            foreach (var row in found.Rows)
            {
                WriteText(screen, row, asked.ShowPrivate);
            }
        }
        else if (found.Rows.Count > 0)
        {
            screen.Table(Columns, [.. found.Rows.Select(row => Cells(row, asked.ShowPrivate))]);
            screen.Line();
        }

        if (found.Range is { } range)
        {
            screen.Line($"{CommandText.Count(found.Rows.Count, "annotation")} of {CommandText.Count(found.Shown, "incident")} would be posted, out of {found.Listed} created since {CommandText.Of(range.Since)} or still open.");
            if (found.Shown < found.Listed)
            {
                screen.Line("incident-bridge explain says why one of the others would not.");
            }
        }
        else
        {
            screen.Line(found.Rows.Count == 0
                ? $"Nothing would be posted of {asked.Incident}. incident-bridge explain {asked.Incident!.Argument} says why."
                : $"{CommandText.Count(found.Rows.Count, "annotation")} would be posted.");
        }
    }

    private static IReadOnlyList<string> Cells(PreviewRow row, bool showPrivate) =>
    [
        CommandText.Typed(row.Incident.Reference),
        Labels.Of(row.Annotation.Status),
        Labels.Of(row.Annotation.Part),
        CommandText.Of(row.Annotation.Start),
        End(row),
        CommandText.Typed(row.Incident.Severity?.Name ?? "none"),
        row.Route.Name,
        CommandText.Place(row.Grafana, row.Annotation.Dashboard),
        CommandText.Confidential(row.Incident, showPrivate, row.Incident.Name),
    ];

    /// <summary>An annotation word for word: as a reader of the graph sees it, and as it is sent.</summary>
    private static void WriteText(CommandScreen screen, PreviewRow row, bool showPrivate)
    {
        screen.Line($"{CommandText.Typed(row.Incident.Reference)}, {Labels.Of(row.Annotation.Part)}, {Labels.Of(row.Annotation.Status)}");
        Line("Route", row.Route.Name);
        Line("Grafana", CommandText.Place(row.Grafana, row.Annotation.Dashboard));
        Line("Start", CommandText.Of(row.Annotation.Start));
        Line("End", End(row));
        if (!row.IsForAll && !showPrivate)
        {
            Line("Tags", CommandText.Hidden);
            Line("Text", CommandText.Hidden);
        }
        else
        {
            Line("Tags", string.Join(", ", row.Annotation.Tags.Select(CommandText.Printable)));
            var name = "Text";
            foreach (var line in RenderedHtml.Lines(row.Annotation.Text))
            {
                Line(name, line);
                name = "";
            }

            Line("HTML", CommandText.Printable(row.Annotation.Text));
        }

        screen.Line();

        void Line(string name, string value) => screen.Line($"  {name.PadRight(NameWidth)}{value}", name.Length == 0 ? 0 : NameWidth);
    }

    private static string End(PreviewRow row) => row.IsStillOpen ? "still open" : CommandText.Of(row.Annotation.End);
}
