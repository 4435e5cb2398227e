using Bridge.Subjects;

namespace Bridge.Incidents;

/// <summary>An incident's state, as far as annotations show it.</summary>
internal sealed record Incident : Subject
{
    /// <summary>What people call it: <c>INC-123</c>.</summary>
    public required string Reference { get; init; }

    /// <summary>Free text that a person typed. Never to be logged or stored: the incident may be private.</summary>
    public required string Name { get; init; }

    /// <summary>Free text that a person typed. Never to be logged or stored: the incident may be private.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The incident's page, if it has an http or https address.</summary>
    public Uri? Permalink { get; init; }

    public required IncidentMode Mode { get; init; }

    public required StatusCategory Category { get; init; }

    /// <summary>The status as the customer named it, such as "Investigating".</summary>
    public required string StatusName { get; init; }

    /// <summary>None before one is set.</summary>
    public IncidentSeverity? Severity { get; init; }

    /// <summary>The incident type as the customer named it; none for organizations without types.</summary>
    public string? Type { get; init; }

    /// <summary>The custom fields that have a value. Never to be logged or stored: the incident may be private.</summary>
    public IReadOnlyList<CustomField> CustomFields { get; init; } = [];

    /// <summary>The timestamps that are set, by the names that the customer gave them.</summary>
    public required IReadOnlyList<IncidentTimestamp> Timestamps { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Every time at which an annotation of it may begin or end, whatever the settings take that from.</summary>
    public override IEnumerable<DateTimeOffset> Times => [CreatedAt, UpdatedAt, .. Timestamps.Select(timestamp => timestamp.Time)];

    public override bool SaysItsVisibility => true;

    public override bool GoesOn => Category is not (StatusCategory.Learning or StatusCategory.Closed);

    // A record prints its members, and a private incident's name is one of them.
    public override string ToString() => Id.ToString();
}

/// <summary>A moment in an incident, such as "Impact started at".</summary>
internal sealed record IncidentTimestamp(string Name, DateTimeOffset Time);

/// <summary>How bad it is.</summary>
/// <param name="Name">As the customer named it.</param>
/// <param name="Rank">Lower is less severe. Its steps and its range are the customer's.</param>
internal sealed record IncidentSeverity(string Name, int? Rank);

/// <summary>What the customer's own field says of an incident.</summary>
/// <param name="Id">The field's id.</param>
/// <param name="Name">The field's name, unique in the organization.</param>
/// <param name="Values">Never empty: options and catalog entries by name, text, links and numbers as they are written.</param>
internal sealed record CustomField(string Id, string Name, IReadOnlyList<string> Values)
{
    /// <summary>Whether settings mean this field, by its name in any case or by its id.</summary>
    public bool IsCalled(string nameOrId) => Name.Equals(nameOrId, StringComparison.OrdinalIgnoreCase) || Id == nameOrId;

    // A record prints its members, and a private incident's fields are among them.
    public override string ToString() => Id;
}

/// <summary>What kind of incident it is.</summary>
internal enum IncidentMode
{
    Standard,

    /// <summary>Entered afterwards, with timestamps in the past.</summary>
    Retrospective,
    Test,
    Tutorial,

    /// <summary>A mode that this version does not know.</summary>
    Unknown,
}

/// <summary>
/// Where an incident is in its life. Customers name their own statuses, and each belongs to one of these categories. Source:
/// incident.io's OpenAPI document, <c>IncidentStatusV2.category</c>.
/// </summary>
internal enum StatusCategory
{
    /// <summary>Somebody decides whether it is an incident.</summary>
    Triage,

    /// <summary>Triage ended: it is none.</summary>
    Declined,

    /// <summary>A duplicate of another incident.</summary>
    Merged,

    /// <summary>Accepted, then called off.</summary>
    Canceled,

    /// <summary>Impact goes on.</summary>
    Live,

    /// <summary>Impact is over; the post-incident flow runs.</summary>
    Learning,

    /// <summary>Finished.</summary>
    Closed,

    /// <summary>Set aside, whatever state it was in.</summary>
    Paused,

    /// <summary>A category that this version does not know.</summary>
    Unknown,
}
