using System.Globalization;
using Bridge.Reports;

namespace Bridge.Operator.Status;

/// <summary>Moments and durations, for people: how long ago first, since that is what somebody wants to know at night. Pure.</summary>
internal static class PageTime
{
    /// <summary>A moment beside now; <c>never</c> for none.</summary>
    public static Markup When(DateTimeOffset? moment, DateTimeOffset now, string never = "never") => moment is { } at
        ? (Markup)$"""<time datetime="{UtcTime.Of(at)}">{Relative(at, now)} <span class="clock">{Clock(at, now)}</span></time>"""
        : $"""<span class="none">{never}</span>""";

    /// <summary>The two largest units: <c>3 d 4 h</c>, <c>12 min 5 s</c>.</summary>
    public static string Duration(TimeSpan time)
    {
        var (whole, rest) = time switch
        {
            { TotalDays: >= 1 } => ((long)time.TotalDays, $"{time.Hours} h"),
            { TotalHours: >= 1 } => (time.Hours, $"{time.Minutes} min"),
            { TotalMinutes: >= 1 } => (time.Minutes, $"{time.Seconds} s"),
            _ => (Math.Max(0, (long)time.TotalSeconds), ""),
        };
        var unit = time switch { { TotalDays: >= 1 } => "d", { TotalHours: >= 1 } => "h", { TotalMinutes: >= 1 } => "min", _ => "s" };
        return string.Create(CultureInfo.InvariantCulture, $"{whole} {unit} {(rest.StartsWith("0 ", StringComparison.Ordinal) ? "" : rest)}").TrimEnd();
    }

    /// <summary>The time of day, with the date unless it is today's.</summary>
    public static string Clock(DateTimeOffset at, DateTimeOffset now) => at.UtcDateTime.ToString(
        at.UtcDateTime.Date == now.UtcDateTime.Date ? "HH:mm:ss 'UTC'" : "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    private static string Relative(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: >= 1 } age => $"{Duration(age)} ago",
        { TotalSeconds: <= -1 } ahead => $"in {Duration(-ahead)}",
        _ => "now",
    };
}
