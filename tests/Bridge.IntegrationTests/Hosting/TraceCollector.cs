using System.Text;
using WireMock.RequestBuilders;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>An OpenTelemetry collector for traces over HTTP. It gets the spans of the whole process, so a test looks for its own incident.</summary>
internal sealed class TraceCollector : UpstreamMock
{
    public TraceCollector() => Answers(Request.Create().UsingPost().WithPath("/v1/traces"), Answer.Json("{}"));

    /// <summary>What makes a bridge export to here, soon.</summary>
    public Dictionary<string, string?> Settings => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Url,
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    /// <summary>The same by the variables that are about traces alone, of which an address is taken as it is.</summary>
    public Dictionary<string, string?> SettingsOfTraces => new()
    {
        ["OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"] = $"{Url}/v1/traces",
        ["OTEL_EXPORTER_OTLP_TRACES_PROTOCOL"] = "http/protobuf",
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
    };

    /// <summary>Everything received, readable where it is text.</summary>
    public string Received => string.Concat(Bodies.Select(Encoding.Latin1.GetString));

    public IReadOnlyList<ExportedSpan> Spans => [.. Bodies.SelectMany(ExportedSpan.ReadAll)];

    private IEnumerable<byte[]> Bodies => Calls.Select(call => call.RequestMessage.BodyAsBytes ?? []);

    /// <summary>The trace that the incident's latest reconciliation is part of.</summary>
    public async Task<IReadOnlyList<ExportedSpan>> TraceOfAsync(string incidentId)
    {
        await Eventually.IsTrueAsync(() => Reconciliations(incidentId).Any(), "the reconciliation was exported");
        var trace = Reconciliations(incidentId).Last().TraceId;
        return [.. Spans.Where(span => span.TraceId == trace)];
    }

    private IEnumerable<ExportedSpan> Reconciliations(string incidentId) =>
        Spans.Where(span => span.Name == "incident reconcile" && span.Attributes.GetValueOrDefault("incident.id") == incidentId);
}
