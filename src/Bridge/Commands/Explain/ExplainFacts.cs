using Bridge.Annotations;
using Bridge.Commands.Output;
using Bridge.Incidents;
using Bridge.Reconciliation;
using Bridge.Reconciliation.Jobs;
using Bridge.Store;
using Bridge.Subjects;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands.Explain;

/// <summary>Everything that is known about why an incident is, or is not, on a graph.</summary>
internal sealed record ExplainFacts
{
    /// <summary>How long the bridge remembers an incident.</summary>
    public static string Memory { get; } = CommandText.Count((long)StoreRetention.OfIncidents.TotalDays, "day");

    public required AskedSubject Asked { get; init; }

    /// <summary>What incident.io says now; none when it says nothing.</summary>
    public Subject? Subject { get; init; }

    /// <summary>The same of an incident; none of what is no incident, too.</summary>
    public Incident? Incident
    {
        get => Subject as Incident;
        init => Subject = value;
    }

    /// <summary>What is shown of its kind; none of incidents, which have words of their own for what is not shown.</summary>
    public IProjection? Projection { get; init; }

    /// <summary>Why it says nothing.</summary>
    public UpstreamFailure? FetchFailure { get; init; }

    /// <summary>How the work stands in each Grafana; none when the bridge never heard of the incident, or only its reference is known.</summary>
    public IReadOnlyList<Delivery> Deliveries { get; init; } = [];

    public IReadOnlyList<LedgerEntry> Ledger { get; init; } = [];

    /// <summary>How often changes are listed, if no webhook tells of them; none where webhooks do.</summary>
    public TimeSpan? PollInterval { get; init; }

    /// <summary>When such a list was last read to its end.</summary>
    public DateTimeOffset? LastResyncAt { get; init; }

    /// <summary>When a webhook last came, about whichever incident.</summary>
    public DateTimeOffset? LastWebhookAt { get; init; }

    /// <summary>When a bridge was first started on this store; none of one that no bridge has used.</summary>
    public DateTimeOffset? FirstStartAt { get; init; }

    /// <summary>What the key may do; only asked for when incident.io shows nothing.</summary>
    public KeyIdentity? Identity { get; init; }

    /// <summary>Incidents that are parked because incident.io does not show them; only when it does not show this one.</summary>
    public IReadOnlyList<Delivery> Parked { get; init; } = [];

    public IReadOnlyList<IncidentSeverity> Severities { get; init; } = [];

    /// <summary>Why they are not known, if a route needs them.</summary>
    public UpstreamFailure? SeverityFailure { get; init; }

    /// <summary>Why everything for a Grafana is held, by its name: its token belongs to an organization that the bridge does not know.</summary>
    public IReadOnlyDictionary<string, string> Strangers { get; init; } = new Dictionary<string, string>();

    /// <summary>What each Grafana has of the incident, by its name; none of one that was not or could not be asked.</summary>
    public IReadOnlyDictionary<string, AnnotationLook> Looks { get; init; } = new Dictionary<string, AnnotationLook>();

    /// <summary>Why a Grafana could not be asked, by its name.</summary>
    public IReadOnlyDictionary<string, UpstreamFailure> LookFailures { get; init; } = new Dictionary<string, UpstreamFailure>();

    public required DateTimeOffset Now { get; init; }

    /// <summary>Nothing is known of it, and nothing would be if the bridge had posted it at the time.</summary>
    public bool MayBeForgotten =>
        Deliveries.Count == 0 && ChangedAt < Now - StoreRetention.OfIncidents && !(FirstStartAt > Now - StoreRetention.OfIncidents);

    /// <summary>It was over before the bridge was there, and its first look did not reach back to it: nothing was missed.</summary>
    public bool WasOverBefore =>
        !MayBeForgotten
        && Deliveries.Count == 0
        && Subject is Incident { Category: StatusCategory.Learning or StatusCategory.Closed } or Happening { IsOver: true }
        && ChangedAt < FirstStartAt - ResyncWindow.FirstReach;

    /// <summary>Webhooks have come since the incident's last change: what kept its own away is not the endpoint.</summary>
    public bool OthersArrive => Webhooks == 0 && LastWebhookAt >= Incident?.UpdatedAt;

    /// <summary>When it last changed, as far as a list of changes goes by that: what is no incident may just have ended.</summary>
    public DateTimeOffset? ChangedAt => Subject is Incident incident ? incident.UpdatedAt : Subject?.Times.Max();

    /// <summary>Webhooks about the incident.</summary>
    public long Webhooks => Deliveries.Select(delivery => delivery.Webhooks).Append(0).Max();

    /// <summary>When the last of them came.</summary>
    public DateTimeOffset? LastWebhookOfIncidentAt => Deliveries.Max(delivery => delivery.LastWebhookAt);

    public Delivery? DeliveryTo(string grafana) => Deliveries.FirstOrDefault(delivery => delivery.Key.Grafana == grafana);

    public bool IsHidden => FetchFailure is { Reason: FailureReason.NotFound };

    /// <summary>It became a dead letter because incident.io does not show it.</summary>
    public bool IsParked => Deliveries.Any(delivery => delivery is { LastFailure: FailureReason.NotFound, IsDeadLetter: true });
}
