using System.Text.Json.Serialization;

namespace Bridge.Incidents;

/// <summary>
/// The parts of incident.io's answers that the bridge reads. Members may be added, reordered and left out without notice, so only what
/// the bridge cannot do without is required, and enums stay text until they are mapped.
/// </summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IncidentAnswer))]
[JsonSerializable(typeof(IncidentListAnswer))]
[JsonSerializable(typeof(IdentityAnswer))]
[JsonSerializable(typeof(SeverityListAnswer))]
internal sealed partial class IncidentIoJson : JsonSerializerContext;

internal sealed record IncidentAnswer(IncidentJson? Incident);

internal sealed record IncidentListAnswer(IReadOnlyList<IncidentJson>? Incidents, PaginationJson? PaginationMeta);

internal sealed record PaginationJson(string? After, long? TotalRecordCount);

internal sealed record SeverityListAnswer(IReadOnlyList<SeverityJson>? Severities);

internal sealed record IdentityAnswer(IdentityJson? Identity);

internal sealed record IdentityJson(string? Name, IReadOnlyList<string>? Roles);

internal sealed record IncidentJson(
    string? Id,
    string? Reference,
    string? Name,
    string? Summary,
    string? Permalink,
    string? Mode,
    string? Visibility,
    StatusJson? IncidentStatus,
    SeverityJson? Severity,
    IncidentTypeJson? IncidentType,
    IReadOnlyList<CustomFieldEntryJson>? CustomFieldEntries,
    IReadOnlyList<TimestampValueJson>? IncidentTimestampValues,
    DateTimeOffset? CreatedAt,
    DateTimeOffset? UpdatedAt);

internal sealed record StatusJson(string? Name, string? Category);

internal sealed record SeverityJson(string? Name, int? Rank);

internal sealed record IncidentTypeJson(string? Name);

internal sealed record CustomFieldEntryJson(CustomFieldJson? CustomField, IReadOnlyList<CustomFieldValueJson>? Values);

internal sealed record CustomFieldJson(string? Id, string? Name);

/// <summary>One of the members is set, according to the field's type.</summary>
internal sealed record CustomFieldValueJson(
    CatalogEntryJson? ValueCatalogEntry, OptionJson? ValueOption, string? ValueText, string? ValueLink, string? ValueNumeric);

internal sealed record CatalogEntryJson(string? Name);

internal sealed record OptionJson(string? Value);

internal sealed record TimestampValueJson(TimestampJson? IncidentTimestamp, TimestampInstantJson? Value);

internal sealed record TimestampJson(string? Name);

internal sealed record TimestampInstantJson(DateTimeOffset? Value);
