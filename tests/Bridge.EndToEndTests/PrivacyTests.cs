using System.Text;

namespace Bridge.EndToEndTests;

/// <summary>Promise 4, on the process: a private incident's words are nowhere to be found outside it.</summary>
public sealed class PrivacyTests
{
    private const string Marker = "Xylophone-Merger";

    [Fact]
    public async Task A_private_incident_is_shown_without_its_words_and_leaves_them_nowhere()
    {
        await using var collector = await TraceCollector.StartAsync();
        await using var world = await World.StartAsync(
            ("Logging__LogLevel__Default", "Trace"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Url),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var incident = world.Live(7, Marker).Summarised(Marker, world.Now).WithCustomField("Customer", Marker, world.Now).MadePrivate(world.Now);

        await world.AnnounceAsync(incident);
        var annotation = await world.AnnotationAsync(incident, _ => true);
        var metrics = await world.Bridge.ReadMetricsAsync(TestContext.Current.CancellationToken);
        await world.Bridge.StopAsync(TestContext.Current.CancellationToken);

        Assert.Contains("INC-7", annotation.Text, StringComparison.Ordinal);
        Assert.Contains("Private incident", annotation.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(world.Grafana.Requests, request => (request.PathAndQuery + request.Body).Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(world.Bridge.Output, line => line.Contains(Marker, StringComparison.Ordinal));
        Assert.DoesNotContain(metrics.Keys, series => series.Contains(Marker, StringComparison.Ordinal));
        Assert.All(
            Directory.GetFiles(Path.GetDirectoryName(world.DatabasePath)!),
            file => Assert.Equal(-1, File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Marker))));
        Assert.True(collector.Received("webhook receive"));
        Assert.True(collector.Received("incident reconcile"));
        Assert.True(collector.Received(incident.Id));
        Assert.False(collector.Received(Marker));
    }

    [Fact]
    public async Task A_public_incident_that_turns_private_loses_the_words_that_were_posted()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(8, Marker);

        await world.AnnounceAsync(incident);
        var before = await world.AnnotationAsync(incident, annotation => annotation.Text.Contains(Marker, StringComparison.Ordinal));
        await world.AnnounceAsync(incident.MadePrivate(world.Now.AddMinutes(1)));
        var after = await world.AnnotationAsync(incident, annotation => !annotation.Text.Contains(Marker, StringComparison.Ordinal));

        Assert.Equal(before.Id, after.Id);
        Assert.DoesNotContain(after.Tags, tag => tag.Contains(Marker, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task An_incident_that_turns_private_beyond_the_keys_sight_loses_the_words_that_were_posted()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(9, Marker).WithSeverity("Critical", 3, world.Now);
        world.IncidentIo.HasGlobalAccess = false;

        await world.AnnounceAsync(incident);
        var before = await world.AnnotationAsync(incident, annotation => annotation.Text.Contains(Marker, StringComparison.Ordinal));
        await world.AnnounceAsync(incident.MadePrivate(world.Now.AddMinutes(1)));
        var after = await world.AnnotationAsync(incident, annotation => !annotation.Text.Contains(Marker, StringComparison.Ordinal));

        Assert.Equal((before.Start, before.End), (after.Start, after.End));
        Assert.Equal(["incident-io", "status:open", "route:default", $"x-incident:{incident.Id}"], after.Tags);
        await World.EventuallyAsync("that it was hidden is logged", () => world.Bridge.Log.Any(entry => entry.EventId == 5008));
    }
}
