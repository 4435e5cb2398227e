using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bridge.Annotations;
using Bridge.Commands.Backfill;
using Bridge.Commands.Check;
using Bridge.Commands.Preview;
using Bridge.Commands.Prune;
using Bridge.Commands.Resync;
using Bridge.Upstreams;
using Bridge.Vocabulary;

namespace Bridge.Commands;

/// <summary>
/// What commands print for programs with <c>--json</c>: one document on standard output, whose member <c>ok</c> says what the exit code says.
/// <c>docs/commands.md</c> describes each. Words for people go to standard error.
/// </summary>
[JsonSourceGenerationOptions(WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(BackfillDocument))]
[JsonSerializable(typeof(CheckDocument))]
[JsonSerializable(typeof(HealthDocument))]
[JsonSerializable(typeof(PreviewDocument))]
[JsonSerializable(typeof(PruneDocument))]
[JsonSerializable(typeof(ResyncDocument))]
[JsonSerializable(typeof(VersionDocument))]
internal sealed partial class CommandJson : JsonSerializerContext
{
    public static Option<bool> Option() => new("--json") { Description = "Prints one JSON document instead of lines." };

    public static void Write<TDocument>(TDocument document, JsonTypeInfo<TDocument> type) =>
        Console.Out.WriteLine(JsonSerializer.Serialize(document, type));

    /// <summary>A moment in UTC, with milliseconds if it has any.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFF'Z'", CultureInfo.InvariantCulture);

    /// <inheritdoc cref="Time(DateTimeOffset)"/>
    public static string? Time(DateTimeOffset? time) => time is { } moment ? Time(moment) : null;
}

/// <summary>Why an upstream could not be asked, or did not do as it was told.</summary>
/// <param name="Reason">As metrics and logs spell it.</param>
/// <param name="Detail">In words, for a person.</param>
internal sealed record FailureDocument(string Reason, string Detail)
{
    public static FailureDocument? Of(UpstreamFailure? failure) =>
        failure is null ? null : new FailureDocument(Labels.Of(failure.Reason), AnnotationText.OneLine(failure.Detail));
}

/// <summary>Where an annotation is.</summary>
/// <param name="Grafana">The name from the settings.</param>
/// <param name="Dashboard">The dashboard's uid; null for the whole organization.</param>
/// <param name="Panel">The panel's number; null without one.</param>
internal sealed record PlaceDocument(string Grafana, string? Dashboard, long? Panel)
{
    public static PlaceDocument Of(string grafana, DashboardPanel? dashboard) => new(grafana, dashboard?.Uid, dashboard?.Panel);
}
