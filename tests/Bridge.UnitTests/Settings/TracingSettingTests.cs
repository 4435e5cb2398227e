namespace Bridge.UnitTests.Settings;

/// <summary>OpenTelemetry's variables, of which its SDK says nothing when it cannot use them.</summary>
public sealed class TracingSettingTests
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Collector = "http://collector.example:4317";

    [Theory]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector.example/4317")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "http://admin:hunter2@collector.example")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "grpc://collector.example")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "thrift")]
    [InlineData("OTEL_EXPORTER_OTLP_COMPRESSION", "deflate")]
    [InlineData("OTEL_EXPORTER_OTLP_HEADERS", "correct-horse")]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_HEADERS", "a=b,=correct-horse")]
    [InlineData("OTEL_EXPORTER_OTLP_TIMEOUT", "ten seconds")]
    [InlineData("OTEL_EXPORTER_OTLP_CERTIFICATE", "/no/such/file.pem")]
    [InlineData("OTEL_RESOURCE_ATTRIBUTES", "production")]
    [InlineData("OTEL_TRACES_SAMPLER", "sometimes")]
    [InlineData("OTEL_TRACES_SAMPLER_ARG", "10 %")]
    [InlineData("OTEL_TRACES_EXPORTER", "zipkin")]
    [InlineData("OTEL_SDK_DISABLED", "perhaps")]
    [InlineData("OTEL_BSP_SCHEDULE_DELAY", "five")]
    [InlineData("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "2049")]
    [InlineData("OTEL_SPAN_EVENT_COUNT_LIMIT", "-1")]
    public void A_value_that_cannot_be_used_is_a_fault_that_does_not_repeat_it(string variable, string value)
    {
        var fault = Assert.Single(TestSettings.Faults((Endpoint, Collector), (variable, value)));

        Assert.Equal(variable, fault.Setting);
        Assert.DoesNotContain(value, fault.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Endpoint, Collector)]
    [InlineData("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", Collector)]
    [InlineData(Endpoint, Collector, "OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")]
    [InlineData(Endpoint, Collector, "OTEL_EXPORTER_OTLP_HEADERS", "authorization=Basic%20abc=,x=y")]
    [InlineData(Endpoint, Collector, "OTEL_TRACES_SAMPLER", "parentbased_traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0.25")]
    [InlineData(Endpoint, Collector, "OTEL_BSP_MAX_QUEUE_SIZE", "100", "OTEL_BSP_MAX_EXPORT_BATCH_SIZE", "100")]
    [InlineData(Endpoint, Collector, "OTEL_METRICS_EXPORTER", "prometheus")]
    public void Traces_go_out_when_an_address_is_named(params string[] variables) =>
        Assert.True(TestSettings.Read(Pairs(variables)).Tracing.IsOn);

    [Theory]
    [InlineData]
    [InlineData(Endpoint, " ")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "http/json")]
    [InlineData(Endpoint, Collector, "OTEL_SDK_DISABLED", "true")]
    [InlineData(Endpoint, Collector, "OTEL_TRACES_EXPORTER", "none")]
    public void Without_an_address_and_where_it_is_turned_off_nothing_is_traced_and_nothing_asked_of_the_rest(params string[] variables) =>
        Assert.False(TestSettings.Read(Pairs(variables)).Tracing.IsOn);

    private static (string Key, string? Value)[] Pairs(string[] variables) =>
        [.. variables.Chunk(2).Select(pair => (pair[0], (string?)pair[1]))];
}
