using Bridge.Grafana;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Reports;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Operator.Status;

/// <summary>All that a status is made of, at one moment.</summary>
internal sealed record StatusFacts
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>How long the process has run, by the clock that never jumps.</summary>
    public required TimeSpan Uptime { get; init; }

    public required StorageProvider Storage { get; init; }

    public required StoreReading Store { get; init; }

    public required IncidentIoOptions IncidentIo { get; init; }

    /// <summary>None before incident.io was asked.</summary>
    public required KeyAnswer? Key { get; init; }

    /// <summary>When incident.io last answered with success.</summary>
    public required DateTimeOffset? IncidentIoAnsweredAt { get; init; }

    public required (RateLimitNotice Notice, TimeSpan Age)? RateLimit { get; init; }

    /// <summary>With the address of each.</summary>
    public required IReadOnlyList<(GrafanaCondition Condition, Uri Url)> Grafanas { get; init; }

    public required IReadOnlyList<RecentDelivery> Recent { get; init; }

    /// <summary>What an incident is called, if that is known and may be told.</summary>
    public required Func<SubjectId, string?> ReferenceOf { get; init; }

    /// <summary>Grafanas whose loops hang.</summary>
    public required IReadOnlyList<string> SilentLoops { get; init; }

    /// <summary>Whether changed settings are not in use.</summary>
    public required bool AreSettingsRefused { get; init; }

    public required IReadOnlyList<SettingStatus> Settings { get; init; }
}
