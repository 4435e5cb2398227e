using Bridge.Commands.Output;
using Bridge.Vocabulary;

namespace Bridge.Commands.Preview;

/// <summary>Prints the annotations that would be posted.</summary>
internal static class PreviewReport
{
    public static void Write(CommandScreen screen, IReadOnlyList<PreviewRow> rows, int listed, TimeRange range, bool showPrivate)
    {
        if (rows.Count > 0)
        {
            screen.Table(
                ["Incident", "Status", "Part", "Start", "End", "Severity", "Route", "Grafana", "Name"],
                [.. rows.Select(row => Cells(row, showPrivate))]);
            screen.Line();
        }

        var shown = rows.Select(row => row.Incident.Id).Distinct().Count();
        screen.Line($"{CommandText.Count(rows.Count, "annotation")} of {CommandText.Count(shown, "incident")} would be posted, out of {listed} created since {CommandText.Of(range.Since)} or still open.");
        if (shown < listed)
        {
            screen.Line("incident-bridge explain says why one of the others would not.");
        }
    }

    private static IReadOnlyList<string> Cells(PreviewRow row, bool showPrivate) =>
    [
        CommandText.Typed(row.Incident.Reference),
        Labels.Of(row.Annotation.Status),
        Labels.Of(row.Annotation.Part),
        CommandText.Of(row.Annotation.Start),
        row.Annotation is { Status: AnnotationStatus.Open, Part: AnnotationPart.Region } ? "still open" : CommandText.Of(row.Annotation.End),
        CommandText.Typed(row.Incident.Severity?.Name ?? "none"),
        row.Route.Name,
        CommandText.Place(row.Grafana, row.Annotation.Dashboard),
        CommandText.Confidential(row.Incident, showPrivate, row.Incident.Name),
    ];
}
