using System.Globalization;
using System.Text;
using Bridge.IntegrationTests.Hosting;
using Bridge.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>
/// A bridge whose clock stands still, with two signing secrets and a small cap, of which the tests of a class send one request after
/// the other and look at what each of them changed.
/// </summary>
public class WebhookScene : IAsyncLifetime
{
    internal const string SecondSecret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
    internal const string UnknownSecret = "whsec_plJ3nmyCDGBKInavdOK15jsl";
    internal const string IncidentId = "01FDAG4SAP5TYPT98WGR2N7W91";
    internal const string Name = "Our database is sad";
    internal const int MaxBytes = 2048;

    private const string EventType = "public_incident.incident_updated_v2";

    /// <summary>The time of the published vectors.</summary>
    internal const long Now = 1_614_265_330;

    private readonly int _maxBytes;

    public WebhookScene()
        : this(MaxBytes)
    {
    }

    private protected WebhookScene(int maxBytes) => _maxBytes = maxBytes;

    internal BridgeInstance Bridge { get; private set; } = null!;

    internal FakeTimeProvider Time { get; } = new(DateTimeOffset.FromUnixTimeSeconds(Now));

    internal StoreSpy Store => (StoreSpy)Bridge.Services.GetRequiredService<IBridgeStore>();

    public async ValueTask InitializeAsync() => Bridge = await BridgeInstance.StartAsync(
        new Dictionary<string, string?>
        {
            ["IncidentIo:SigningSecrets:1"] = SecondSecret,
            ["Server:MaxWebhookBytes"] = $"{_maxBytes}",
            ["Logging:LogLevel:Bridge"] = "Trace",
        },
        services =>
        {
            services.AddSingleton<TimeProvider>(Time);
            StoreSpy.Register(services);
        });

    public async ValueTask DisposeAsync()
    {
        await Bridge.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A webhook of this moment, about an incident with a name that must not be logged.</summary>
    internal static TestWebhook Webhook(string? json = null, string? id = null) => new()
    {
        Id = id ?? $"msg_{Guid.NewGuid():N}",
        Timestamp = Now.ToString(CultureInfo.InvariantCulture),
        Body = Encoding.UTF8.GetBytes(json ?? $$$"""
            {"event_type":"{{{EventType}}}","{{{EventType}}}":{"id":"{{{IncidentId}}}","name":"{{{Name}}}"}}
            """),
    };

    internal Task<Observation> SendAsync(TestWebhook webhook) => SendAsync(RawRequest.Of(webhook));

    /// <summary>Sends the request, and notes what it changed in the counters, the store and the log.</summary>
    internal Task<Observation> SendAsync(RawRequest request) =>
        ObserveAsync(request, () => RawConnection.ExchangeAsync(Bridge.Webhooks.BaseAddress!, request));

    internal async Task<Observation> ObserveAsync(RawRequest request, Func<Task<RawAnswer>> send)
    {
        var before = await CountersAsync();
        var accepted = Store.Accepted.Count;
        var logged = Bridge.Logs.Count;

        var answer = await send();

        var changes = (await CountersAsync())
            .Select(pair => KeyValuePair.Create(pair.Key, pair.Value - before.GetValueOrDefault(pair.Key)))
            .Where(pair => pair.Value > 0)
            .ToDictionary();
        Confidentiality.AssertKept(Bridge, request);
        return new Observation(answer, changes, [.. Store.Accepted.Skip(accepted)], [.. Bridge.Logs.GetSnapshot().Skip(logged)]);
    }

    /// <summary>The counters of webhooks, by their names without prefix.</summary>
    internal async Task<Dictionary<string, double>> CountersAsync()
    {
        const string Prefix = "incidentbridge_";
        return (await Bridge.ReadMetricsAsync())
            .Select(pair => KeyValuePair.Create(pair.Key.Replace(Prefix, "", StringComparison.Ordinal), pair.Value))
            .Where(pair => pair.Key.Contains("_total", StringComparison.Ordinal)
                && (pair.Key.StartsWith("webhook_", StringComparison.Ordinal) || pair.Key.StartsWith("signing_", StringComparison.Ordinal)))
            .ToDictionary();
    }
}
