using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Grafana;

/// <summary>What goes to Grafana's annotations API and comes from it.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(AnnotationRequest))]
[JsonSerializable(typeof(CreateAnswer))]
[JsonSerializable(typeof(MessageAnswer))]
[JsonSerializable(typeof(IReadOnlyList<AnnotationJson>))]
[JsonSerializable(typeof(HealthAnswer))]
[JsonSerializable(typeof(OrganizationAnswer))]
internal sealed partial class GrafanaJson : JsonSerializerContext;

/// <param name="Time">Start, in unix milliseconds.</param>
/// <param name="TimeEnd">End, in unix milliseconds; equal to the start for a point.</param>
/// <param name="Text">HTML.</param>
/// <param name="Tags">Replaces all tags.</param>
internal sealed record AnnotationRequest(long Time, long TimeEnd, string Text, IReadOnlyList<string> Tags);

/// <param name="Id">Kept raw: only a whole positive number is an id, whatever else a server may send.</param>
internal sealed record CreateAnswer(JsonElement? Id);

internal sealed record MessageAnswer(string? Message);

internal sealed record AnnotationJson(long Id, long Time, long TimeEnd, string? Text, IReadOnlyList<string>? Tags);

internal sealed record HealthAnswer(string? Database, string? Version);

internal sealed record OrganizationAnswer(string? Name);
