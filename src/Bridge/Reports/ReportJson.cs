using System.Text.Json;
using System.Text.Json.Serialization;

namespace Bridge.Reports;

/// <summary>The one writer of reports, for the management port and for commands.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTime)])]
[JsonSerializable(typeof(StatusReport))]
[JsonSerializable(typeof(IncidentReport))]
[JsonSerializable(typeof(ErrorReport))]
internal sealed partial class ReportJson : JsonSerializerContext
{
    public static string Of(StatusReport report) => JsonSerializer.Serialize(report, Default.StatusReport);

    public static string Of(IncidentReport report) => JsonSerializer.Serialize(report, Default.IncidentReport);

    public static string Of(ErrorReport report) => JsonSerializer.Serialize(report, Default.ErrorReport);
}

/// <summary>Why a question was not answered.</summary>
/// <param name="Error">What is wrong, and what to do.</param>
internal sealed record ErrorReport(string Error);
