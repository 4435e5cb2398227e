using System.Net;
using Bridge.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>
/// The real bridge in this process: real ports, a real SQLite file in a folder of its own, and WireMock as both upstreams, which
/// answer what a test did not expect with 599. Disposing it fails when such a call was made. What the bridge does by the clock alone
/// (resync, drift, open ends) is off unless a test turns it on.
/// </summary>
internal sealed class BridgeInstance : IAsyncDisposable
{
    public const string ApiKey = "test-api-key";
    public const string GrafanaToken = "test-grafana-token";
    public const string SigningSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, string?> _settings;
    private readonly Action<IServiceCollection>? _services;
    private WebApplication? _app;

    private BridgeInstance(Dictionary<string, string?>? settings, Action<IServiceCollection>? services)
    {
        _settings = settings ?? [];
        _services = services;
    }

    /// <summary>Talks to the webhook port.</summary>
    public HttpClient Webhooks { get; private set; } = new();

    /// <summary>Talks to the management port.</summary>
    public HttpClient Management { get; private set; } = new();

    public IncidentIoMock IncidentIo { get; } = new();

    public GrafanaMock Grafana { get; } = new();

    public FakeLogCollector Logs => Services.GetFakeLogCollector();

    public IServiceProvider Services => App.Services;

    public string DatabasePath => _settings.GetValueOrDefault("Storage:Path") ?? _folder.File("bridge.db");

    private WebApplication App => _app ?? throw new InvalidOperationException("The bridge is stopped.");

    /// <param name="settings">Settings that differ from the fixture's, by their configuration keys.</param>
    /// <param name="services">Services that differ, such as another clock or a store that fails; it runs after the bridge's own registrations.</param>
    /// <param name="prepare">What has to be so before the bridge starts.</param>
    public static async Task<BridgeInstance> StartAsync(
        Dictionary<string, string?>? settings = null,
        Action<IServiceCollection>? services = null,
        Action<BridgeInstance>? prepare = null)
    {
        var bridge = new BridgeInstance(settings, services);
        prepare?.Invoke(bridge);
        await bridge.StartAgainAsync();
        return bridge;
    }

    /// <summary>Sets a setting for the next start.</summary>
    public void Set(string key, string? value) => _settings[key] = value;

    /// <summary>Takes a setting of the test away for the next start.</summary>
    public void Unset(string key) => _settings.Remove(key);

    /// <summary>Starts it on the same database and with the same upstreams, after <see cref="StopAsync"/>.</summary>
    public async Task StartAgainAsync()
    {
        var app = BridgeHost.Build(Configure);
        await BridgeHost.StartAsync(app, TestContext.Current.CancellationToken);
        _app = app;
        var addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToArray();
        Webhooks = new HttpClient { BaseAddress = new Uri(addresses[0]) };
        Management = new HttpClient { BaseAddress = new Uri(addresses[1]) };
    }

    /// <summary>Stops it as an orchestrator would, and lets go of everything but the database and the upstreams.</summary>
    public async Task StopAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            await app.StopAsync(CancellationToken.None);
            await DisposeAsync(app);
            Webhooks.Dispose();
            Management.Dispose();
        }
    }

    /// <summary>
    /// Pipelines wait, by the clock, for what is still under way, such as a probe that nobody waits for. A clock of the test's has to move then, and
    /// only then: the next start may be about the time that it shows.
    /// </summary>
    private static async Task DisposeAsync(WebApplication app)
    {
        var clock = app.Services.GetRequiredService<TimeProvider>() as FakeTimeProvider;
        var end = app.DisposeAsync().AsTask();
        while (clock is not null && await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System)) != end)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
        }

        await end;
    }

    /// <summary>Sends a webhook about the incident, which has to be taken.</summary>
    public async Task AnnounceAsync(string incidentId)
    {
        using var answer = await Webhooks.SendAsync(TestWebhook.About(incidentId).ToRequest(), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>The work on an incident in one Grafana, or in all; null before its first webhook.</summary>
    public WorkItem? WorkOn(string incidentId, string? grafana = null) => WorkItem.Read(DatabasePath, incidentId, grafana);

    /// <summary>Waits for the end of the work on an incident, and for it to have ended so. What succeeded has nothing pending.</summary>
    public Task HasEndedAsync(string incidentId, string outcome, string? grafana = null) => Eventually.IsTrueAsync(
        () => WorkOn(incidentId, grafana) is { IsLeased: false } item && item.Outcome == outcome && item.IsPending == (outcome != "succeeded"),
        () => $"the work on {incidentId} ended as {outcome}; it is {WorkOn(incidentId, grafana)}");

    /// <summary>The incident is so from now on; a webhook says that it changed, and the work on it ends.</summary>
    public async Task BecomesAsync(IncidentPayload incident, string outcome = "succeeded")
    {
        IncidentIo.Has(incident);
        await AnnounceAsync(incident.Id);
        await HasEndedAsync(incident.Id, outcome);
    }

    /// <summary>Moves the clock to the incident's next try and waits for its end.</summary>
    public async Task TryAgainAsync(FakeTimeProvider clock, string incidentId, string? grafana = null)
    {
        var before = WorkOn(incidentId, grafana)!;
        clock.SetUtcNow(before.DueAt!.Value);

        // The loop may not have begun to wait; a wake-up is kept for it.
        Services.GetRequiredService<WorkSignal>().Wake();
        await Eventually.IsTrueAsync(
            () => WorkOn(incidentId, grafana) is { IsLeased: false } item && (item.Attempts, item.DueAt) != (before.Attempts, before.DueAt),
            $"{incidentId} was tried again");
    }

    /// <summary>Moves the clock, second by second, until the incident is shown everywhere: its Grafana's breaker closes by a probe of its own time.</summary>
    public Task IsShownInTimeAsync(FakeTimeProvider clock, string incidentId) => Eventually.IsTrueAsync(
        () =>
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return WorkOn(incidentId) is { Outcome: "succeeded", IsLeased: false, IsPending: false };
        },
        () => $"{incidentId} is shown; it is {WorkOn(incidentId)}");

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
        await StopAsync();
        var unexpected = IncidentIo.UnexpectedCalls.Concat(Grafana.UnexpectedCalls).Concat(Grafana.SearchesWithoutTimes).ToList();
        IncidentIo.Dispose();
        Grafana.Dispose();
        _folder.Dispose();
        Assert.Empty(unexpected);
    }

    private void Configure(WebApplicationBuilder builder)
    {
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["IncidentIo:ApiUrl"] = IncidentIo.Url,
            ["IncidentIo:ApiKey"] = ApiKey,
            ["IncidentIo:SigningSecrets:0"] = SigningSecret,
            ["IncidentIo:ResyncInterval"] = "00:00:00",
            ["Annotations:OpenEndInterval"] = "00:00:00",
            ["Annotations:DriftInterval"] = "00:00:00",
            ["Grafana:main:Url"] = Grafana.Url,
            ["Grafana:main:Token"] = GrafanaToken,
            ["Storage:Path"] = DatabasePath,
            ["Server:Address"] = "127.0.0.1",
            ["Server:WebhookPort"] = "0",
            ["Server:ManagementPort"] = "0",
        });
        builder.Configuration.AddInMemoryCollection(_settings);
        builder.Logging.ClearProviders();
        builder.Logging.AddFakeLogging();
        builder.Host.ConfigureContainer<IServiceCollection>((_, registered) => _services?.Invoke(registered));
    }
}
