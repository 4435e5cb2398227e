using Bridge.Annotations;
using Bridge.Incidents;
using Bridge.Observability;
using Bridge.Vocabulary;

namespace Bridge.Reconciliation.Jobs;

/// <summary>
/// The incidents that are open, as this replica read them last, for Prometheus. Not from the ledger, which knows neither severities nor what no
/// route takes.
/// </summary>
/// <param name="metrics">Hears of them.</param>
/// <param name="settings">Say which ones are annotated.</param>
/// <param name="maxSeries">How many series of their own there are at most; 0 for none.</param>
internal sealed class OpenIncidents(OpenIncidentMetrics metrics, DeliverySettings settings, int maxSeries)
{
    /// <summary>The severity of an incident that has none, or one without a letter.</summary>
    public const string NoSeverity = "none";

    private readonly Lock _lock = new();
    private HashSet<SubjectId> _open = [];
    private IReadOnlyList<string> _severities = [];
    private IReadOnlyDictionary<string, int> _counts = new Dictionary<string, int>();
    private IReadOnlyDictionary<OpenSeries, int> _series = new Dictionary<OpenSeries, int>();

    /// <summary>When the last list was asked for; none before the first.</summary>
    public DateTimeOffset? ListedAt { get; private set; }

    /// <summary>Whether an incident was open then.</summary>
    public bool Has(SubjectId incident)
    {
        lock (_lock)
        {
            return _open.Contains(incident);
        }
    }

    /// <summary>The organization's severities: each has a series, at 0 without an incident.</summary>
    public void KnowSeverities(IEnumerable<IncidentSeverity> severities)
    {
        lock (_lock)
        {
            _severities = [.. severities.Select(severity => LabelOf(severity)).Distinct()];
            if (ListedAt is not null)
            {
                Tell();
            }
        }
    }

    /// <summary>Takes a list that was read to its end. One that was asked for before the last one says nothing.</summary>
    /// <param name="listed">Incidents of which some may not be open.</param>
    /// <param name="askedAt">When the list was begun.</param>
    public void Listed(IEnumerable<Incident> listed, DateTimeOffset askedAt)
    {
        lock (_lock)
        {
            if (askedAt < ListedAt)
            {
                return;
            }

            var open = listed.Where(incident => IsOpen(incident, settings.Annotations)).DistinctBy(incident => incident.Id).ToList();
            _open = [.. open.Select(incident => incident.Id)];
            ListedAt = askedAt;
            _counts = open.CountBy(incident => LabelOf(incident.Severity)).ToDictionary();
            _series = SeriesOf(open, maxSeries);
            Tell();
        }
    }

    /// <summary>
    /// Live, or in triage where that is annotated, in a mode that is. What is set aside has no impact that anybody knows of. Of a private incident
    /// nothing is told where nothing may be.
    /// </summary>
    public static bool IsOpen(Incident incident, AnnotationOptions options) =>
        (incident.Category == StatusCategory.Live || (incident.Category == StatusCategory.Triage && options.IncludeTriage))
        && options.Modes.Contains(incident.Mode)
        && !(incident.IsPrivate && options.Private == PrivateMode.Omit);

    /// <summary>One series per public incident, and one per severity of private ones; never more than the limit, and those declared last are kept.</summary>
    public static IReadOnlyDictionary<OpenSeries, int> SeriesOf(IEnumerable<Incident> open, int limit) => open
        .OrderByDescending(incident => incident.CreatedAt)
        .ThenBy(incident => incident.Id.Value, StringComparer.Ordinal)
        .CountBy(incident => new OpenSeries(
            incident.IsPrivate ? "" : incident.Reference, LabelOf(incident.Severity), Labels.Of(incident.IsPrivate ? Visibility.Private : Visibility.Public)))
        .Take(limit)
        .ToDictionary();

    private void Tell()
    {
        var counts = new Dictionary<string, int>(_counts);
        foreach (var severity in _severities.Append(NoSeverity))
        {
            counts.TryAdd(severity, 0);
        }

        metrics.Listed(counts, _series);
    }

    private static string LabelOf(IncidentSeverity? severity) =>
        severity is null ? NoSeverity : AnnotationTags.SeverityOf(severity) is { Length: > 0 } name ? name : NoSeverity;
}
