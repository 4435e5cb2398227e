using Bridge.Vocabulary;

namespace Bridge.Commands.Preview;

/// <summary>What <c>preview --json</c> prints.</summary>
/// <param name="Ok">Whether all that was asked for is there.</param>
/// <param name="Since">Incidents created since then were listed; null when one was named.</param>
/// <param name="Listed">Incidents that were looked at.</param>
/// <param name="Incidents">Incidents of which something would be posted.</param>
/// <param name="Annotations">What would be posted.</param>
/// <param name="RouteFaults">What is wrong with routes, by which nothing would be posted.</param>
/// <param name="ListFailure">Why incident.io's list is not complete; null when it is.</param>
internal sealed record PreviewDocument(
    bool Ok,
    string? Since,
    int Listed,
    int Incidents,
    IReadOnlyList<PreviewDocument.PreviewedAnnotation> Annotations,
    IReadOnlyList<string> RouteFaults,
    FailureDocument? ListFailure)
{
    public static PreviewDocument Of(PreviewFound found, bool showPrivate) => new(
        found.IsComplete,
        CommandJson.Time(found.Range?.Since),
        found.Listed,
        found.Shown,
        [.. found.Rows.Select(row => Of(row, showPrivate))],
        [.. found.Faults.Select(fault => fault.Detail)],
        FailureDocument.Of(found.ListFailure));

    private static PreviewedAnnotation Of(PreviewRow row, bool showPrivate)
    {
        var tellsWords = row.IsForAll || showPrivate;
        return new PreviewedAnnotation(
            row.Incident.Reference,
            row.Incident.Id.Value,
            row.Incident.IsPrivate,
            !row.Incident.IsPrivate || showPrivate ? row.Incident.Name : null,
            row.Incident.Severity?.Name,
            Labels.Of(row.Annotation.Status),
            Labels.Of(row.Annotation.Part),
            CommandJson.Time(row.Annotation.Start),
            row.IsStillOpen ? null : CommandJson.Time(row.Annotation.End),
            row.Route.Name,
            PlaceDocument.Of(row.Grafana, row.Annotation.Dashboard),
            tellsWords ? row.Annotation.Tags : null,
            tellsWords ? row.Annotation.Text : null,
            tellsWords ? string.Join('\n', RenderedHtml.Lines(row.Annotation.Text)) : null);
    }

    /// <param name="Incident">The reference.</param>
    /// <param name="IncidentId">The id.</param>
    /// <param name="Private">Whether the incident is private.</param>
    /// <param name="Name">The incident's name; null for a private one without <c>--show-private</c>.</param>
    /// <param name="Severity">The severity's name; null without one.</param>
    /// <param name="Status"><c>open</c> or <c>resolved</c>.</param>
    /// <param name="Part"><c>region</c>, <c>start</c> or <c>resolve</c>.</param>
    /// <param name="Start">When it starts.</param>
    /// <param name="End">When it ends; null for what is still open.</param>
    /// <param name="Route">The route's name.</param>
    /// <param name="Place">Where it would go.</param>
    /// <param name="Tags">Null where they may tell a private incident's words.</param>
    /// <param name="Html">The text as it is sent; null like the tags.</param>
    /// <param name="Text">The text as it is read, without markup; null like the tags.</param>
    internal sealed record PreviewedAnnotation(
        string Incident,
        string IncidentId,
        bool Private,
        string? Name,
        string? Severity,
        string Status,
        string Part,
        string Start,
        string? End,
        string Route,
        PlaceDocument Place,
        IReadOnlyList<string>? Tags,
        string? Html,
        string? Text);
}
