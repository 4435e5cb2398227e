using Bridge.Annotations;

namespace Bridge.Kinds.Alerts;

/// <summary>Which alerts the settings let through. Pure. Names are compared without their case.</summary>
internal static class AlertFilter
{
    /// <summary>The setting that an alert does not meet, in words that tell nothing of a private one; null when it meets all.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="origin">What is known of its source.</param>
    /// <param name="options">The operator's wishes.</param>
    /// <param name="now">The time up to which a firing alert has fired.</param>
    public static string? WhyNot(Alert alert, AlertOrigin origin, AlertOptions options, DateTimeOffset now)
    {
        if (options.Sources.Count > 0 && !options.Sources.Any(source => RouteMatch.Same(source, origin.Name) || source == alert.Source))
        {
            return "its source is not among Alerts:Sources";
        }

        if (options.Priorities.Count > 0 && !options.Priorities.Any(priority => RouteMatch.Same(priority, alert.Priority)))
        {
            return "its priority is not among Alerts:Priorities";
        }

        var unmet = options.Attributes.FirstOrDefault(wanted =>
            !alert.ValuesOf(wanted.Name).Any(value => wanted.Values.Any(one => RouteMatch.Same(one, value))));
        if (unmet is not null)
        {
            return $"its attribute {unmet.Name} is not one that Alerts:Attributes asks for";
        }

        return alert.Age(now) >= options.MinDuration ? null
            : alert.IsFiring ? "it has not fired for Alerts:MinDuration yet"
            : "it fired for less than Alerts:MinDuration";
    }

    /// <summary>When that may have changed by time alone; none for never.</summary>
    public static DateTimeOffset? ReadAgainAt(Alert alert, AlertOptions options, DateTimeOffset now) =>
        alert.IsFiring && alert.Age(now) < options.MinDuration ? alert.CreatedAt + options.MinDuration : null;
}
