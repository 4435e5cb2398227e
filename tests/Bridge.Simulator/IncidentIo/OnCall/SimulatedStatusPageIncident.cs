using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>What customers are told on a status page.</summary>
public sealed record SimulatedStatusPageIncident
{
    private SimulatedStatusPageIncident()
    {
    }

    /// <summary>26 characters; always the same for a number.</summary>
    public required string Id { get; init; }

    public required string Name { get; init; }

    public string StatusPageId { get; init; } = IncidentDocument.IdOf("STPAGE", 1);

    /// <summary><c>investigating</c>, <c>identified</c>, <c>monitoring</c> or <c>resolved</c>.</summary>
    public string Status { get; init; } = "investigating";

    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>When which component was hit, and how badly.</summary>
    public ImmutableList<SimulatedComponentImpact> Impacts { get; init; } = [];

    /// <summary>Oldest first.</summary>
    public ImmutableList<SimulatedStatusPageUpdate> Updates { get; init; } = [];

    /// <summary>Published, with its first update.</summary>
    public static SimulatedStatusPageIncident Published(int number, string name, DateTimeOffset at) => new SimulatedStatusPageIncident
    {
        Id = IncidentDocument.IdOf("STINC", number),
        Name = name,
        PublishedAt = at,
    }.Updated("investigating", "We are looking into it.", at);

    public SimulatedStatusPageIncident Updated(string status, string message, DateTimeOffset at) => this with
    {
        Status = status,
        Updates = Updates.Add(new SimulatedStatusPageUpdate(IncidentDocument.IdOf("STUP", Updates.Count), status, message, at)),
    };

    /// <summary>A component begins to be hit, or is hit in another way from now on.</summary>
    public SimulatedStatusPageIncident Hit(string componentId, string status, DateTimeOffset at)
    {
        var before = Recovered(componentId, at);
        return before with { Impacts = before.Impacts.Add(new SimulatedComponentImpact(componentId, status, at, EndAt: null)) };
    }

    /// <summary>The component works again.</summary>
    public SimulatedStatusPageIncident Recovered(string componentId, DateTimeOffset at) => this with
    {
        Impacts =
        [
            .. Impacts.Select(impact => impact.ComponentId == componentId && impact.EndAt is null ? impact with { EndAt = at } : impact),
        ],
    };
}

/// <param name="ComponentId">26 characters.</param>
/// <param name="Status">For example <c>degraded_performance</c>, <c>partial_outage</c> or <c>full_outage</c>.</param>
/// <param name="StartAt">Since when customers are told so.</param>
/// <param name="EndAt">Null while it lasts.</param>
public sealed record SimulatedComponentImpact(string ComponentId, string Status, DateTimeOffset StartAt, DateTimeOffset? EndAt);

/// <param name="Id">26 characters.</param>
/// <param name="Status">What the incident became by it.</param>
/// <param name="Message">What customers read.</param>
/// <param name="PublishedAt">When.</param>
public sealed record SimulatedStatusPageUpdate(string Id, string Status, string Message, DateTimeOffset PublishedAt);
