using System.Text;
using Bridge.Simulator.Grafana;

namespace Bridge.EndToEndTests;

/// <summary>Promise 4 with routes: the words of a private incident go where a route says <c>full</c>, and nowhere else.</summary>
public sealed class RoutePrivacyTests
{
    private const string Marker = "Xylophone-Merger";

    [Fact]
    public async Task Words_that_one_route_tells_in_full_reach_no_other_place()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var inside = await SimulatedGrafana.StartNewAsync(time: null, TestContext.Current.CancellationToken);
        await using var world = await World.StartAsync(
            ("Logging__LogLevel__Default", "Trace"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
            ("Grafana__inside__Url", inside.Url.ToString()),
            ("Grafana__inside__Token", inside.EditorToken),
            ("Routes__0__Name", "redacting"),
            ("Routes__0__Grafana", "main"),
            ("Routes__0__Private", "redact"),
            ("Routes__1__Name", "omitting"),
            ("Routes__1__Grafana", "main"),
            ("Routes__1__Private", "omit"),
            ("Routes__2__Name", "telling"),
            ("Routes__2__Grafana", "inside"),
            ("Routes__2__Match__CustomFields__0__Field", "Customer"),
            ("Routes__2__Match__CustomFields__0__Value", "Acme"),
            ("Routes__2__Private", "full"));
        var incident = world.Live(7, Marker)
            .Summarised(Marker, world.Now)
            .WithCustomField("Note", Marker, world.Now)
            .WithCustomField("Customer", "Acme", world.Now)
            .MadePrivate(world.Now);

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("the annotation inside", () => inside.Annotations.Count == 1);
        await world.IdleAsync();
        var metrics = await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken);
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains(Marker, Assert.Single(inside.Annotations).Text, StringComparison.Ordinal);
        Assert.Contains("route:redacting", Assert.Single(world.Grafana.Annotations).Tags);
        Assert.DoesNotContain(world.Grafana.Requests, request => (request.PathAndQuery + request.Body).Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(world.Bridge.Output, line => line.Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(metrics.Keys, series => series.Contains(Marker, StringComparison.Ordinal));
        Assert.All(
            Directory.GetFiles(Path.GetDirectoryName(world.DatabasePath)!),
            file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker))));
        Assert.True(collector.Received(incident.Id));
        Assert.False(collector.Received(Marker));
    }

    [Fact]
    public async Task Turning_private_rewrites_or_takes_away_and_turning_public_shows_again()
    {
        await using var world = await World.StartAsync(
            ("Routes__0__Name", "redacting"), ("Routes__1__Name", "omitting"), ("Routes__1__Private", "omit"), ("Routes__2__Name", "telling"), ("Routes__2__Private", "full"));
        var incident = world.Live(8, Marker);

        await world.AnnounceAsync(incident);
        await World.EventuallyAsync("told by all", () => Telling(world) == "omitting redacting telling");
        await world.AnnounceAsync(incident.MadePrivate(world.Now.AddMinutes(1)));
        await World.EventuallyAsync("told by one", () => Telling(world) == "telling" && world.Grafana.Annotations.Count == 2);
        await world.AnnounceAsync(incident.MadePublic(world.Now.AddMinutes(2)));
        await World.EventuallyAsync("told by all again", () => Telling(world) == "omitting redacting telling");
    }

    /// <summary>The routes whose annotations have the words.</summary>
    private static string Telling(World world) => string.Join(' ', world.Grafana.Annotations
        .Where(annotation => annotation.Text.Contains(Marker, StringComparison.Ordinal))
        .Select(annotation => annotation.Tag("route"))
        .Order());
}
