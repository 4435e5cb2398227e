using Bridge.Incidents;
using Bridge.Upstreams;

namespace Bridge.Commands.Preview;

/// <summary>What would be posted, and of how many incidents.</summary>
internal sealed class PreviewFound
{
    private readonly List<PreviewRow> _rows = [];

    public required IReadOnlyList<IncidentSeverity> Severities { get; init; }

    /// <summary>Which incidents were listed; none when somebody named one.</summary>
    public required TimeRange? Range { get; init; }

    /// <summary>What is wrong with routes, by which nothing would be posted.</summary>
    public required IReadOnlyList<UpstreamFailure> Faults { get; init; }

    /// <summary>Why the list is not complete; none when it is.</summary>
    public UpstreamFailure? ListFailure { get; set; }

    /// <summary>In the order of incident.io's list.</summary>
    public IReadOnlyList<PreviewRow> Rows => _rows;

    /// <summary>Incidents that were looked at.</summary>
    public int Listed { get; private set; }

    /// <summary>Incidents of which something would be posted.</summary>
    public int Shown => _rows.Select(row => row.Incident.Id).Distinct().Count();

    public bool IsComplete => ListFailure is null && Faults.Count == 0;

    public void Add(Incident incident, BridgeSettings settings, DateTimeOffset now)
    {
        Listed++;
        _rows.AddRange(PreviewRow.Of(incident, settings.Routes, settings.Annotations, Severities, now));
    }
}
