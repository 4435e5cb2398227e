namespace Bridge.Annotations;

/// <summary>
/// Where the end of an open region lies: ahead of now, and moved on before now gets there. Grafana cuts such a region at the edge of a live
/// graph and draws no line at its end, so that it reaches the edge however short the range is. Pure.
/// </summary>
internal static class OpenEnd
{
    /// <summary>
    /// How far the end still lies ahead when it is due to be moved: longer than a restart or a short outage of Grafana takes. If nobody moves
    /// it any more, the region ends one interval and this after the last move at the latest.
    /// </summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    /// <summary>What is due within one part of so many of an interval is moved together, and shares one search of Grafana.</summary>
    private const int PartsOfInterval = 10;

    /// <summary>
    /// Counted in whole intervals from the region's start, so that it moves once per interval however often the incident is looked at, and
    /// so that a thousand regions are not all due at one moment.
    /// </summary>
    /// <param name="start">The region's start.</param>
    /// <param name="interval">How often the end is moved; above zero.</param>
    /// <param name="now">The time.</param>
    /// <returns>The end in whole milliseconds, and when it is to be moved next.</returns>
    public static (DateTimeOffset End, DateTimeOffset MovesAt) Of(DateTimeOffset start, TimeSpan interval, DateTimeOffset now)
    {
        var origin = start.UtcTicks - (start.UtcTicks % Math.Max(1, interval.Ticks / PartsOfInterval));
        var intervals = Math.Max(0, (now.UtcTicks - origin) / interval.Ticks);
        var movesAt = Time(origin + ((intervals + 1) * interval.Ticks));
        return (DateTimeOffset.FromUnixTimeMilliseconds(Time(movesAt.UtcTicks + Margin.Ticks).ToUnixTimeMilliseconds()), movesAt);
    }

    /// <summary>People type times that lie at the end of all time.</summary>
    private static DateTimeOffset Time(long ticks) => new(Math.Min(ticks, DateTimeOffset.MaxValue.UtcTicks), TimeSpan.Zero);
}
