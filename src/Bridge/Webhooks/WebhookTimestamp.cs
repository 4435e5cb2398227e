using System.Globalization;
using Bridge.Ports;

namespace Bridge.Webhooks;

/// <summary>The time of a delivery attempt, as the header gives it.</summary>
internal static class WebhookTimestamp
{
    /// <summary>More digits than any date that .NET knows.</summary>
    private const int MaxDigits = 15;

    /// <summary>
    /// Whether the text is a plain number of unix seconds within <see cref="RequestLimits.TimestampTolerance"/> of <paramref name="now"/>. Signs, blanks,
    /// leading zeros and fractions are refused: the signature covers the text, so each would be another spelling of the same time.
    /// </summary>
    public static bool IsFresh(string text, DateTimeOffset now)
    {
        if (text.Length is 0 or > MaxDigits
            || text[0] == '0'
            || text.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }

        var seconds = long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
        var distance = seconds - now.ToUnixTimeSeconds();
        return Math.Abs(distance) <= (long)RequestLimits.TimestampTolerance.TotalSeconds;
    }
}
