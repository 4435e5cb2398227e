using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace Bridge.Commands;

/// <summary>How far back: <c>90d</c>, <c>12h</c>, or a day such as <c>2026-01-31</c>, which begins at midnight UTC.</summary>
internal readonly record struct TimeReach
{
    /// <summary>A hundred years: more is a slip of the finger.</summary>
    private const int MaxDays = 36_500;

    private const string Forms = "write 90d, 12h or a day such as 2026-01-31";

    private readonly TimeSpan _back;
    private readonly DateTimeOffset? _day;

    private TimeReach(TimeSpan back, DateTimeOffset? day) => (_back, _day) = (back, day);

    public static TimeReach Days(int days) => new(TimeSpan.FromDays(days), null);

    public static bool TryParse(string text, out TimeReach reach)
    {
        if (DateTimeOffset.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var day))
        {
            reach = new TimeReach(default, day);
            return true;
        }

        reach = default;
        if (text.Length < 2 || !int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        TimeSpan? back = text[^1] switch
        {
            'd' when number <= MaxDays => TimeSpan.FromDays(number),
            'h' when number <= MaxDays * 24 => TimeSpan.FromHours(number),
            _ => null,
        };
        reach = new TimeReach(back ?? default, null);
        return back > TimeSpan.Zero;
    }

    /// <summary>The moment that is meant, seen from now.</summary>
    public DateTimeOffset From(DateTimeOffset now) => _day ?? now - _back;

    /// <summary>An option that takes such a time.</summary>
    public static Option<TimeReach?> Option(string name, string description) => new(name)
    {
        Description = $"{description} ({Forms}).",
        HelpName = "time",
        CustomParser = Read,
    };

    private static TimeReach? Read(ArgumentResult result)
    {
        var text = result.Tokens[^1].Value;
        if (TryParse(text, out var reach))
        {
            return reach;
        }

        result.AddError($"'{text}' is no time that this option takes: {Forms}.");
        return null;
    }
}
