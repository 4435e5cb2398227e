using Bridge.Vocabulary;

namespace Bridge.Kinds.Escalations;

/// <summary>An escalation as incident.io has it, without what nobody is shown: its description, who was paged, and the names of what it is about.</summary>
internal sealed record Escalation
{
    public required SubjectId Id { get; init; }

    /// <summary>Confidential. Never to be logged or stored.</summary>
    public required string Title { get; init; }

    /// <summary>As incident.io spells it, also one that this version does not know; empty if it has none.</summary>
    public required string Status { get; init; }

    /// <summary>The customer's word for how urgent it is, such as <c>P1</c>.</summary>
    public string? Priority { get; init; }

    /// <summary>None where a person or a call was paged directly.</summary>
    public string? PathId { get; init; }

    /// <summary>What happened to it, in whatever order.</summary>
    public IReadOnlyList<EscalationEvent> Events { get; init; } = [];

    /// <summary>Of each alert that it is about, its source; none where that is not told.</summary>
    public IReadOnlyList<string?> AlertSources { get; init; } = [];

    public IReadOnlyList<EscalatedIncident> Incidents { get; init; } = [];

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    // A record prints its members, and the title may be private.
    public override string ToString() => Id.ToString();
}

/// <summary>Something that happened to an escalation.</summary>
/// <param name="Kind">As incident.io spells it.</param>
/// <param name="At">When.</param>
internal readonly record struct EscalationEvent(string Kind, DateTimeOffset At);

/// <summary>An incident that an escalation is about.</summary>
/// <param name="Id">None if it cannot be read.</param>
/// <param name="Reference">What people call it; none if that is no reference.</param>
/// <param name="Visibility">Public if it says so and can be asked again, else private.</param>
internal sealed record EscalatedIncident(SubjectId? Id, string? Reference, Visibility Visibility);

/// <summary>incident.io's statuses and events of escalations, which share most of their names.</summary>
/// <remarks>Source: incident.io's OpenAPI document, and its pages about escalation statuses. No event tells of snoozed, delayed and pending_repeat.</remarks>
internal static class EscalationWord
{
    public const string Triggered = "triggered";
    public const string Acked = "acked";
    public const string Resolved = "resolved";
    public const string Expired = "expired";

    /// <summary>With two l, unlike an incident's.</summary>
    public const string Cancelled = "cancelled";

    /// <summary>Somebody wants to be paged again later.</summary>
    public const string Snoozed = "snoozed";

    /// <summary>Acknowledged, but the alert still fires: it will be triggered again.</summary>
    public const string PendingRepeat = "pending_repeat";

    /// <summary>Those of what is over for good.</summary>
    public static readonly IReadOnlyList<string> Final = [Resolved, Expired, Cancelled];
}
