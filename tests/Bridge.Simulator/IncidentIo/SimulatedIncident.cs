using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo;

/// <summary>
/// An incident as incident.io would hold it. Each step of its life makes a new one; none reaches the API before
/// <see cref="SimulatedIncidentIo.Put"/>.
/// </summary>
public sealed record SimulatedIncident
{
    private SimulatedIncident()
    {
    }

    /// <summary>26 characters, like a ULID; always the same for a number.</summary>
    public required string Id { get; init; }

    /// <summary>The numeric part of <see cref="Reference"/>.</summary>
    public required int Number { get; init; }

    public string Reference => $"INC-{Number}";

    public required string Name { get; init; }

    public string? Summary { get; init; }

    public string? Permalink { get; init; }

    public bool IsPrivate { get; init; }

    /// <summary><c>standard</c>, <c>retrospective</c>, <c>test</c> or <c>tutorial</c>; anything else goes out as it is.</summary>
    public string Mode { get; init; } = "standard";

    public required SimulatedStatus Status { get; init; }

    /// <summary>None while nobody has chosen one.</summary>
    public SimulatedSeverity? Severity { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The timestamps that are set, by name.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Timestamps { get; init; } =
        ImmutableSortedDictionary.Create<string, DateTimeOffset>(StringComparer.Ordinal);

    public string Type { get; init; } = "Production Outage";

    /// <summary>The custom fields that have a value, by name.</summary>
    public ImmutableSortedDictionary<string, SimulatedField> CustomFields { get; init; } =
        ImmutableSortedDictionary.Create<string, SimulatedField>(StringComparer.Ordinal);

    /// <summary>Reported, and in triage: nobody has said yet that it is an incident.</summary>
    public static SimulatedIncident Declared(int number, string name, DateTimeOffset at) => new SimulatedIncident
    {
        Id = $"01K9BR1DGE{number:D16}",
        Number = number,
        Name = name,
        Permalink = $"https://app.incident.io/example/incidents/{number}",
        Status = SimulatedStatus.Triage,
        CreatedAt = at,
        UpdatedAt = at,
    }.WithTimestamp("Reported at", at);

    /// <summary>Accepted, and being worked on. After a resolve this reopens it, and the old timestamps stay, as they do at incident.io.</summary>
    public SimulatedIncident Live(DateTimeOffset at) => InStatus(SimulatedStatus.Investigating, at).WithTimestampOnce("Accepted at", at);

    /// <summary>The impact is over; the write-up begins.</summary>
    public SimulatedIncident Resolved(DateTimeOffset at) => InStatus(SimulatedStatus.Documenting, at).WithTimestampOnce("Resolved at", at);

    public SimulatedIncident Closed(DateTimeOffset at) => InStatus(SimulatedStatus.Closed, at).WithTimestampOnce("Closed at", at);

    public SimulatedIncident InStatus(SimulatedStatus status, DateTimeOffset at) => this with { Status = status, UpdatedAt = at };

    public SimulatedIncident Renamed(string name, DateTimeOffset at) => this with { Name = name, UpdatedAt = at };

    public SimulatedIncident Summarised(string summary, DateTimeOffset at) => this with { Summary = summary, UpdatedAt = at };

    /// <param name="name">As shown, for example <c>Major</c>.</param>
    /// <param name="rank">Higher is worse.</param>
    /// <param name="at">When it was chosen.</param>
    public SimulatedIncident WithSeverity(string name, int rank, DateTimeOffset at) =>
        this with { Severity = new SimulatedSeverity(name, rank), UpdatedAt = at };

    public SimulatedIncident MadePrivate(DateTimeOffset at) => this with { IsPrivate = true, UpdatedAt = at };

    public SimulatedIncident MadePublic(DateTimeOffset at) => this with { IsPrivate = false, UpdatedAt = at };

    public SimulatedIncident InMode(string mode) => this with { Mode = mode };

    /// <summary>Sets a timestamp by hand, to any time; null unsets it.</summary>
    public SimulatedIncident WithTimestamp(string name, DateTimeOffset? value) => this with
    {
        Timestamps = value is { } time ? Timestamps.SetItem(name, time) : Timestamps.Remove(name),
    };

    public SimulatedIncident OfType(string type, DateTimeOffset at) => this with { Type = type, UpdatedAt = at };

    /// <summary>Sets a field of text.</summary>
    public SimulatedIncident WithCustomField(string name, string value, DateTimeOffset at) =>
        WithCustomField(name, SimulatedFieldKind.Text, at, value);

    /// <summary>Sets a field of any kind. Only fields of options and of catalog entries take several values.</summary>
    public SimulatedIncident WithCustomField(string name, SimulatedFieldKind kind, DateTimeOffset at, params IReadOnlyList<string> values) =>
        this with { CustomFields = CustomFields.SetItem(name, new SimulatedField(kind, values)), UpdatedAt = at };

    private SimulatedIncident WithTimestampOnce(string name, DateTimeOffset value) =>
        Timestamps.ContainsKey(name) ? this : WithTimestamp(name, value);
}

/// <param name="Name">As the customer calls it.</param>
/// <param name="Rank">Higher is worse.</param>
public sealed record SimulatedSeverity(string Name, int Rank);

/// <summary>What a custom field says.</summary>
public sealed record SimulatedField(SimulatedFieldKind Kind, IReadOnlyList<string> Values);

/// <summary>Where a custom field's values come from, which decides their shape.</summary>
public enum SimulatedFieldKind
{
    Text,
    Link,
    Numeric,

    /// <summary>Options that the field itself has.</summary>
    Option,

    /// <summary>Entries of a catalog; the field says that it is a select one.</summary>
    CatalogEntry,
}
