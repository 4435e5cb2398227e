using System.Text.Json;

namespace Bridge.EndToEndTests;

/// <summary>What an operator sees of a start that works, and of one that does not.</summary>
public sealed class StartTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_faulty_setting_is_named_at_once_with_exit_code_78_and_no_stack_trace_or_secret()
    {
        await using var world = await World.CreateAsync(
            ("IncidentIo__ApiKey", ""),
            ("IncidentIo__SigningSecrets__0", "whsec_not-base64-and-secret"),
            ("Grafana__main__Url", "grafana.example.com"),
            ("Reconciliation__MinInterval", "5"),
            ("Server__Pork", "8080"),
            ("Anotations__Shape", "points"));

        world.Bridge.Launch();
        var exitCode = await world.Bridge.WaitForExitAsync(TimeSpan.FromSeconds(20), Cancellation);

        Assert.Equal(78, exitCode);
        Assert.Equal(
            [
                "Anotations", "Grafana:main:Url", "IncidentIo:ApiKey", "IncidentIo:SigningSecrets:0", "Reconciliation:MinInterval",
                "Server:Pork",
            ],
            world.Bridge.Errors.Select(line => line[..line.IndexOf(": ", StringComparison.Ordinal)]).Order(StringComparer.Ordinal));
        Assert.Empty(world.Bridge.Output);
        Assert.DoesNotContain(world.Bridge.Errors, line => line.Contains("not-base64-and-secret", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Bridge.Errors, line => line.TrimStart().StartsWith("at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Away_from_a_terminal_every_line_of_the_log_is_json_with_an_event_number()
    {
        await using var world = await World.StartAsync();
        var incident = world.Live(1);

        await world.AnnounceAsync(incident);
        await world.AnnotationAsync(incident, _ => true);
        await world.Bridge.StopAsync(Cancellation);

        Assert.NotEmpty(world.Bridge.Output);
        Assert.All(world.Bridge.Output, line =>
            Assert.InRange(JsonDocument.Parse(line).RootElement.GetProperty("event").GetInt32(), 1000, 9999));
        Assert.Empty(world.Bridge.Errors);
    }

    [Fact]
    public async Task The_metrics_are_there_at_0_before_anything_happened()
    {
        await using var world = await World.StartAsync();

        var metrics = await world.Bridge.ReadMetricsAsync(Cancellation);

        Assert.Equal(0, metrics["incidentbridge_webhook_requests_total"]);
        Assert.Equal(0, metrics["incidentbridge_webhook_rejected_total{reason=\"signature\"}"]);
        Assert.Equal(0, metrics["incidentbridge_webhook_accepted_total{result=\"stored\"}"]);
        Assert.Equal(0, metrics["incidentbridge_signing_secret_matches_total{secret=\"0\"}"]);
        Assert.Equal(0, metrics["incidentbridge_queue_pending"]);
        Assert.Equal(0, metrics["incidentbridge_queue_oldest_age_seconds"]);
        Assert.Equal(0, metrics["incidentbridge_deliveries_total{grafana=\"main\",kind=\"create\"}"]);
        Assert.Equal(0, metrics["incidentbridge_deliveries_failed_total{grafana=\"main\",kind=\"delete\",reason=\"auth\"}"]);
        Assert.Equal(0, metrics["incidentbridge_delivery_latency_seconds_count"]);
        Assert.Equal(0, metrics["incidentbridge_dead_letters{grafana=\"main\",reason=\"not_found\"}"]);
        Assert.Equal(0, metrics["incidentbridge_upstream_failed_total{upstream=\"grafana\",reason=\"timeout\"}"]);
        Assert.True(metrics["process_start_time_seconds"] > 0);
        Assert.Single(metrics.Keys, name => name.StartsWith("incidentbridge_build_info{", StringComparison.Ordinal));
    }
}
