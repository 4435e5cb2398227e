using Bridge.Annotations;
using Bridge.Commands.Output;

namespace Bridge.Commands.Queries;

/// <summary>The queries for a person who pastes them, and what to paste where.</summary>
internal static class QueriesText
{
    public static void Write(CommandScreen screen, IReadOnlyList<AnnotationQuery> queries)
    {
        screen.Table(
            [ReportColumn.Of("Query"), ReportColumn.Of("Colour"), ReportColumn.Of("At first"), ReportColumn.Prose("Tags")],
            [.. queries.Select(query => (IReadOnlyList<string>)[query.Name, query.Color, query.IsOn ? "on" : "off", string.Join(", ", query.Tags)])]);
        screen.Line(
            $"""

            Each tag is typed whole, and ends with Enter. All tags of a query have to match.

            By hand, per dashboard: Edit > Settings > Annotations > New query.
              Data source -- Grafana --, Filter by Tags, the tags of one line above,
              Max limit {AnnotationQuery.Limit}, its colour. Save the dashboard.
            As JSON: Edit > Settings > JSON Model, into annotations.list. --json prints it.
              In the newer schema, into spec.annotations. --v2 prints it.
            A dashboard to import: Dashboards > New > Import. --dashboard prints it.
            As code: --terraform and --grafonnet print it.
            On many dashboards at once: incident-bridge queries --apply FOLDER|TAG

            Incidents without a severity are drawn by "{AnnotationQuery.Prefix}all open" alone,
            while they are open. The tag {AnnotationTags.Common} alone draws every incident.
            On a public dashboard these queries show incidents to everybody.
            """);
    }
}
