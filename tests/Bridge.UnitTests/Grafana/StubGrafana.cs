using Bridge.Grafana;
using Bridge.Observability;
using Bridge.Reconciliation;
using Bridge.UnitTests.Upstreams;
using Bridge.Vocabulary;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;
using Refit;

namespace Bridge.UnitTests.Grafana;

/// <summary>The bridge's edge to a Grafana, up to the wire, on which a test answers. Nothing is retried and nothing timed out.</summary>
internal static class StubGrafana
{
    public const string Address = "http://grafana.test/sub";

    public static GrafanaTarget Target(HttpMessageHandler wire, TimeProvider? time = null, IReadOnlyList<string>? dashboards = null)
    {
        var clock = time ?? TimeProvider.System;
        return new GrafanaTarget(
            "main", () => Api(wire, clock), Breaker(clock), clock, () => dashboards ?? [], new DashboardWatch("main", NullLogger<DashboardWatch>.Instance));
    }

    public static GrafanaTarget Target(
        Func<HttpRequestMessage, HttpResponseMessage> answer, TimeProvider? time = null, IReadOnlyList<string>? dashboards = null) =>
        Target(new StubHandler((request, _) => Task.FromResult(answer(request))), time, dashboards);

    /// <summary>An annotation as a search gives it.</summary>
    public static FoundAnnotation Found(long id, TimeProvider? time = null) =>
        new(new AnnotationId(id), default, default, "text", []) { SeenAt = (time ?? TimeProvider.System).GetTimestamp() };

    public static GrafanaProbe Probe(HttpMessageHandler wire) => new("main", () => Api(wire, TimeProvider.System), TimeProvider.System);

    private static GrafanaBreaker Breaker(TimeProvider time) => new(
        new GrafanaOptions { Name = "main", Url = new Uri(Address), Token = new Bridge.Settings.Secret("token") },
        time,
        new BridgeMetrics(Metrics.NewCustomRegistry(), [], signingSecrets: 0),
        NullLogger<GrafanaBreaker>.Instance);

    private static IGrafanaApi Api(HttpMessageHandler wire, TimeProvider time) => RestService.ForGenerated<IGrafanaApi>(
        new HttpClient(new GrafanaAnswerHandler(time) { InnerHandler = wire }) { BaseAddress = new Uri(Address) },
        new RefitSettings(new SystemTextJsonContentSerializer(GrafanaJson.Default.Options)));
}
