using Bridge.Incidents;
using Bridge.Subjects;
using Bridge.Vocabulary;

namespace Bridge.Annotations;

/// <summary>Which incidents a route takes: those that meet every condition that is set. Names are compared without their case.</summary>
internal sealed record RouteMatch
{
    public static readonly RouteMatch Everything = new();

    /// <summary>Kinds, one of which it must be of; none for any that is shown.</summary>
    public IReadOnlyList<SubjectKind> Kinds { get; init; } = [];

    /// <summary>Severities, one of which the incident must have; none for any.</summary>
    public IReadOnlyList<string> Severities { get; init; } = [];

    /// <summary>The severity, by rank, that the incident's must reach.</summary>
    public string? MinimumSeverity { get; init; }

    /// <summary>Incident types, one of which the incident must have; none for any.</summary>
    public IReadOnlyList<string> Types { get; init; } = [];

    /// <summary>Modes, one of which the incident must have; none for any that is annotated at all.</summary>
    public IReadOnlyList<IncidentMode> Modes { get; init; } = [];

    public RouteVisibility? Visibility { get; init; }

    /// <summary>Custom fields, every one of which must have one of its values.</summary>
    public IReadOnlyList<CustomFieldMatch> CustomFields { get; init; } = [];

    /// <summary>The severities that the conditions name: incident.io has to know them.</summary>
    public IEnumerable<string> NamedSeverities => MinimumSeverity is null ? Severities : Severities.Append(MinimumSeverity);

    /// <summary>The condition that the incident does not meet, in words that tell nothing of a private one; null when it meets all.</summary>
    /// <param name="incident">The incident.</param>
    /// <param name="severities">Every severity of the organization, for their ranks.</param>
    public string? WhyNot(Incident incident, IReadOnlyList<IncidentSeverity> severities)
    {
        return WhyNot(incident.Id.Kind) ?? WhyNotAsIncident(incident, severities);
    }

    /// <summary>The same whatever kinds the route takes: what belongs to an incident goes where that would go.</summary>
    public string? WhyNotAsIncident(Incident incident, IReadOnlyList<IncidentSeverity> severities)
    {
        if (Severities.Count > 0 && !Severities.Any(name => Same(name, incident.Severity?.Name)))
        {
            return $"its severity is not {OneOf(Severities)}";
        }

        if (MinimumSeverity is not null && !Reaches(incident.Severity?.Rank, severities))
        {
            return $"its severity is below {MinimumSeverity}, or not set";
        }

        if (Types.Count > 0 && !Types.Any(name => Same(name, incident.Type)))
        {
            return $"its type is not {OneOf(Types)}";
        }

        if (Modes.Count > 0 && !Modes.Contains(incident.Mode))
        {
            return $"its mode is not {OneOf(Modes.Select(mode => mode.ToString().ToLowerInvariant()))}";
        }

        if (WhyNotVisible(incident) is { } why)
        {
            return why;
        }

        var unmet = CustomFields.FirstOrDefault(field => !field.Matches(incident));
        return unmet is null ? null : $"its field {unmet.Field} is not {OneOf(unmet.Values)}";
    }

    /// <summary>The condition that something else than an incident does not meet: it has no severity, type, mode and custom fields.</summary>
    public string? WhyNot(Subject subject)
    {
        var asked = NamedSeverities.Any() ? "severity" : Types.Count > 0 ? "type" : Modes.Count > 0 ? "mode" : CustomFields.Count > 0 ? "custom field" : null;
        return WhyNot(subject.Id.Kind)
            ?? (asked is not null ? $"it has no {asked}, as incidents have" : WhyNotVisible(subject));
    }

    /// <summary>The condition that what is shown for an incident's sake does not meet, whatever that incident is: it may be private by itself.</summary>
    public string? WhyNotAsFollower(Subject subject) => WhyNot(subject.Id.Kind) ?? WhyNotVisible(subject);

    /// <summary>Whether an incident of this severity can meet the conditions, whatever else it is.</summary>
    /// <param name="severity">The severity.</param>
    /// <param name="severities">Every severity of the organization, for their ranks.</param>
    public bool MayTake(IncidentSeverity severity, IReadOnlyList<IncidentSeverity> severities) =>
        (Severities.Count == 0 || Severities.Any(name => Same(name, severity.Name)))
        && (MinimumSeverity is null || Reaches(severity.Rank, severities));

    internal static bool Same(string name, string? other) => name.Equals(other, StringComparison.OrdinalIgnoreCase);

    private string? WhyNotVisible(Subject subject) =>
        Visibility is { } visibility && visibility != (subject.IsPrivate ? RouteVisibility.Private : RouteVisibility.Public)
            ? $"it is not {visibility.ToString().ToLowerInvariant()}"
            : null;

    /// <summary>The condition that nothing of a kind meets.</summary>
    public string? WhyNot(SubjectKind kind) =>
        Kinds.Count > 0 && !Kinds.Contains(kind) ? $"its kind is not {OneOf(Kinds.Select(SubjectKinds.NameOf))}" : null;

    private static string OneOf(IEnumerable<string> names) => string.Join(" or ", names);

    /// <summary>An incident without a severity reaches none.</summary>
    private bool Reaches(int? rank, IReadOnlyList<IncidentSeverity> severities) =>
        rank >= severities.FirstOrDefault(severity => Same(severity.Name, MinimumSeverity))?.Rank;
}

/// <summary>Whether a route takes what is public or what is private.</summary>
internal enum RouteVisibility
{
    Public,
    Private,
}

/// <summary>What a custom field has to say.</summary>
/// <param name="Field">The field's name or id.</param>
/// <param name="Values">One of these: an option, a catalog entry's name, or the whole text.</param>
internal sealed record CustomFieldMatch(string Field, IReadOnlyList<string> Values)
{
    public bool Matches(Incident incident) => incident.CustomFields
        .Where(field => field.IsCalled(Field))
        .SelectMany(field => field.Values)
        .Any(value => Values.Any(wanted => RouteMatch.Same(wanted, value)));
}
