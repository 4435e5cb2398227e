using System.Net;
using System.Net.Sockets;
using Bridge.Simulator.Processes;

namespace Bridge.EndToEndTests;

/// <summary><c>health</c>: what a container's health check asks, in an image without a shell.</summary>
public sealed class HealthTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_finds_the_bridge_by_the_settings_of_its_port_alone_and_past_any_proxy()
    {
        var port = FreePort();
        await using var world = await World.StartAsync(("Server__ManagementPort", port));

        var (exitCode, line) = await AskAsync(new()
        {
            ["Server__Address"] = "127.0.0.1",
            ["Server__ManagementPort"] = port,
            ["HTTP_PROXY"] = $"http://127.0.0.1:{FreePort()}",
            ["http_proxy"] = $"http://127.0.0.1:{FreePort()}",
        });

        Assert.Equal((0, $"http://127.0.0.1:{port}/healthz answered 200: ok"), (exitCode, line));
    }

    [Fact]
    public async Task A_bridge_that_is_not_there_fails_and_the_address_is_told()
    {
        var port = FreePort();

        var (exitCode, line) = await AskAsync(new() { ["Server__ManagementPort"] = port });

        Assert.Equal(1, exitCode);
        Assert.StartsWith($"http://127.0.0.1:{port}/healthz did not answer: ", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_address_can_be_named()
    {
        await using var world = await World.StartAsync();

        var ready = await AskAsync(world.Environment, "--url", $"{new Uri(world.Bridge.ManagementUrl, "/readyz")}");
        var unknown = await AskAsync(world.Environment, "--url", $"{new Uri(world.Bridge.ManagementUrl, "/nothing")}");

        Assert.Equal((0, $"{new Uri(world.Bridge.ManagementUrl, "/readyz")} answered 200: ok"), ready);
        Assert.Equal((1, $"{new Uri(world.Bridge.ManagementUrl, "/nothing")} answered 404."), unknown);
    }

    [Theory]
    [InlineData("0", "Server:ManagementPort is 0, so the bridge took a free port: name the address in its log with --url.")]
    [InlineData("http", "Server:ManagementPort: is not a whole number from 0 to 65535.")]
    public async Task A_port_that_tells_nothing_fails_and_says_what_to_do(string port, string expected)
    {
        Assert.Equal((1, expected), await AskAsync(new() { ["Server__ManagementPort"] = port }));
    }

    [Fact]
    public async Task An_address_that_is_none_fails()
    {
        Assert.Equal((1, "--url is not an absolute http or https address."), await AskAsync([], "--url", "localhost:8081"));
    }

    /// <summary>Free now; the bridge that takes it starts at once.</summary>
    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    /// <summary>Healthy is told on standard output, anything else on standard error, and always in one line.</summary>
    private static async Task<(int ExitCode, string Line)> AskAsync(Dictionary<string, string> environment, params IReadOnlyList<string> options)
    {
        await using var health = new BridgeProcess(environment, ["health", .. options]);
        health.Launch();
        var exitCode = await health.WaitForExitAsync(TimeSpan.FromSeconds(20), Cancellation);
        return (exitCode, Assert.Single(exitCode == 0 ? [.. health.Output, .. health.Errors] : health.Errors.Concat(health.Output)));
    }
}
