using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Upstreams;

namespace Bridge.Grafana;

/// <summary>What goes to Grafana's annotations API and comes from it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnnotationRequest))]
[JsonSerializable(typeof(EndRequest))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(IReadOnlyList<AnnotationJson>))]
[JsonSerializable(typeof(DashboardAnswer))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(OrganizationAnswer))]
[JsonSerializable(typeof(PublicDashboardsAnswer))]
[JsonSerializable(typeof(PublicDashboardJson))]
[JsonSerializable(typeof(FrontendSettingsAnswer))]
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

/// <param name="TimeEnd">The new end, in unix milliseconds.</param>
internal sealed record EndRequest(long TimeEnd);

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

internal sealed record DashboardAnswer(DashboardJson? Dashboard)
{
    public DashboardMetaJson? Meta { get; init; }
}

/// <param name="Id">Its number; versions to come have none.</param>
/// <param name="Uid">The same in every version of the dashboard.</param>
internal sealed record DashboardJson(long? Id, string? Uid)
{
    /// <summary>Kept raw: whatever a plugin made of it, the dashboard is there. Nothing in another schema, of whose panels nothing is known.</summary>
    public JsonElement? Panels { get; init; }

    /// <summary>False only if the panel is surely not there.</summary>
    public bool MayHavePanel(long panel) => Panels is not { ValueKind: JsonValueKind.Array } panels || Has(panels, panel);

    /// <summary>The panels of a row that is closed lie in it.</summary>
    private static bool Has(JsonElement panels, long panel) => panels.EnumerateArray().Any(one =>
        (one.Member("id") is { ValueKind: JsonValueKind.Number } id && id.TryGetInt64(out var number) && number == panel)
        || (one.Member("panels") is { ValueKind: JsonValueKind.Array } inner && Has(inner, panel)));
}

/// <param name="FolderTitle">Of the folder that it is in.</param>
/// <param name="FolderUid">Empty without a folder.</param>
/// <param name="AnnotationsPermissions">What the token may do with annotations; nothing before version 9.</param>
internal sealed record DashboardMetaJson(string? FolderTitle, string? FolderUid, AnnotationsPermissionsJson? AnnotationsPermissions);

internal sealed record AnnotationsPermissionsJson(AnnotationRightsJson? Dashboard);

internal sealed record AnnotationRightsJson(bool? CanAdd, bool? CanEdit, bool? CanDelete);

internal sealed record HealthAnswer(string? Database, string? Version);

/// <param name="Id">Its number; null if it does not say.</param>
/// <param name="Name">What people call it.</param>
internal sealed record OrganizationAnswer(long? Id, string? Name);

internal sealed record PublicDashboardsAnswer(IReadOnlyList<PublicDashboardJson?>? PublicDashboards);

/// <param name="DashboardUid">The dashboard.</param>
/// <param name="IsEnabled">Whether it can be looked at.</param>
/// <param name="AnnotationsEnabled">Whether annotations are on it; only a question for this dashboard alone is answered with it.</param>
internal sealed record PublicDashboardJson(string? DashboardUid, bool? IsEnabled, bool? AnnotationsEnabled);

/// <param name="FeatureToggles">Those that are on, by name; kept raw.</param>
internal sealed record FrontendSettingsAnswer(JsonElement? FeatureToggles);
