using System.Globalization;
using System.Text;

namespace Bridge.Annotations.Templates;

/// <summary>How times are written in templates: in UTC and in English, whatever the machine says.</summary>
internal static class TemplateTime
{
    /// <summary>A time that is printed as it is: <c>2026-03-01 10:00 UTC</c>.</summary>
    public static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    /// <summary>The two largest units: <c>45 s</c>, <c>5 min</c>, <c>2 h 5 min</c>, <c>3 d 4 h</c>. Never negative.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.Zero)
        {
            duration = TimeSpan.Zero;
        }

        return duration switch
        {
            { TotalMinutes: < 1 } => $"{duration.Seconds} s",
            { TotalHours: < 1 } => $"{duration.Minutes} min",
            { TotalDays: < 1 } => Units(duration.Hours, "h", duration.Minutes, "min"),
            _ => Units(duration.Days, "d", duration.Hours, "h"),
        };
    }

    /// <summary>By the format of Liquid's <c>date</c> filter. Null when the format has a directive that is not known here.</summary>
    public static string? Format(DateTime time, string format)
    {
        var text = new StringBuilder();
        for (var index = 0; index < format.Length; index++)
        {
            if (format[index] != '%')
            {
                text.Append(format[index]);
            }
            else if (++index < format.Length && Directive(time, format[index]) is { } part)
            {
                text.Append(part);
            }
            else
            {
                return null;
            }
        }

        return text.ToString();
    }

    private static string? Directive(DateTime time, char directive) => directive switch
    {
        'Y' => Invariant(time, "yyyy"),
        'y' => Invariant(time, "yy"),
        'm' => Invariant(time, "MM"),
        'B' => Invariant(time, "MMMM"),
        'b' => Invariant(time, "MMM"),
        'd' => Invariant(time, "dd"),
        'e' => Invariant(time, "%d").PadLeft(2),
        'j' => time.DayOfYear.ToString("000", CultureInfo.InvariantCulture),
        'A' => Invariant(time, "dddd"),
        'a' => Invariant(time, "ddd"),
        'H' => Invariant(time, "HH"),
        'I' => Invariant(time, "hh"),
        'p' => Invariant(time, "tt"),
        'M' => Invariant(time, "mm"),
        'S' => Invariant(time, "ss"),
        'F' => Invariant(time, "yyyy-MM-dd"),
        'R' => Invariant(time, "HH:mm"),
        'T' => Invariant(time, "HH:mm:ss"),
        'Z' => "UTC",
        'z' => "+0000",
        's' => new DateTimeOffset(time).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        '%' => "%",
        _ => null,
    };

    private static string Invariant(DateTime time, string format) => time.ToString(format, CultureInfo.InvariantCulture);

    private static string Units(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large} {largeUnit}" : $"{large} {largeUnit} {small} {smallUnit}";
}
