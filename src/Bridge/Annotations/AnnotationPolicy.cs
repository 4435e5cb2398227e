using Bridge.Incidents;

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
    public static IReadOnlyList<DesiredAnnotation> Decide(
        Incident incident, AnnotationOptions options, AnnotationRoute route, ShownState shown)
    {
        if (!options.Modes.Contains(incident.Mode)
            || (incident.IsPrivate && options.Private == PrivateMode.Omit)
            || StatusOf(incident.Category, options, shown) is not { } status)
        {
            return [];
        }

        var start = Milliseconds(StartOf(incident, options));
        var end = status == AnnotationStatus.Resolved ? Milliseconds(EndOf(incident, options, start, shown)) : start;
        var redact = incident.IsPrivate && options.Private == PrivateMode.Redact;

        return options.Shape switch
        {
            AnnotationShape.Region => [Make(AnnotationPart.Region, start, end)],
            AnnotationShape.Points when status == AnnotationStatus.Open => [Make(AnnotationPart.Start, start, start)],
            AnnotationShape.Points => [Make(AnnotationPart.Start, start, start), Make(AnnotationPart.Resolve, end, end)],
            _ => throw new InvalidOperationException($"No rule for the shape {options.Shape}."),
        };

        DesiredAnnotation Make(AnnotationPart part, DateTimeOffset from, DateTimeOffset to) => new()
        {
            Part = part,
            Status = status,
            Start = from,
            End = to,
            Text = AnnotationText.For(incident, part, redact),
            Tags = AnnotationTags.For(incident, part, status, route, options.Tags),
        };
    }

    /// <summary>
    /// What is shown of an incident that the key cannot see any more: it may have turned private, so its times stay and its words go.
    /// </summary>
    public static DesiredAnnotation Hide(
        IncidentId incident, AnnotationPart part, AnnotationStatus status, DateTimeOffset start, DateTimeOffset end, string route) => new()
        {
            Part = part,
            Status = status,
            Start = start,
            End = end,
            Text = AnnotationText.Hidden,
            Tags = AnnotationTags.Hidden(incident, part, status, route),
        };

    /// <summary>Decided by category, never by rank or by the name that the customer gave the status.</summary>
    private static AnnotationStatus? StatusOf(StatusCategory category, AnnotationOptions options, ShownState shown) => category switch
    {
        StatusCategory.Live => AnnotationStatus.Open,
        StatusCategory.Learning or StatusCategory.Closed => AnnotationStatus.Resolved,
        StatusCategory.Triage => options.IncludeTriage ? AnnotationStatus.Open : null,
        StatusCategory.Declined or StatusCategory.Canceled or StatusCategory.Merged => null,
        StatusCategory.Paused or StatusCategory.Unknown => shown.Status,
        _ => throw new InvalidOperationException($"No rule for the category {category}."),
    };

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

        var end = shown.End ?? incident.UpdatedAt;
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
