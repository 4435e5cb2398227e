namespace Bridge.Incidents;

/// <summary>
/// How fast incident.io may be asked, by what it said last. The key may have other users, so the bridge slows down to the rate at which tokens
/// come back before they are used up. Pure.
/// </summary>
internal static class RateLimitPace
{
    /// <summary>The part of a full bucket that is left to others, and to requests whose answers are not here yet.</summary>
    private const double Reserve = 0.1;

    /// <summary>Whatever the headers say: a bucket that somebody else empties all the time would stop the bridge for good.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);

    /// <summary>How long to wait before the next request.</summary>
    /// <param name="said">What the last answer said; none before the first.</param>
    /// <param name="elapsed">How long ago that was.</param>
    /// <param name="unseen">Requests since, and those that were under way then: incident.io may not have counted them.</param>
    public static TimeSpan WaitBefore(RateLimitNotice? said, TimeSpan elapsed, int unseen)
    {
        if (said is not { } notice || notice.Remaining >= notice.Limit || notice.FullIn <= TimeSpan.Zero || elapsed >= notice.FullIn)
        {
            return TimeSpan.Zero;
        }

        var perSecond = (notice.Limit - notice.Remaining) / notice.FullIn.TotalSeconds;
        var left = notice.Remaining + (perSecond * elapsed.TotalSeconds) - unseen;
        var seconds = ((Reserve * notice.Limit) - left) / perSecond;
        return seconds <= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(seconds, LongestWait.TotalSeconds));
    }
}
