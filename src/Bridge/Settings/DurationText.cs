using System.Globalization;
using System.Text;

namespace Bridge.Settings;

/// <summary>
/// Times of settings: numbers with units, the largest first (<c>90s</c>, <c>1h30m</c>), or <c>hh:mm:ss</c> with days before it and a fraction
/// behind it where needed. What two people would read in two ways is refused, with words that say what to write.
/// </summary>
internal static class DurationText
{
    private const string Forms = "is not a time; write it as 90s, 5m, 24h or 7d, or as hh:mm:ss, for example 00:00:30.";

    /// <summary>More digits than any setting's range needs, and few enough that no sum overflows.</summary>
    private const int MaxDigits = 9;

    private const int MaxFractionDigits = 7;

    private static readonly (string Name, TimeSpan Length)[] Units =
    [
        ("d", TimeSpan.FromDays(1)),
        ("h", TimeSpan.FromHours(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("ms", TimeSpan.FromMilliseconds(1)),
    ];

    /// <summary>Reads a time that is not negative.</summary>
    /// <param name="text">What was set, trimmed.</param>
    /// <param name="duration">The time; zero when it cannot be read.</param>
    /// <returns>What is wrong with it, to stand behind the setting's name; none when it was read.</returns>
    public static string? Read(string text, out TimeSpan duration)
    {
        duration = default;
        return text.Contains(':', StringComparison.Ordinal) ? ReadClock(text, out duration)
            : TryReadUnits(text, out duration) ? null
            : Forms;
    }

    private static bool TryReadUnits(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        var nextUnit = 0;
        do
        {
            var digits = text.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > MaxDigits)
            {
                return false;
            }

            var number = int.Parse(text[..digits], CultureInfo.InvariantCulture);
            text = text[digits..];
            var end = text.IndexOfAnyInRange('0', '9');
            var unit = IndexOfUnit(end < 0 ? text : text[..end]);
            if (unit < nextUnit)
            {
                return false;
            }

            duration += number * Units[unit].Length;
            nextUnit = unit + 1;
            text = end < 0 ? [] : text[end..];
        }
        while (text.Length > 0);

        return true;
    }

    private static int IndexOfUnit(ReadOnlySpan<char> name)
    {
        for (var index = 0; index < Units.Length; index++)
        {
            if (name.Equals(Units[index].Name, StringComparison.OrdinalIgnoreCase))
            {
                return index;
            }
        }

        return -1;
    }

    private static string? ReadClock(string text, out TimeSpan duration)
    {
        duration = default;
        var parts = text.Split(':');
        if (parts is [var first, var second] && TryNumber(first, out var larger) && TryNumber(second, out var smaller) && larger < 1000 && smaller < 60)
        {
            // .NET takes it for hours and minutes, and people for minutes and seconds.
            var minutes = TimeSpan.FromMinutes(larger) + TimeSpan.FromSeconds(smaller);
            var hours = TimeSpan.FromHours(larger) + TimeSpan.FromMinutes(smaller);
            return $"has two parts and could be minutes or hours: write {InUnits(minutes)} ({minutes:c}) or {InUnits(hours)} ({hours:c}).";
        }

        if (parts is not [var before, var middle, var last])
        {
            return Forms;
        }

        var days = 0;
        if (before.Split('.') is [var dayText, var hourText])
        {
            before = hourText;
            if (!TryNumber(dayText, out days))
            {
                return Forms;
            }
        }

        var fraction = TimeSpan.Zero;
        if (last.Split('.') is [var secondText, var fractionText])
        {
            last = secondText;
            if (fractionText.Length > MaxFractionDigits || !TryNumber(fractionText, out _))
            {
                return Forms;
            }

            fraction = TimeSpan.FromTicks(int.Parse(fractionText.PadRight(MaxFractionDigits, '0'), CultureInfo.InvariantCulture));
        }

        if (!TryNumber(before, out var hour) || !TryNumber(middle, out var minute) || !TryNumber(last, out var rest) || minute > 59 || rest > 59)
        {
            return Forms;
        }

        var read = TimeSpan.FromDays(days) + TimeSpan.FromHours(hour) + TimeSpan.FromMinutes(minute) + TimeSpan.FromSeconds(rest) + fraction;
        if (hour > 23)
        {
            // .NET takes 24:00:00 for 24 days.
            return $"has more than 23 hours beside minutes and seconds: write {read:c} or {InUnits(read)}.";
        }

        duration = read;
        return null;
    }

    /// <summary>The same in hours and less: 24h rather than 1d is what was meant, in the unit that it was written in.</summary>
    private static string InUnits(TimeSpan duration)
    {
        var text = new StringBuilder();
        foreach (var (name, length) in Units[1..])
        {
            if (duration >= length)
            {
                text.Append(CultureInfo.InvariantCulture, $"{duration.Ticks / length.Ticks}{name}");
                duration = new TimeSpan(duration.Ticks % length.Ticks);
            }
        }

        return text.Length == 0 ? "0s" : text.ToString();
    }

    private static bool TryNumber(string text, out int number)
    {
        number = 0;
        return text.Length <= MaxDigits && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
