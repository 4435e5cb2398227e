using Bridge.Annotations;
using Bridge.Vocabulary;

namespace Bridge.Kinds.Alerts;

/// <summary>One firing of a check, as it was read. The next firing of the same check is another alert with the same key.</summary>
internal sealed record Alert
{
    /// <summary>The attribute that priorities stand in; an alert has no member for them.</summary>
    private const string PriorityName = "Priority";

    public required SubjectId Id { get; init; }

    /// <summary>Whatever the source sent: confidential. Never to be logged or stored.</summary>
    public required string Title { get; init; }

    /// <summary>By the status alone: a firing alert may carry the time at which an earlier firing was resolved.</summary>
    public required bool IsFiring { get; init; }

    /// <summary>The same for each firing of one check; unique within its source. None if it has none.</summary>
    public string? Key { get; init; }

    /// <summary>The source's id.</summary>
    public string? Source { get; init; }

    /// <summary>When incident.io first heard of it.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was resolved; none while it fires.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public IReadOnlyList<AlertAttribute> Attributes { get; init; } = [];

    public string? Priority => ValuesOf(PriorityName).FirstOrDefault();

    /// <summary>How long it has fired, or did.</summary>
    public TimeSpan Age(DateTimeOffset now) => (ResolvedAt ?? now) - CreatedAt;

    public IEnumerable<string> ValuesOf(string attribute) =>
        Attributes.Where(one => RouteMatch.Same(attribute, one.Name)).SelectMany(one => one.Values);

    // A record prints its members, and most of them may be private.
    public override string ToString() => Id.ToString();
}

/// <summary>Something that the source said of an alert, under a name that the customer chose: confidential, both.</summary>
internal sealed record AlertAttribute(string Name, IReadOnlyList<string> Values)
{
    // A record prints its members.
    public override string ToString() => nameof(AlertAttribute);
}
