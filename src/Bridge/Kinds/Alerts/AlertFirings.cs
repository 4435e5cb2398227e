using System.Globalization;
using Bridge.Incidents;
using Bridge.Upstreams;

namespace Bridge.Kinds.Alerts;

/// <summary>Reads the firings of one check.</summary>
internal sealed class AlertFirings(IAlertApi api, IncidentIoRequests requests)
{
    /// <summary>A thousand firings. A check that fires more often on one day is shown as far as these go.</summary>
    private const int MaxPages = 20;

    /// <summary>
    /// The firings of an alert's check since the day on which it began, without those that a maintenance window holds: only this list tells
    /// which they are.
    /// </summary>
    /// <returns>None when a maintenance window holds the alert itself.</returns>
    public async Task<(IReadOnlyList<Alert>? Firings, UpstreamFailure? Failure)> OfCheckAsync(Alert alert, CancellationToken cancellationToken)
    {
        if (alert.Key is not { } key)
        {
            // No filter finds it, so that nothing is known of it but itself.
            return ([alert], null);
        }

        // Of which zone a date is, incident.io does not say: one more day is asked for.
        var since = alert.CreatedAt.UtcDateTime.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var (firings, pages) = (new List<Alert>(), 0);
        var walk = requests.WalkAlertsAsync(
            (after, token) => api.ListAsync(
                AlertPages.Size, after, status: null, key, alert.Source, createdSince: since, updatedSince: null, withHeld: "false", token),
            "alerts",
            element => AlertMapping.Read(element, "alerts[]").Alert,
            cancellationToken);
        await foreach (var (items, failure) in walk)
        {
            if (failure is not null)
            {
                return (null, failure);
            }

            firings.AddRange(items.OfType<Alert>());
            if (++pages == MaxPages)
            {
                return (firings, null);
            }
        }

        return (firings.Exists(one => one.Id == alert.Id) ? firings : null, null);
    }
}
