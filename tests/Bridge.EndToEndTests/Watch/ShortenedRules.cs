using System.Globalization;
using System.Text.RegularExpressions;

namespace Bridge.EndToEndTests.Watch;

/// <summary>
/// Rules whose clock runs faster. Alerts wait for minutes and look back over hours, and a test has seconds; so every duration that a rule
/// file knows is divided by one factor: each <c>for</c> and <c>keep_firing_for</c>, each window (<c>[5m]</c>, <c>[1h:5m]</c>) and each
/// <c>offset</c>. All else, selectors, functions, thresholds, labels and texts, stays as it ships.
/// </summary>
/// <remarks>
/// A threshold in seconds is a plain number to PromQL, and is none of the durations here. Who wants it shorter sets it in the open, by the
/// chart's <c>prometheusRule.overrides</c>.
/// </remarks>
internal static partial class ShortenedRules
{
    private const string Duration = "(?:[0-9]+(?:ms|[smhdwy]))+";

    /// <param name="rules">A rule file.</param>
    /// <param name="factor">How much faster; at least 1.</param>
    /// <exception cref="ArgumentException">A duration would become less than a millisecond, Prometheus' smallest.</exception>
    public static string Of(string rules, int factor) =>
        Place().Replace(rules, place => Whole().Replace(place.Value, duration => Shorten(duration.Value, factor)));

    /// <summary>A duration of Prometheus, such as <c>5m</c> or <c>1h30m</c>.</summary>
    public static TimeSpan Parse(string duration) => Part().Matches(duration).Aggregate(
        TimeSpan.Zero,
        (sum, part) => sum + (int.Parse(part.Groups[1].Value, CultureInfo.InvariantCulture) * part.Groups[2].Value switch
        {
            "ms" => TimeSpan.FromMilliseconds(1),
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            "d" => TimeSpan.FromDays(1),
            "w" => TimeSpan.FromDays(7),
            _ => TimeSpan.FromDays(365),
        }));

    /// <summary>The same as Prometheus writes it.</summary>
    public static string Text(TimeSpan duration) => $"{(long)duration.TotalMilliseconds}ms";

    private static string Shorten(string duration, int factor)
    {
        var shorter = Parse(duration) / factor;
        return shorter >= TimeSpan.FromMilliseconds(1)
            ? Text(shorter)
            : throw new ArgumentException($"{duration} is too short to be divided by {factor}.", nameof(factor));
    }

    /// <summary>Where a rule file has durations: lines of their own, windows in brackets, and offsets.</summary>
    [GeneratedRegex($@"^\s*(?:for|keep_firing_for): [""']?{Duration}|\[{Duration}(?::(?:{Duration})?)?\]|\boffset\s+-?{Duration}", RegexOptions.Multiline)]
    private static partial Regex Place();

    [GeneratedRegex(Duration)]
    private static partial Regex Whole();

    [GeneratedRegex("([0-9]+)(ms|[smhdwy])")]
    private static partial Regex Part();
}
