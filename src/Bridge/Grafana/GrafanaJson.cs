using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Grafana;

/// <summary>What goes to Grafana's annotations API and comes from it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnnotationRequest))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(IReadOnlyList<AnnotationJson>))]
[JsonSerializable(typeof(DashboardAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(OrganizationAnswer))]
internal sealed partial class GrafanaJson : JsonSerializerContext;

/// <param name="Time">Start, in unix milliseconds.</param>
/// <param name="TimeEnd">End, in unix milliseconds; equal to the start for a point.</param>
/// <param name="Text">HTML.</param>
/// <param name="Tags">Replaces all tags.</param>
internal sealed record AnnotationRequest(long Time, long TimeEnd, string Text, IReadOnlyList<string> Tags)
{
    /// <summary>The only way to name a dashboard before version 9; an unknown number is refused there. Later the uid counts before it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? DashboardId { get; init; }

    /// <summary>Since version 9.</summary>
    [JsonPropertyName("dashboardUID")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? DashboardUID { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? PanelId { get; init; }
}

/// <param name="Id">Kept raw: only a whole positive number is an id, whatever else a server may send.</param>
internal sealed record CreateAnswer(JsonElement? Id);

internal sealed record MessageAnswer(string? Message);

internal sealed record AnnotationJson(long Id, long Time, long TimeEnd, string? Text, IReadOnlyList<string?>? Tags)
{
    /// <summary>0 without a dashboard, or nothing at all.</summary>
    public long? DashboardId { get; init; }

    /// <summary>Null without a dashboard; nothing before version 9.</summary>
    [JsonPropertyName("dashboardUID")]
    public string? DashboardUID { get; init; }

    /// <summary>0 without a panel.</summary>
    public long? PanelId { get; init; }
}

internal sealed record DashboardAnswer(DashboardJson? Dashboard);

/// <param name="Id">Its number; versions to come have none.</param>
/// <param name="Uid">The same in every version of the dashboard.</param>
internal sealed record DashboardJson(long? Id, string? Uid);

internal sealed record HealthAnswer(string? Database, string? Version);

internal sealed record OrganizationAnswer(string? Name);
