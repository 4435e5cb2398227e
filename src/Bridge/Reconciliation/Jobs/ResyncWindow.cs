using Bridge.Incidents;
using Bridge.Store;
using Bridge.Subjects;

namespace Bridge.Reconciliation.Jobs;

/// <summary>Which incidents a resync looks at, and what it makes of each. Pure.</summary>
internal static class ResyncWindow
{
    /// <summary>
    /// How far a resync looks back behind the last one: a change can become visible after one that is newer, and clocks differ.
    /// </summary>
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>
    /// How far the first one looks back. It finds what is open or fresh on a new installation, and after the loss of a database.
    /// </summary>
    public static readonly TimeSpan FirstReach = TimeSpan.FromDays(1);

    /// <summary>How long after a change its webhook may take before it counts as missed.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How often a bridge that only polls lists what is open, while it lists what changed far more often: what is open and did not change is
    /// news only if it vanished from the list.
    /// </summary>
    public static readonly TimeSpan OpenInterval = TimeSpan.FromMinutes(5);

    /// <summary>The list of what is open.</summary>
    public static readonly IncidentQuery Open = new() { Categories = ["triage", "live", "paused"], Modes = IncidentQuery.AllModes };

    /// <summary>Changes at this time or later are looked at.</summary>
    public static DateTimeOffset Since(DateTimeOffset? watermark, DateTimeOffset now) => watermark - Overlap ?? now - FirstReach;

    /// <summary>
    /// The lists to read: what changed, and what is open, however long ago it changed. incident.io filters by whole days, of which it does
    /// not say whose: one more is asked for.
    /// </summary>
    /// <param name="watermark">How far the last one came.</param>
    /// <param name="now">The time of this one.</param>
    /// <param name="withOpen">Whether what is open is listed too.</param>
    public static IEnumerable<IncidentQuery> Queries(DateTimeOffset? watermark, DateTimeOffset now, bool withOpen = true)
    {
        yield return new IncidentQuery
        {
            UpdatedSince = DateOnly.FromDateTime(Since(watermark, now).UtcDateTime.AddDays(-1)),
            Modes = IncidentQuery.AllModes,
        };
        if (withOpen)
        {
            yield return Open;
        }
    }

    /// <summary>Whether this turn is the nearest to <see cref="OpenInterval"/> after the last list of what is open; the turns never come to the millisecond.</summary>
    /// <param name="last">When it was listed last, as far as this process knows.</param>
    /// <param name="now">The time of this turn.</param>
    /// <param name="interval">The time between two turns.</param>
    public static bool IsOpenDue(DateTimeOffset? last, DateTimeOffset now, TimeSpan interval) =>
        last is not { } listed || now < listed || now - listed >= OpenInterval - (interval / 2);

    /// <summary>How far the resync came: never beyond now, whatever times incidents carry.</summary>
    public static DateTimeOffset Advance(DateTimeOffset? watermark, IEnumerable<Incident> listed, DateTimeOffset now)
    {
        DateTimeOffset[] changes = [watermark ?? now - FirstReach, .. listed.Select(incident => incident.UpdatedAt)];
        DateTimeOffset[] ends = [changes.Max(), now];
        return ends.Min();
    }

    /// <summary>
    /// Whether a subject's state is news for a Grafana that nobody is at work on. What failed waits for its retry, unless it
    /// changed since it was tried: its webhook, had it come, would have woken it.
    /// </summary>
    public static bool IsNews(Subject subject, Delivery? delivery, DateTimeOffset now) => delivery switch
    {
        null => true,
        { PendingSince: not null, LastFailure: null } => false,
        _ when delivery.LeaseUntil > now => false,
        { LastFailure: not null } when subject.UpdatedAt <= delivery.ClaimedAt => false,
        _ => delivery.StateAt is not { } known || subject.UpdatedAt.ToUnixTimeMilliseconds() > known.ToUnixTimeMilliseconds(),
    };

    /// <summary>Whether nothing is under way or to come for a delivery, so that only the bridge itself would look at it again. What failed waits for its retry.</summary>
    public static bool IsIdle(Delivery delivery, DateTimeOffset now) =>
        delivery is { LastFailure: null, PendingSince: null } && !(delivery.LeaseUntil > now);

    /// <summary>Whether a webhook came that may have been about the incident's last change.</summary>
    public static bool WasAnnounced(Incident incident, DateTimeOffset? lastWebhookAt) => lastWebhookAt >= incident.UpdatedAt;
}
