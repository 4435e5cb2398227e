using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// What is shown of the subjects of a kind that are no incidents: a region from start to end; while the end is not known, a point at the start,
/// so that nothing has to be moved. A kind may have a point at each instead. It says the rest, too.
/// </summary>
/// <param name="kind">Which.</param>
/// <param name="annotations">The operator's wishes for all kinds at any time.</param>
internal abstract class HappeningProjection(SubjectKind kind, Func<AnnotationOptions> annotations) : IProjection
{
    /// <summary>Longer than a state is remembered.</summary>
    private static readonly TimeSpan OnceMore = TimeSpan.FromMinutes(1);

    public SubjectKind Kind => kind;

    /// <summary>How the kind speaks of its subjects.</summary>
    protected abstract HappeningWords Words { get; }

    /// <summary>The same at the end, where that is a point of its own.</summary>
    protected virtual HappeningWords EndWords => Words;

    /// <summary>A region, or a point at the start and one at the end.</summary>
    protected virtual AnnotationShape Shape => AnnotationShape.Region;

    /// <summary>By the route's conditions, as far as they can be met by what is no incident.</summary>
    public virtual string? WhyNot(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities) => route.Match.WhyNot(subject);

    public IReadOnlyList<DesiredAnnotation> Decide(
        Subject subject, AnnotationRoute route, ShownState shown, DateTimeOffset now, DashboardPanel? dashboard)
    {
        var happening = (Happening)subject;
        var options = annotations();
        var mode = AnnotationPolicy.PrivateModeOf(options, route);
        var isOver = happening.IsOverAt(now);
        if (happening.IsGone
            || !IsShown(happening, now)
            || (happening.IsPrivate && mode == PrivateMode.Omit)
            || (isOver && AnnotationPolicy.IsPast(EndOf(happening) ?? happening.Start, options, now)))
        {
            return [];
        }

        var redact = happening.IsPrivate && mode == PrivateMode.Redact;
        var status = isOver ? AnnotationStatus.Resolved : AnnotationStatus.Open;
        var start = Milliseconds(happening.Start);
        var end = EndOf(happening) is { } known && known > happening.Start ? Milliseconds(known) : start;
        return Shape switch
        {
            AnnotationShape.Region => [Make(AnnotationPart.Region, start, end, Words)],
            AnnotationShape.Points when status == AnnotationStatus.Open => [Make(AnnotationPart.Start, start, start, Words)],
            AnnotationShape.Points => [Make(AnnotationPart.Start, start, start, Words), Make(AnnotationPart.Resolve, end, end, EndWords)],
            _ => throw new InvalidOperationException($"No rule for the shape {Shape}."),
        };

        DesiredAnnotation Make(AnnotationPart part, DateTimeOffset from, DateTimeOffset to, HappeningWords words) => new()
        {
            Part = part,
            Status = status,
            Start = from,
            End = to,
            Dashboard = dashboard,
            Text = AnnotationText.For(words, happening, redact),
            Tags = AnnotationTags.For(
                happening,
                part,
                status,
                route.Name,
                happening.Facts.Where(fact => fact.IsTag && words.Tells(fact, redact)),
                [.. options.Tags, .. route.Tags],
                dashboard),
        };
    }

    /// <inheritdoc/>
    public virtual DateTimeOffset? ReviewAt(Subject subject, DateTimeOffset now) => null;

    /// <summary>Why a route takes none of the incidents that a subject belongs to; null when it shows one of them.</summary>
    protected string? WhyNoneOfItsIncidents(Subject subject, AnnotationRoute route, IReadOnlyList<IncidentSeverity> severities)
    {
        return route.Match.WhyNotAsFollower(subject)
            ?? (subject.Parents.Any(parent => parent.Subject is Incident incident && IsShown(incident)) ? null : "it belongs to no incident that the route shows");

        bool IsShown(Incident incident) =>
            route.Match.WhyNotAsIncident(incident, severities) is null
            && AnnotationPolicy.OmissionOf(incident, annotations(), route, ShownState.Nothing, incident.UpdatedAt) is null;
    }

    /// <summary>How far it is drawn; none for a point at its start.</summary>
    protected virtual DateTimeOffset? EndOf(Happening happening) => happening.End;

    /// <summary>A time to look at a subject again, which is not past: the state may be from shortly before it, and has to be read once more.</summary>
    protected static DateTimeOffset NotBefore(DateTimeOffset now, DateTimeOffset time) => time > now ? time : now + OnceMore;

    /// <summary>Whether the kind's own settings let it be shown.</summary>
    protected abstract bool IsShown(Happening happening, DateTimeOffset now);

    private static DateTimeOffset Milliseconds(DateTimeOffset time) => DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}
