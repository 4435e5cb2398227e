using Bridge.Incidents;
using Bridge.Observability;
using Bridge.States;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// Keeps what this replica knows of open incidents true: only one replica has the resync, and any may work on an incident. The ledger, which all
/// share, tells when an annotation was opened or closed.
/// </summary>
internal sealed class OpenIncidentsWatch(
    OpenIncidents open,
    IncidentClient incidents,
    SubjectStates states,
    ILedger ledger,
    DeliverySettings settings,
    TimeProvider time,
    ILogger<OpenIncidentsWatch> logger) : BridgeLoop("open incidents", time, logger)
{
    /// <summary>How often the ledger is looked at, and how long the start waits for a resync to have listed what is open.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    /// <summary>After a list that could not be read.</summary>
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(30);

    /// <summary>How old a list may become. A little more than a resync's, whose list counts too.</summary>
    private static TimeSpan Lifetime => ResyncWindow.OpenInterval + TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time = time;
    private HashSet<SubjectId> _shown = [];
    private bool _hasStarted;
    private bool _knowsSeverities;

    /// <summary>One look.</summary>
    /// <returns>How long to wait before the next one.</returns>
    public async Task<TimeSpan> LookAsync(CancellationToken cancellationToken)
    {
        // Whoever turned the lists off wants none of these either.
        if (settings.ResyncInterval == TimeSpan.Zero)
        {
            return Timeout.InfiniteTimeSpan;
        }

        if (!_hasStarted)
        {
            _hasStarted = true;
            return Pause;
        }

        var shown = (await ledger.ReadOpenAsync(cancellationToken)).Select(key => key.Subject).ToHashSet();
        var isNews = shown.Except(_shown).Any(incident => !open.Has(incident)) || _shown.Except(shown).Any(open.Has);
        var isComplete = await KnowSeveritiesAsync(cancellationToken);
        if ((isNews || IsStale()) && !await ListAsync(cancellationToken))
        {
            return RetryPause;
        }

        _shown = shown;
        return isComplete ? Pause : RetryPause;
    }

    protected override Task<TimeSpan> TurnAsync(CancellationToken stoppingToken) => LookAsync(stoppingToken);

    protected override bool IsExpected(Exception exception) => exception is StoreException;

    private bool IsStale() => open.ListedAt is not { } at || _time.GetUtcNow() is var now && (now < at || now - at >= Lifetime);

    /// <summary>Once; without them there are those of incidents. One that is added later is known by its first incident.</summary>
    private async Task<bool> KnowSeveritiesAsync(CancellationToken cancellationToken)
    {
        if (!_knowsSeverities && await incidents.GetSeveritiesAsync(cancellationToken) is ({ } severities, _))
        {
            open.KnowSeverities(severities);
            _knowsSeverities = true;
        }

        return _knowsSeverities;
    }

    /// <summary>A failure is told by the metrics of incident.io, and by the resync, which fails then too.</summary>
    private async Task<bool> ListAsync(CancellationToken cancellationToken)
    {
        var askedAt = _time.GetUtcNow();
        var listed = new List<Incident>();
        await foreach (var (page, _) in states.WalkAsync(ResyncWindow.Open, cancellationToken))
        {
            if (page is null)
            {
                return false;
            }

            listed.AddRange(page.States.Select(state => state.Incident).OfType<Incident>());
        }

        open.Listed(listed, askedAt);
        return true;
    }
}
