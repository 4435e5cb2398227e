using Bridge.Annotations.Templates;
using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>
/// What Grafana should show of an incident. Pure: the same incident, settings and state always give the same annotations, so the order
/// in which events came cannot matter.
/// </summary>
internal static class AnnotationPolicy
{
    /// <param name="incident">The latest state.</param>
    /// <param name="options">The operator's wishes.</param>
    /// <param name="route">The route that the annotations belong to.</param>
    /// <param name="shown">What is shown now. It matters only where incident.io's state leaves it open.</param>
    /// <param name="now">The time that an open region is drawn beyond, and that tells what ended too long ago to be shown.</param>
    /// <param name="dashboard">The dashboard that the annotations are on; none for the organization.</param>
    public static IReadOnlyList<DesiredAnnotation> Decide(
        Incident incident,
        AnnotationOptions options,
        AnnotationRoute route,
        ShownState shown,
        DateTimeOffset now,
        DashboardPanel? dashboard = null)
    {
        if (OmissionOf(incident, options, route, shown, now) is not null)
        {
            return [];
        }

        var status = StatusOf(incident.Category, options, shown)!.Value;
        var start = Milliseconds(StartOf(incident, options));
        var (end, movesAt) = (status, options.Shape) switch
        {
            (AnnotationStatus.Resolved, _) => (Milliseconds(EndOf(incident, options, start, shown)), (DateTimeOffset?)null),
            _ when IsSetAside(incident.Category) => (SetAsideAt(incident, options, start, shown), null),
            (_, AnnotationShape.Region) when options.OpenEndInterval > TimeSpan.Zero => OpenEnd.Of(start, options.OpenEndInterval, now),
            _ => (start, null),
        };
        var redact = incident.IsPrivate && PrivateModeOf(options, route) == PrivateMode.Redact;
        IReadOnlyList<IncidentTag> own = [.. IncidentTag.Of(options.TagsFrom, route.TagsFrom).Where(tag => tag.IsOfRedacted || !redact)];

        return options.Shape switch
        {
            AnnotationShape.Region => [Make(AnnotationPart.Region, start, end) with { MovesAt = movesAt }],
            AnnotationShape.Points when status == AnnotationStatus.Open => [Make(AnnotationPart.Start, start, start)],
            AnnotationShape.Points => [Make(AnnotationPart.Start, start, start), Make(AnnotationPart.Resolve, end, end)],
            _ => throw new InvalidOperationException($"No rule for the shape {options.Shape}."),
        };

        DesiredAnnotation Make(AnnotationPart part, DateTimeOffset from, DateTimeOffset to)
        {
            var input = new TemplateInput
            {
                Incident = incident,
                Part = part,
                Status = status,
                Start = start,
                End = status == AnnotationStatus.Resolved ? end : null,
                Redact = redact,
            };
            var (text, failure) = (route.Text ?? options.Text)?.Render(input) ?? default(TemplateResult);
            return new DesiredAnnotation
            {
                Part = part,
                Status = status,
                Start = from,
                End = to,
                Dashboard = dashboard,
                Text = text ?? AnnotationText.For(input),
                TextFailure = failure,
                Tags = AnnotationTags.For(incident, part, status, route, [.. options.Tags, .. route.Tags], dashboard, own),
            };
        }
    }

    /// <summary>Why an incident is not shown, whatever route it takes; null when it is.</summary>
    public static Omission? OmissionOf(Incident incident, AnnotationOptions options, AnnotationRoute route, ShownState shown, DateTimeOffset now) =>
        !options.Modes.Contains(incident.Mode) ? Omission.Mode
        : incident.IsPrivate && PrivateModeOf(options, route) == PrivateMode.Omit ? Omission.Private
        : StatusOf(incident.Category, options, shown) is null ? Omission.Category
        : IsPast(incident, options, shown, now) ? Omission.Age
        : null;

    /// <summary>
    /// Whether an incident ended longer ago than it is to be shown. Where nothing names its end and nothing is shown, it counts from its start:
    /// the last update would bring back what went, whenever somebody edits it.
    /// </summary>
    public static bool IsPast(Incident incident, AnnotationOptions options, ShownState shown, DateTimeOffset now)
    {
        if (StatusOf(incident.Category, options, shown) != AnnotationStatus.Resolved)
        {
            return false;
        }

        var start = Milliseconds(StartOf(incident, options));
        var hasEnd = shown.Status is not null || Named(incident, options.EndFrom).Any();
        return IsPast(hasEnd ? EndOf(incident, options, start, shown) : start, options, now);
    }

    /// <summary>The same of an end.</summary>
    public static bool IsPast(DateTimeOffset end, AnnotationOptions options, DateTimeOffset now) =>
        options.KeepFor > TimeSpan.Zero && end < now - options.KeepFor;

    public static PrivateMode PrivateModeOf(AnnotationOptions options, AnnotationRoute? route) => route?.Private ?? options.Private;

    /// <summary>
    /// What is shown of something that the key cannot see any more: it may have turned private, so its times stay and its words go.
    /// </summary>
    public static DesiredAnnotation Hide(
        SubjectId subject,
        AnnotationPart part,
        AnnotationStatus status,
        DateTimeOffset start,
        DateTimeOffset end,
        string route,
        DashboardPanel? dashboard) => new()
        {
            Part = part,
            Status = status,
            Start = start,
            End = end,
            Dashboard = dashboard,
            Text = AnnotationText.Hidden(subject.Kind),
            Tags = AnnotationTags.Hidden(subject, part, status, route, dashboard),
        };

    /// <summary>Decided by category, never by rank or by the name that the customer gave the status.</summary>
    private static AnnotationStatus? StatusOf(StatusCategory category, AnnotationOptions options, ShownState shown) => category switch
    {
        StatusCategory.Live => AnnotationStatus.Open,
        StatusCategory.Learning or StatusCategory.Closed => AnnotationStatus.Resolved,
        StatusCategory.Triage => options.IncludeTriage ? AnnotationStatus.Open : null,
        StatusCategory.Declined or StatusCategory.Canceled or StatusCategory.Merged => null,
        StatusCategory.Paused => shown.Status ?? AnnotationStatus.Open,
        StatusCategory.Unknown => shown.Status,
        _ => throw new InvalidOperationException($"No rule for the category {category}."),
    };

    /// <summary>
    /// Nobody says whether impact goes on, so the annotation stays as it was. What is paused has begun and is not over: where it was not shown yet, it
    /// is open. Of a category that this version does not know, nothing can be said.
    /// </summary>
    private static bool IsSetAside(StatusCategory category) => category is StatusCategory.Paused or StatusCategory.Unknown;

    /// <summary>
    /// The end of an open region whose incident is set aside: the change that set it aside, if it was drawn as far. It was drawn ahead, and must
    /// not go on.
    /// </summary>
    private static DateTimeOffset SetAsideAt(Incident incident, AnnotationOptions options, DateTimeOffset start, ShownState shown)
    {
        var end = shown switch
        {
            { End: { } drawn } when drawn < incident.UpdatedAt => drawn,
            { End: not null } => Milliseconds(incident.UpdatedAt),
            { Status: null } when options.OpenEndInterval > TimeSpan.Zero => Milliseconds(incident.UpdatedAt),
            _ => start,
        };
        return end > start ? end : start;
    }

    private static DateTimeOffset StartOf(Incident incident, AnnotationOptions options) =>
        Named(incident, options.StartFrom).FirstOrDefault(incident.CreatedAt);

    /// <summary>
    /// The first named end that does not lie before the start; a reopened incident may carry an old one. Without any, the end that is
    /// shown already stays, so that a later edit does not move it; at first it is the time of the change that resolved the incident.
    /// </summary>
    private static DateTimeOffset EndOf(Incident incident, AnnotationOptions options, DateTimeOffset start, ShownState shown)
    {
        var named = Named(incident, options.EndFrom).ToList();
        if (named.Count > 0)
        {
            return named.Where(end => end >= start).FirstOrDefault(start);
        }

        var end = (shown.Status == AnnotationStatus.Resolved ? shown.End : null) ?? incident.UpdatedAt;
        return end > start ? end : start;
    }

    private static IEnumerable<DateTimeOffset> Named(Incident incident, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            foreach (var timestamp in incident.Timestamps)
            {
                if (TimestampName.Same(timestamp.Name, name))
                {
                    yield return timestamp.Time;
                }
            }
        }
    }

    private static DateTimeOffset Milliseconds(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}

/// <summary>Why an incident is not shown.</summary>
internal enum Omission
{
    /// <summary>Incidents of its mode are not annotated.</summary>
    Mode,

    /// <summary>It is private, and nothing is told of those.</summary>
    Private,

    /// <summary>Its status is one that is not shown, such as triage or canceled.</summary>
    Category,

    /// <summary>It ended longer ago than annotations are kept.</summary>
    Age,
}
