using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Incidents;

/// <summary>
/// incident.io's answers, as trees: one strict type for a whole answer would lose a page for one member of one incident.
/// <see cref="LenientJson"/> reads them.
/// </summary>
/// <remarks>The depth is not limited, since it costs nothing here, and a custom field that is too deep must not lose the page either.</remarks>
[JsonSourceGenerationOptions(MaxDepth = int.MaxValue)]
[JsonSerializable(typeof(JsonDocument))]
internal sealed partial class IncidentIoJson : JsonSerializerContext;
