using Bridge.Observability;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>
/// Keeps a day from having more alerts in Grafana than the operator wants. What is shown is counted in the store, when one more is about to be:
/// one query that reads as many rows as the day has. Those that this process let through lately count too, since they may not be written yet.
/// </summary>
/// <remarks>Replicas that let alerts through at the same moment do not know of each other's: the day may then get some more, as many at most as they work on at once.</remarks>
internal sealed class AlertCap(ILedger ledger, BridgeMetrics metrics, AlertOptions options, TimeProvider time)
{
    /// <summary>After this it is in the store, or was not shown for another reason.</summary>
    private static readonly TimeSpan Underway = TimeSpan.FromMinutes(2);

    private readonly Lock _lock = new();
    private readonly Dictionary<SubjectId, (DateTimeOffset Day, long At)> _underway = [];
    private readonly HashSet<SubjectId> _refused = [];
    private DateTime _today;

    /// <summary>Whether an alert may be shown.</summary>
    /// <param name="alert">Which.</param>
    /// <param name="start">When it began.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<bool> AdmitsAsync(SubjectId alert, DateTimeOffset start, CancellationToken cancellationToken)
    {
        var day = new DateTimeOffset(start.UtcDateTime.Date, TimeSpan.Zero);
        var shown = await ledger.ReadBegunAsync(SubjectKind.Alert, day, day.AddDays(1), cancellationToken);
        lock (_lock)
        {
            Forget();
            var admits = Admits(alert, shown.Concat(_underway.Where(one => one.Value.Day == day).Select(one => one.Key)).ToHashSet(), options.MaxPerDay);
            if (admits)
            {
                _underway[alert] = (day, time.GetTimestamp());
            }
            else if (_refused.Add(alert))
            {
                metrics.AlertOverCap();
            }

            return admits;
        }
    }

    /// <summary>What is shown goes on; what is not is shown as long as there is room.</summary>
    /// <param name="alert">Which.</param>
    /// <param name="shown">Those of its day that are shown.</param>
    /// <param name="maximum">How many may be.</param>
    public static bool Admits(SubjectId alert, IReadOnlySet<SubjectId> shown, int maximum) => shown.Contains(alert) || shown.Count < maximum;

    private void Forget()
    {
        foreach (var (alert, _) in _underway.Where(one => time.GetElapsedTime(one.Value.At) > Underway).ToList())
        {
            _underway.Remove(alert);
        }

        // An alert is read several times, and counts once.
        var today = time.GetUtcNow().UtcDateTime.Date;
        if (today != _today)
        {
            _refused.Clear();
            _today = today;
        }
    }
}
