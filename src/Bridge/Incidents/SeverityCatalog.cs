using Bridge.Upstreams;

namespace Bridge.Incidents;

/// <summary>
/// The organization's severities, for those that settings name. They are asked for when one is first needed and once an hour after
/// that; a name that is not among them is asked for once more, but not more often than once a minute.
/// </summary>
internal sealed class SeverityCatalog(IncidentClient incidents, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);
    private static readonly TimeSpan LifetimeWithUnknownNames = TimeSpan.FromMinutes(1);

    private volatile Snapshot? _latest;

    /// <summary>Every severity, an empty list when none is named; or why they cannot be had.</summary>
    /// <param name="names">The names that have to be among them, in any case.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(IReadOnlyList<IncidentSeverity>? Severities, UpstreamFailure? Failure)> GetAsync(
        IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (names.Count == 0)
        {
            return ([], null);
        }

        if (_latest is { } latest && IsFresh(latest, names))
        {
            return (latest.Severities, null);
        }

        // Two workers that ask at once do no harm.
        var (severities, failure) = await incidents.GetSeveritiesAsync(cancellationToken);
        if (severities is not null)
        {
            _latest = new Snapshot(severities, time.GetTimestamp());
            return (severities, null);
        }

        // An old list is better than none: severities hardly ever change.
        return _latest is { } old ? (old.Severities, null) : (null, failure);
    }

    private bool IsFresh(Snapshot snapshot, IReadOnlyList<string> names)
    {
        var knowsAll = !names.Except(snapshot.Severities.Select(severity => severity.Name), StringComparer.OrdinalIgnoreCase).Any();
        return time.GetElapsedTime(snapshot.ReadAt) < (knowsAll ? Lifetime : LifetimeWithUnknownNames);
    }

    private sealed record Snapshot(IReadOnlyList<IncidentSeverity> Severities, long ReadAt);
}
