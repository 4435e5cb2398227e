using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Kinds;
using Bridge.Vocabulary;

namespace Bridge.Commands.Queries;

/// <summary>Which queries there should be: one per severity, since Grafana gives a query one colour, and one for whatever is open; and one per kind that is shown beside incidents. Pure.</summary>
internal static class AnnotationQueries
{
    private const string AllOpen = AnnotationQuery.Prefix + "all open";

    private static readonly string[] Colors = ["red", "orange", "yellow", "blue", "green"];

    /// <summary>The most severe first.</summary>
    /// <param name="severities">Every severity of the organization.</param>
    /// <param name="routes">Every route of the settings: a severity that none of them takes is left out.</param>
    /// <param name="choice">What was asked for.</param>
    /// <param name="kinds">What settings say of the kinds beside incidents.</param>
    public static IReadOnlyList<AnnotationQuery> Of(
        IReadOnlyList<IncidentSeverity> severities, IReadOnlyList<AnnotationRoute> routes, QueryChoice choice, IReadOnlyList<KindOptions> kinds)
    {
        var drawn = choice.RoutesOf(routes);
        var known = severities
            .OrderByDescending(severity => severity.Rank ?? int.MinValue)
            .Where(severity => AnnotationTags.SeverityOf(severity).Length > 0)
            .DistinctBy(AnnotationTags.SeverityOf)
            .ToList();

        // Colours go by all severities, so that one has the same colour whatever is left out.
        return
        [
            .. known
                .Select((severity, index) => (severity, Color: ColorOf(index, known.Count)))
                .Where(one => drawn.Any(route => route.Match.MayTake(one.severity, severities)))
                .Select(one => new AnnotationQuery(NameOf(one.severity), one.Color, Tags(choice, AnnotationTags.WithSeverity(one.severity))))
                .Append(new AnnotationQuery(AllOpen, "purple", Tags(choice, AnnotationTags.Open), IsOn: false))
                .Concat(
                    from kind in kinds
                    where kind.IsOn && drawn.Any(route => route.Match.WhyNot(kind.Kind) is null)
                    select new AnnotationQuery(AnnotationQuery.PrefixBesideIncidents + SubjectKinds.WordsOf(kind.Kind), kind.Color, OfKind(choice, kind.Kind)))
                .DistinctBy(query => query.Name),
        ];
    }

    /// <summary>Without variables: tags from the incident are on incidents alone.</summary>
    private static IReadOnlyList<string> OfKind(QueryChoice choice, SubjectKind kind) =>
        [AnnotationTags.CommonOf(kind), .. choice.Route is { } route ? [AnnotationTags.OfRoute(route)] : Array.Empty<string>()];

    private static string NameOf(IncidentSeverity severity) => AnnotationQuery.Prefix + AnnotationText.OneLine(severity.Name).Trim();

    private static string ColorOf(int index, int count)
    {
        string[] colors = count > Colors.Length ? ["dark-red", .. Colors] : Colors;
        return colors[Math.Min(index, colors.Length - 1)];
    }

    private static IReadOnlyList<string> Tags(QueryChoice choice, string own) =>
    [
        AnnotationTags.Common,
        own,
        .. choice.Route is { } route ? [AnnotationTags.OfRoute(route)] : Array.Empty<string>(),
        .. choice.Variables.Select(variable => variable.Tag),
    ];
}
