using System.Globalization;
using System.Net;
using System.Text;
using Bridge.IntegrationTests.Hosting;
using Bridge.Simulator.Grafana;
using Bridge.Simulator.IncidentIo;
using Bridge.Simulator.IncidentIo.OnCall;
using Bridge.Simulator.Webhooks;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Kinds;

/// <summary>The bridge between a simulated incident.io with alerts and one simulated Grafana, as a rule on a clock that a test moves.</summary>
internal sealed class AlertWorld : IAsyncDisposable
{
    private readonly FakeTimeProvider? _clock;

    private AlertWorld(SimulatedIncidentIo incidentIo, SimulatedGrafana grafana, FakeTimeProvider? clock)
    {
        (IncidentIo, Grafana, _clock) = (incidentIo, grafana, clock);
        incidentIo.Put(SimulatedAlertSource.Grafana);
        incidentIo.Put(Secret);
    }

    public static SimulatedAlertSource Secret { get; } = SimulatedAlertSource.Of(7, "Fraud checks") with { IsPrivate = true };

    public SimulatedIncidentIo IncidentIo { get; }

    public SimulatedGrafana Grafana { get; }

    /// <summary>When each test begins: far from the ends of a day, which end what is shown as one.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 11, 1, 12, 0, 0, TimeSpan.Zero);

    public BridgeInstance Bridge { get; private set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static Task<AlertWorld> StartAsync(Action<AlertWorld> prepare, params IReadOnlyList<(string Key, string Value)> settings) =>
        StartAsync(prepare, new FakeTimeProvider(Start), settings);

    /// <summary>The same on the machine's clock.</summary>
    public static Task<AlertWorld> StartNowAsync(Action<AlertWorld> prepare, params IReadOnlyList<(string Key, string Value)> settings) =>
        StartAsync(prepare, clock: null, settings);

    private static async Task<AlertWorld> StartAsync(
        Action<AlertWorld> prepare, FakeTimeProvider? clock, IReadOnlyList<(string Key, string Value)> settings)
    {
        var world = new AlertWorld(
            await SimulatedIncidentIo.StartNewAsync(time: null, Cancellation), await SimulatedGrafana.StartNewAsync(time: null, Cancellation), clock);
        var all = new Dictionary<string, string?>
        {
            ["IncidentIo:ApiUrl"] = world.IncidentIo.Url.ToString(),
            ["IncidentIo:ApiKey"] = world.IncidentIo.ApiKey,
            ["Grafana:main:Url"] = world.Grafana.Url.ToString(),
            ["Grafana:main:Token"] = world.Grafana.EditorToken,
            ["Reconciliation:MinInterval"] = "00:00:00",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        prepare(world);
        world.Bridge = await BridgeInstance.StartAsync(all, services => services.AddSingleton(clock ?? TimeProvider.System));
        return world;
    }

    /// <summary>A time on the clock, in minutes after <see cref="Start"/>.</summary>
    public static DateTimeOffset At(double minutes) => Start.AddMinutes(minutes);

    public async Task SendAsync(string body)
    {
        var webhook = new TestWebhook { Body = Encoding.UTF8.GetBytes(body), Timestamp = (_clock ?? TimeProvider.System).GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) };
        using var answer = await Bridge.Webhooks.SendAsync(webhook.ToRequest(), Cancellation);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>The incident is so from now on, and the bridge hears of it.</summary>
    public Task BecomesAsync(SimulatedIncident incident)
    {
        IncidentIo.Put(incident);
        return SendAsync(WebhookEvents.Updated(incident));
    }

    /// <summary>Lets time pass.</summary>
    public void Wait(TimeSpan time)
    {
        _clock!.Advance(time);
        Bridge.Services.GetRequiredService<WorkSignal>().Wake();
    }

    /// <summary>Waits until the annotations of alerts are these: <c>firing 0–0 Title</c>, in minutes after the start.</summary>
    public Task ShowsAsync(params IReadOnlyList<string> expected) => Eventually.IsTrueAsync(
        () => Shown().SequenceEqual(expected.Order(StringComparer.Ordinal)),
        () => $"[{string.Join(", ", expected)}] is shown; it is [{string.Join(", ", Shown())}]");

    /// <summary>Waits until an incident has its annotation.</summary>
    public Task ShowsIncidentAsync(SimulatedIncident incident) => Eventually.IsTrueAsync(
        () => Grafana.WithTags($"x-incident:{incident.Id}").Count == 1, $"incident {incident.Reference} is shown");

    /// <summary>Waits until nothing is left to be done about an alert.</summary>
    public Task IsDoneWithAsync(SimulatedAlert alert) => Eventually.IsTrueAsync(
        () => Bridge.WorkOn($"alert:{alert.Id}") is { Outcome: "succeeded", IsLeased: false, IsPending: false },
        () => $"the work on the alert ended; it is {Bridge.WorkOn($"alert:{alert.Id}")}");

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        await IncidentIo.DisposeAsync();
        await Grafana.DisposeAsync();
        Assert.Equal((0, 0), (Grafana.OrganizationWipes, Grafana.SearchesWithoutTimes));
    }

    private IReadOnlyList<string> Shown() =>
    [
        .. Grafana.WithTags("incident-io-alert")
            .Select(one => $"{one.Tag("status")} {Minutes(one.Start)}–{Minutes(one.End)} {one.Text.Split("<br>")[0].Replace("<b>Alert:</b> ", "", StringComparison.Ordinal)}")
            .Order(StringComparer.Ordinal),
    ];

    private static double Minutes(DateTimeOffset time) => Math.Round((time - Start).TotalMinutes, 1);
}
