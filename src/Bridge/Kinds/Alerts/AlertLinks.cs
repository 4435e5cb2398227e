using Bridge.Incidents;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>Where an alert's page is in incident.io. The organization's address there is asked for when it is first needed, and once an hour after that.</summary>
/// <remarks>Source: incident.io's own Backstage plugin, which makes its links so. An alert does not name its page.</remarks>
internal sealed class AlertLinks(IncidentClient incidents, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private volatile Snapshot? _latest;

    /// <returns>None when incident.io does not say where its pages are. A failure when that may be known later.</returns>
    public async Task<(Uri? Page, UpstreamFailure? Failure)> ToAsync(SubjectId alert, CancellationToken cancellationToken)
    {
        if (_latest is not { } latest || time.GetElapsedTime(latest.ReadAt) >= Lifetime)
        {
            // Two workers that ask at once do no harm.
            var (identity, failure) = await incidents.GetIdentityAsync(cancellationToken);
            if (identity is null && _latest is null)
            {
                return (null, failure);
            }

            // An old address is better than none.
            _latest = latest = identity is null ? _latest! : new Snapshot(identity.Dashboard, time.GetTimestamp());
        }

        return (latest.Dashboard is { } dashboard ? new Uri($"{dashboard.AbsoluteUri.TrimEnd('/')}/on-call/alerts/{alert.Value}/details") : null, null);
    }

    private sealed record Snapshot(Uri? Dashboard, long ReadAt);
}
