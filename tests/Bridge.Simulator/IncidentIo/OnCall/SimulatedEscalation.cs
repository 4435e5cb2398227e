using System.Collections.Immutable;

namespace Bridge.Simulator.IncidentIo.OnCall;

/// <summary>
/// An escalation as incident.io would hold it: people are paged until one of them acknowledges. Each step of its life makes a new one;
/// none reaches the API before <see cref="SimulatedIncidentIo.Put(SimulatedEscalation)"/>.
/// </summary>
public sealed record SimulatedEscalation
{
    private SimulatedEscalation()
    {
    }

    /// <summary>26 characters; always the same for a number.</summary>
    public required string Id { get; init; }

    public required string Title { get; init; }

    /// <summary>Where nobody wrote one, the alert's description or an incident's summary.</summary>
    public string Description { get; init; } = "";

    /// <summary>One of nine, spelled <c>cancelled</c>; anything else goes out as it is.</summary>
    public string Status { get; init; } = "pending";

    public string Priority { get; init; } = "P1";

    /// <summary>None when a person or a call was paged directly.</summary>
    public string? PathId { get; init; }

    /// <summary>Oldest first. No kind for snoozed, delayed or pending_repeat exists.</summary>
    public ImmutableList<SimulatedEscalationEvent> Events { get; init; } = [];

    /// <summary>As they were; the API answers with what they are now, as far as it has them.</summary>
    public ImmutableList<SimulatedAlert> RelatedAlerts { get; init; } = [];

    /// <inheritdoc cref="RelatedAlerts"/>
    public ImmutableList<SimulatedIncident> RelatedIncidents { get; init; } = [];

    /// <summary>Null for the empty object of a call route.</summary>
    public SimulatedActor? Creator { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Nothing in its document says so.</summary>
    public bool IsPrivate { get; init; }

    /// <summary>By a call route, so that it says nothing of who made it. Nobody is told yet.</summary>
    public static SimulatedEscalation Pending(int number, string title, DateTimeOffset at) => new()
    {
        Id = IncidentDocument.IdOf("PAGE", number),
        Title = title,
        CreatedAt = at,
        UpdatedAt = at,
    };

    /// <summary>Made by an alert, with its words, its priority and its privacy.</summary>
    public static SimulatedEscalation Pending(int number, SimulatedAlert alert, DateTimeOffset at) => Pending(number, alert.Title, at) with
    {
        Description = alert.Description ?? "",
        Priority = alert.PriorityLabel ?? "P1",
        PathId = SimulatedEscalationPath.Default.Id,
        RelatedAlerts = [alert],
        Creator = SimulatedActor.Of(alert),
        IsPrivate = alert.IsPrivate,
    };

    public SimulatedEscalation GracePeriodEntered(DateTimeOffset at) => With("entered_grace_period", at);

    public SimulatedEscalation Triggered(DateTimeOffset at) => With("triggered", at).InStatus("triggered", at);

    public SimulatedEscalation UsersNotified(DateTimeOffset at, params ImmutableArray<SimulatedPerson> people) =>
        With("notified_users", at, e => e with { Urgency = "high", Users = people });

    /// <param name="at">When they were told.</param>
    /// <param name="slackChannelIds">Whom.</param>
    public SimulatedEscalation ChannelsNotified(DateTimeOffset at, params ImmutableArray<string> slackChannelIds) =>
        With("notified_channels", at, e => e with { SlackChannelIds = slackChannelIds });

    public SimulatedEscalation Acked(DateTimeOffset at, params ImmutableArray<SimulatedPerson> people) =>
        With("acked", at, e => e with { Users = people.IsEmpty ? [SimulatedPerson.Ada] : people }).InStatus("acked", at);

    public SimulatedEscalation Resolved(DateTimeOffset at) => With("resolved", at).InStatus("resolved", at);

    public SimulatedEscalation Cancelled(DateTimeOffset at) => With("cancelled", at).InStatus("cancelled", at);

    /// <summary>The path ended, and nobody acknowledged.</summary>
    public SimulatedEscalation Expired(DateTimeOffset at) => With("expired", at).InStatus("expired", at);

    public SimulatedEscalation Snoozed(DateTimeOffset at) => InStatus("snoozed", at);

    public SimulatedEscalation Delayed(DateTimeOffset at) => InStatus("delayed", at);

    /// <summary>Acknowledged, and the alert still fires: it will be triggered again.</summary>
    public SimulatedEscalation RepeatPending(DateTimeOffset at) => InStatus("pending_repeat", at);

    /// <summary>Changes the status without an event.</summary>
    public SimulatedEscalation InStatus(string status, DateTimeOffset at) => this with { Status = status, UpdatedAt = at };

    public SimulatedEscalation About(SimulatedAlert alert, DateTimeOffset at) =>
        this with { RelatedAlerts = RelatedAlerts.Add(alert), UpdatedAt = at };

    public SimulatedEscalation About(SimulatedIncident incident, DateTimeOffset at) =>
        this with { RelatedIncidents = RelatedIncidents.Add(incident), UpdatedAt = at };

    public SimulatedEscalation Described(string description, DateTimeOffset at) =>
        this with { Description = description, UpdatedAt = at };

    public SimulatedEscalation Renamed(string title, DateTimeOffset at) => this with { Title = title, UpdatedAt = at };

    public SimulatedEscalation WithPriority(string name, DateTimeOffset at) => this with { Priority = name, UpdatedAt = at };

    public SimulatedEscalation OnPath(SimulatedEscalationPath? path) => this with { PathId = path?.Id };

    public SimulatedEscalation By(SimulatedActor? creator) => this with { Creator = creator };

    public SimulatedEscalation MadePrivate(DateTimeOffset at) => this with { IsPrivate = true, UpdatedAt = at };

    private SimulatedEscalation With(
        string kind, DateTimeOffset at, Func<SimulatedEscalationEvent, SimulatedEscalationEvent>? finish = null)
    {
        var happened = new SimulatedEscalationEvent(IncidentDocument.IdOf("EVENT", Events.Count), kind, at);
        return this with { Events = Events.Add(finish?.Invoke(happened) ?? happened), UpdatedAt = at };
    }
}

/// <summary>What happened to an escalation.</summary>
/// <param name="Id">26 characters.</param>
/// <param name="Kind">For example <c>triggered</c> or <c>notified_users</c>.</param>
/// <param name="OccurredAt">The only times that an escalation has of its steps.</param>
public sealed record SimulatedEscalationEvent(string Id, string Kind, DateTimeOffset OccurredAt)
{
    /// <summary><c>high</c> or <c>low</c>, where users are told.</summary>
    public string? Urgency { get; init; }

    /// <summary>Of <c>notified_users</c> and <c>acked</c>.</summary>
    public ImmutableArray<SimulatedPerson> Users { get; init; } = [];

    /// <summary>Of <c>notified_channels</c>.</summary>
    public ImmutableArray<string> SlackChannelIds { get; init; } = [];
}
