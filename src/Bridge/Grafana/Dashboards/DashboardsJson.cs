using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Grafana.Dashboards;

/// <summary>What comes from Grafana's dashboards API. A dashboard itself is kept raw: whatever plugins put into it stays as it is.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = MaxDepth)]
[JsonSerializable(typeof(IReadOnlyList<SearchHitJson>))]
[JsonSerializable(typeof(StoredDashboardJson))]
[JsonSerializable(typeof(SharingJson))]
[JsonSerializable(typeof(SavedDashboardJson))]
internal sealed partial class DashboardsJson : JsonSerializerContext
{
    /// <summary>Levels of a dashboard that are read: panels of some plugins nest deeper than .NET's 64.</summary>
    public const int MaxDepth = 512;
}

/// <summary>A dashboard or a folder that was found.</summary>
/// <param name="Uid">What it is called in addresses.</param>
/// <param name="Title">What people call it.</param>
/// <param name="FolderUid">The folder that a dashboard lies in; none for one in no folder.</param>
/// <param name="Tags">The tags of a dashboard.</param>
internal sealed record SearchHitJson(string? Uid, string? Title, string? FolderUid, IReadOnlyList<string?>? Tags);

/// <param name="Dashboard">Raw.</param>
/// <param name="Meta">What Grafana knows of it.</param>
internal sealed record StoredDashboardJson(JsonElement Dashboard, StoredDashboardMetaJson? Meta);

/// <param name="FolderUid">Empty without a folder.</param>
/// <param name="CanSave">Whether the token may save it.</param>
/// <param name="Provisioned">Whether it comes from a file of Grafana's server, which a save would not change.</param>
/// <param name="ApiVersion">The schema in which it was saved: <c>v0alpha1</c>, <c>v1beta1</c>, <c>v2beta1</c>, …; nothing in older versions.</param>
/// <param name="PublicDashboardEnabled">Whether it is shared with everybody; nothing if it is not.</param>
internal sealed record StoredDashboardMetaJson(string? FolderUid, bool? CanSave, bool? Provisioned, string? ApiVersion, bool? PublicDashboardEnabled);

/// <param name="IsEnabled">Whether it is shared at this moment.</param>
/// <param name="AnnotationsEnabled">Whether everybody sees annotations too.</param>
internal sealed record SharingJson(bool? IsEnabled, bool? AnnotationsEnabled);

/// <param name="Version">The number of the version that the save made.</param>
internal sealed record SavedDashboardJson(long? Version);
