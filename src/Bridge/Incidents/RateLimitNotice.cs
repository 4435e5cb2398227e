using System.Globalization;

namespace Bridge.Incidents;

/// <summary>What incident.io says of the key's tokens: each request takes one, and they come back at a steady rate.</summary>
/// <param name="Limit">Tokens of a full bucket.</param>
/// <param name="Remaining">Tokens that are left.</param>
/// <param name="FullIn">How long after the answer the bucket is full again.</param>
/// <remarks>
/// Source: the chapter on rate limits in incident.io's OpenAPI document. <c>X-RateLimit-Limit</c> has the limit that binds first, and then all
/// limits with their windows; <c>X-RateLimit-Reset</c> is when the bucket is full again, in unix seconds. Any of the headers may be missing.
/// </remarks>
internal readonly record struct RateLimitNotice(int Limit, int Remaining, TimeSpan FullIn)
{
    /// <summary>A bucket that takes longer has a header that means something else.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>What an answer says; null if it does not, or not plainly.</summary>
    /// <param name="answer">The answer.</param>
    /// <param name="now">This machine's time, for an answer without a date. Otherwise incident.io's own clock counts.</param>
    public static RateLimitNotice? Read(HttpResponseMessage answer, DateTimeOffset now)
    {
        if (Number(answer, "X-RateLimit-Limit") is not (> 0 and <= int.MaxValue and var limit)
            || Number(answer, "X-RateLimit-Remaining") is not { } remaining
            || remaining > limit
            || Number(answer, "X-RateLimit-Reset") is not { } reset)
        {
            return null;
        }

        var fullIn = reset - (answer.Headers.Date ?? now).ToUnixTimeSeconds();
        return fullIn <= Longest.TotalSeconds
            ? new RateLimitNotice((int)limit, (int)remaining, TimeSpan.FromSeconds(Math.Max(0, fullIn)))
            : null;
    }

    /// <summary>A whole number from 0, up to the first comma.</summary>
    private static long? Number(HttpResponseMessage answer, string header) =>
        answer.Headers.TryGetValues(header, out var values)
        && long.TryParse(values.First().Split(',')[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
