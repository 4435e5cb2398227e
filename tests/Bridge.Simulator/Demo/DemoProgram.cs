namespace Bridge.Simulator.Demo;

/// <summary>The demo from its start to its end.</summary>
internal static class DemoProgram
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1.2);

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(DemoOptions options, CancellationToken stop)
    {
        var console = new DemoConsole();
        try
        {
            await using var world = await DemoWorld.StartAsync(options, stop);
            var script = new DemoScript(world, console);
            await using var page = new DemoPage(world, script.Progress);
            await page.StartAsync(options.Port, stop);

            Introduce(console, world, page);
            var failures = await script.PlayAsync(options.ExitAfterScript ? TimeSpan.Zero : Pause, stop);
            Conclude(console, world, page, failures, stays: !options.ExitAfterScript);
            if (options.ExitAfterScript)
            {
                return failures == 0 ? 0 : 1;
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, stop);
            return 0;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            console.Blank();
            console.Line("", "Stopped.");

            // Whoever asked for a verdict did not get one.
            return options.ExitAfterScript ? 1 : 0;
        }
        catch (Exception exception) when (exception is IOException or InvalidOperationException or TimeoutException)
        {
            // The bridge is not built or does not start, the port is taken, or the Grafana is none: the message says which.
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    private static void Introduce(DemoConsole console, DemoWorld world, DemoPage page)
    {
        console.Heading("A day with the incident bridge");
        console.Line("bridge", $"{world.Bridge.WebhookUrl} (process {world.Bridge.ProcessId})");
        console.Line("incident", $"{world.IncidentIo.Url} (simulated incident.io)");
        console.Line("Grafana", world.Grafana is null ? $"{world.Reader.Url}" : $"{world.Reader.Url} (simulated {world.Grafana.Dialect})");
        console.Line("page", $"{page.Url}");
    }

    private static void Conclude(DemoConsole console, DemoWorld world, DemoPage page, int failures, bool stays)
    {
        console.Blank();
        console.Heading(failures == 0 ? "Everything appeared as expected." : $"{failures} steps did not end as expected; see FAILED above.");
        if (stays)
        {
            console.Line("page", $"{page.Url}");
            console.Line("metrics", $"{new Uri(world.Bridge.ManagementUrl, "/metrics")}");
            console.Line("", "Ctrl+C ends it all.");
        }
    }
}
