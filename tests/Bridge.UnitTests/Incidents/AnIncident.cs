using Bridge.Incidents;
using Bridge.Vocabulary;

namespace Bridge.UnitTests.Incidents;

/// <summary>Incidents to start a test from: <c>AnIncident.Live() with { Name = "…" }</c>.</summary>
internal static class AnIncident
{
    public const string Id = "01HZX3V9QF8N6M2K7T5R4W1YPD";

    public static readonly DateTimeOffset DeclaredAt = new(2026, 3, 1, 10, 0, 0, TimeSpan.Zero);
    public static readonly DateTimeOffset ResolvedAt = DeclaredAt.AddHours(2);
    public static readonly DateTimeOffset UpdatedAt = DeclaredAt.AddHours(3);

    public static Incident Live() => In(StatusCategory.Live);

    public static Incident Resolved() => In(StatusCategory.Learning).At("Resolved at", ResolvedAt);

    /// <summary>An incident without any timestamps but the ones that incident.io keeps itself.</summary>
    public static Incident In(StatusCategory category) => new()
    {
        Id = SubjectId.Parse(Id),
        Reference = "INC-123",
        Name = "Checkout is slow",
        Permalink = new Uri("https://app.incident.io/acme/incidents/123"),
        Mode = IncidentMode.Standard,
        IsPrivate = false,
        Category = category,
        StatusName = "Investigating",
        Severity = new IncidentSeverity("Major", 1),
        Timestamps = [],
        CreatedAt = DeclaredAt,
        UpdatedAt = UpdatedAt,
    };

    public static Incident At(this Incident incident, string timestamp, DateTimeOffset time) =>
        incident with { Timestamps = [.. incident.Timestamps, new IncidentTimestamp(timestamp, time)] };

    public static Incident Private(this Incident incident) => incident with { IsPrivate = true };
}
