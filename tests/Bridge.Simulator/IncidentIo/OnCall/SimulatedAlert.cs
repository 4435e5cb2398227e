using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>
/// An alert as incident.io would hold it. Each step of its life makes a new one; none reaches the API before
/// <see cref="SimulatedIncidentIo.Put(SimulatedAlert)"/>.
/// </summary>
public sealed record SimulatedAlert
{
    /// <summary>How the attribute is called that priorities come from.</summary>
    public const string Priority = "Priority";

    private SimulatedAlert()
    {
    }

    /// <summary>26 characters; always the same for a number.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    public string? Description { get; init; }

    /// <summary><c>firing</c> or <c>resolved</c>; anything else goes out as it is.</summary>
    public string Status { get; init; } = "firing";

    /// <summary>The same for each firing of one check; unique within its source.</summary>
    public required string DeduplicationKey { get; init; }

    public required string SourceId { get; init; }

    /// <summary>Where it is in the upstream system, which may be an internal host.</summary>
    public string? SourceUrl { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public ImmutableList<SimulatedAttributeEntry> Attributes { get; init; } = [];

    /// <summary>What it has under <see cref="Priority"/>; null where that is unset.</summary>
    public string? PriorityLabel =>
        Attributes.Find(attribute => attribute.Name == Priority) is { Labels: [var label, ..] } ? label : null;

    public ImmutableList<string> GroupIds { get; init; } = [];

    /// <summary>Whether a maintenance window holds it. Only the list's filter tells.</summary>
    public bool IsHeld { get; init; }

    /// <summary>Nothing in its document says so.</summary>
    public bool IsPrivate { get; init; }

    /// <param name="number">Makes the id.</param>
    /// <param name="title">Free text.</param>
    /// <param name="at">When the first event of the source came in.</param>
    /// <param name="source">Null for <see cref="SimulatedAlertSource.Grafana"/>; a private one makes it private.</param>
    public static SimulatedAlert Firing(int number, string title, DateTimeOffset at, SimulatedAlertSource? source = null) => new()
    {
        Id = IdOf(number),
        Title = title,
        DeduplicationKey = $"check-{number}",
        SourceId = (source ?? SimulatedAlertSource.Grafana).Id,
        CreatedAt = at,
        UpdatedAt = at,
        IsPrivate = source?.IsPrivate ?? false,
    };

    /// <summary>The same check fires once more, which is another alert with the same key. What was grouped is not so any more.</summary>
    public SimulatedAlert FiringAgain(int number, DateTimeOffset at) =>
        this with { Id = IdOf(number), Status = "firing", CreatedAt = at, UpdatedAt = at, ResolvedAt = null, GroupIds = [] };

    public SimulatedAlert Resolved(DateTimeOffset at) => this with { Status = "resolved", ResolvedAt = at, UpdatedAt = at };

    public SimulatedAlert Renamed(string title, DateTimeOffset at) => this with { Title = title, UpdatedAt = at };

    public SimulatedAlert Described(string description, DateTimeOffset at) => this with { Description = description, UpdatedAt = at };

    public SimulatedAlert WithPriority(string label, DateTimeOffset at) =>
        WithAttribute(new SimulatedAttributeEntry(Priority, [label]) { IsCatalogEntry = true }, at);

    /// <summary>Sets an attribute; one of several values is an array.</summary>
    public SimulatedAlert WithAttribute(string name, DateTimeOffset at, params IReadOnlyList<string> labels) =>
        WithAttribute(new SimulatedAttributeEntry(name, labels) { IsArray = labels.Count != 1 }, at);

    public SimulatedAlert WithAttribute(SimulatedAttributeEntry attribute, DateTimeOffset at) => this with
    {
        Attributes = Attributes.RemoveAll(other => other.Name == attribute.Name).Add(attribute),
        UpdatedAt = at,
    };

    public SimulatedAlert InGroup(string id, DateTimeOffset at) => this with { GroupIds = GroupIds.Add(id), UpdatedAt = at };

    /// <summary>A maintenance window holds it.</summary>
    public SimulatedAlert Held(DateTimeOffset at) => this with { IsHeld = true, UpdatedAt = at };

    public SimulatedAlert Released(DateTimeOffset at) => this with { IsHeld = false, UpdatedAt = at };

    public SimulatedAlert MadePrivate(DateTimeOffset at) => this with { IsPrivate = true, UpdatedAt = at };

    /// <summary>Its words were erased for good; no webhook says so.</summary>
    public SimulatedAlert Scrubbed(DateTimeOffset at) =>
        this with { Title = "", Description = null, SourceUrl = null, Attributes = [], UpdatedAt = at };

    private static string IdOf(int number) => IncidentDocument.IdOf("ALERT", number);
}

/// <summary>What the source said about an alert, under a name that the customer chose.</summary>
/// <param name="Name">For example <see cref="SimulatedAlert.Priority"/>.</param>
/// <param name="Labels">None while it is unset.</param>
public sealed record SimulatedAttributeEntry(string Name, IReadOnlyList<string> Labels)
{
    /// <summary>Whether the values are entries of a catalog, whose literal is an id.</summary>
    public bool IsCatalogEntry { get; init; }

    /// <summary>Whether the values are in <c>array_value</c> instead of <c>value</c>.</summary>
    public bool IsArray { get; init; }
}
