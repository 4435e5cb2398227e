using System.Globalization;

namespace Bridge.Settings;

/// <summary>
/// Whether traces go out, by the environment variables that OpenTelemetry's specification names. Its SDK passes over a value that it cannot use,
/// or throws much later; so they are checked here, like every other setting, wherever something is to be traced.
/// </summary>
internal sealed class TracingOptions
{
    private const string Exporter = "OTEL_EXPORTER_OTLP_";
    private const string Endpoint = "ENDPOINT";
    private const string QueueSize = "OTEL_BSP_MAX_QUEUE_SIZE";
    private const string BatchSize = "OTEL_BSP_MAX_EXPORT_BATCH_SIZE";

    /// <summary>Of the specification.</summary>
    private const int DefaultQueueSize = 2048;

    private const int DefaultBatchSize = 512;

    private static readonly string[] Samplers =
        ["always_on", "always_off", "traceidratio", "parentbased_always_on", "parentbased_always_off", "parentbased_traceidratio"];

    private static readonly string[] Limits =
    [
        "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT",
        "OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_SPAN_EVENT_COUNT_LIMIT",
        "OTEL_SPAN_LINK_COUNT_LIMIT",
        "OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT",
        "OTEL_LINK_ATTRIBUTE_COUNT_LIMIT",
    ];

    private TracingOptions(bool isOn) => IsOn = isOn;

    public bool IsOn { get; }

    /// <param name="variables">The settings that are in no section.</param>
    public static TracingOptions Read(SettingsSection variables)
    {
        // What concerns all signals, and what traces alone, which goes first.
        string[] prefixes = [Exporter, Exporter + "TRACES_"];
        if (prefixes.All(prefix => variables.OptionalText(prefix + Endpoint) is null)
            || variables.Flag("OTEL_SDK_DISABLED", fallback: false)
            || OneOf(variables, "OTEL_TRACES_EXPORTER", "otlp", "none") == "none")
        {
            return new TracingOptions(isOn: false);
        }

        foreach (var prefix in prefixes)
        {
            CheckAddress(variables, prefix + Endpoint);
            OneOf(variables, prefix + "PROTOCOL", "grpc", "http/protobuf");
            OneOf(variables, prefix + "COMPRESSION", "gzip", "none");
            CheckPairs(variables, prefix + "HEADERS");
            variables.Integer(prefix + "TIMEOUT", fallback: 1, minimum: 1, int.MaxValue);
        }

        CheckFile(variables, Exporter + "CERTIFICATE");
        CheckFile(variables, Exporter + "CLIENT_CERTIFICATE");
        CheckFile(variables, Exporter + "CLIENT_KEY");
        CheckPairs(variables, "OTEL_RESOURCE_ATTRIBUTES");
        CheckSampler(variables);
        CheckBatches(variables);
        Array.ForEach(Limits, limit => variables.Integer(limit, fallback: 0, minimum: 0, int.MaxValue));
        return new TracingOptions(isOn: true);
    }

    private static string? OneOf(SettingsSection variables, string key, params string[] choices)
    {
        var value = variables.OptionalText(key);
        if (value is not null && !choices.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            variables.Fault(key, $"is not one of {string.Join(", ", choices)}.");
        }

        return value?.ToLowerInvariant();
    }

    private static void CheckAddress(SettingsSection variables, string key)
    {
        if (variables.OptionalText(key) is { } value
            && !(Uri.TryCreate(value, UriKind.Absolute, out var url) && url.Scheme is "http" or "https" && url.UserInfo.Length == 0))
        {
            variables.Fault(key, "is not an absolute http or https address without a user, such as http://localhost:4317.");
        }
    }

    /// <summary>Headers may be credentials: none is repeated.</summary>
    private static void CheckPairs(SettingsSection variables, string key)
    {
        if (variables.OptionalText(key) is { } value
            && !value.Split(',', StringSplitOptions.RemoveEmptyEntries).All(pair => pair.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            variables.Fault(key, "is not a list of pairs: name=value,name=value.");
        }
    }

    private static void CheckFile(SettingsSection variables, string key)
    {
        if (variables.OptionalText(key) is { } path && !File.Exists(path))
        {
            variables.Fault(key, "is not the path of a file.");
        }
    }

    private static void CheckSampler(SettingsSection variables)
    {
        const string Argument = "OTEL_TRACES_SAMPLER_ARG";
        OneOf(variables, "OTEL_TRACES_SAMPLER", Samplers);
        if (variables.OptionalText(Argument) is { } value
            && !(double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1))
        {
            variables.Fault(Argument, "is not a number from 0 to 1.");
        }
    }

    private static void CheckBatches(SettingsSection variables)
    {
        variables.Integer("OTEL_BSP_SCHEDULE_DELAY", fallback: 1, minimum: 1, int.MaxValue);
        variables.Integer("OTEL_BSP_EXPORT_TIMEOUT", fallback: 1, minimum: 1, int.MaxValue);
        var queue = variables.Integer(QueueSize, DefaultQueueSize, minimum: 1, int.MaxValue);
        var batch = variables.Integer(BatchSize, DefaultBatchSize, minimum: 1, int.MaxValue);
        if (batch > queue)
        {
            variables.Fault(BatchSize, $"is more than {QueueSize}.");
        }
    }
}
