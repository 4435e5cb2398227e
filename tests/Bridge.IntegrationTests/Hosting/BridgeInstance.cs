using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>
/// The real bridge in this process: real ports, a real SQLite file in a folder of its own, and WireMock as both upstreams, which
/// answer what a test did not expect with 599. Disposing it fails when such a call was made.
/// </summary>
internal sealed class BridgeInstance : IAsyncDisposable
{
    public const string ApiKey = "test-api-key";
    public const string GrafanaToken = "test-grafana-token";
    public const string SigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly WebApplication _app;
    private readonly TemporaryFolder _folder;

    private BridgeInstance(WebApplication app, TemporaryFolder folder, IncidentIoMock incidentIo, GrafanaMock grafana)
    {
        _app = app;
        _folder = folder;
        IncidentIo = incidentIo;
        Grafana = grafana;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Webhooks = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        Management = new HttpClient { BaseAddress = new Uri(addresses[1]) };
    }

    /// <summary>Talks to the webhook port.</summary>
    public HttpClient Webhooks { get; }

    /// <summary>Talks to the management port.</summary>
    public HttpClient Management { get; }

    public IncidentIoMock IncidentIo { get; }

    public GrafanaMock Grafana { get; }

    public FakeLogCollector Logs => _app.Services.GetFakeLogCollector();

    public IServiceProvider Services => _app.Services;

    public string DatabasePath => _folder.File("bridge.db");

    /// <param name="settings">Settings that differ from the fixture's, by their configuration keys.</param>
    /// <param name="services">Services that differ, such as another clock or a store that fails; it runs after the bridge's own registrations.</param>
    public static async Task<BridgeInstance> StartAsync(
        Dictionary<string, string?>? settings = null, Action<IServiceCollection>? services = null)
    {
        var folder = new TemporaryFolder();
        var incidentIo = new IncidentIoMock();
        var grafana = new GrafanaMock();
        var app = BridgeHost.Build(builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["IncidentIo:ApiUrl"] = incidentIo.Url,
                ["IncidentIo:ApiKey"] = ApiKey,
                ["IncidentIo:SigningSecrets:0"] = SigningSecret,
                ["Grafana:main:Url"] = grafana.Url,
                ["Grafana:main:Token"] = GrafanaToken,
                ["Storage:Path"] = folder.File("bridge.db"),
                ["Server:Address"] = "127.0.0.1",
                ["Server:WebhookPort"] = "0",
                ["Server:ManagementPort"] = "0",
            });
            builder.Configuration.AddInMemoryCollection(settings ?? []);
            builder.Logging.ClearProviders();
            builder.Logging.AddFakeLogging();
            builder.Host.ConfigureContainer<IServiceCollection>((_, registered) => services?.Invoke(registered));
        });
        await BridgeHost.StartAsync(app, TestContext.Current.CancellationToken);
        return new BridgeInstance(app, folder, incidentIo, grafana);
    }

    /// <summary>The metrics as Prometheus reads them, by series.</summary>
    public async Task<Dictionary<string, double>> ReadMetricsAsync()
    {
        var text = await Management.GetStringAsync("/metrics", TestContext.Current.CancellationToken);
        return text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line[0] != '#')
            .ToDictionary(
                line => line[..line.LastIndexOf(' ')],
                line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Webhooks.Dispose();
        Management.Dispose();
        var unexpected = IncidentIo.UnexpectedCalls.Concat(Grafana.UnexpectedCalls).ToList();
        IncidentIo.Dispose();
        Grafana.Dispose();
        _folder.Dispose();
        Assert.Empty(unexpected);
    }
}
