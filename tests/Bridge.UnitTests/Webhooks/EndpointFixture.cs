using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Bridge.Observability;
using Bridge.Ports;
using Bridge.Store;
using Bridge.UnitTests.Incidents;
using Bridge.UnitTests.Observability;
using Bridge.UnitTests.Reconciliation;
using Bridge.UnitTests.Settings;
using Bridge.Vocabulary;
using Bridge.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Webhooks;

/// <summary>The endpoint as a request meets it, before a store that a test answers for.</summary>
public abstract class EndpointFixture : IDisposable
{
    private protected const string WebhookId = "msg_2mX";
    private protected const string EventType = "private_incident.incident_updated_v2";
    private protected const string Body = $$$"""{"event_type":"{{{EventType}}}","{{{EventType}}}":{"id":"{{{AnIncident.Id}}}"}}""";

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly BridgeSettings _settings = TestSettings.Read(
        ("IncidentIo:SigningSecrets:1", OtherSecret), ("Reconciliation:MinInterval", "00:00:07"));

    private readonly LiveSettings _live;

    private protected EndpointFixture()
    {
        Store.Answers[nameof(IBridgeStore.AcceptAsync)] = _ => Task.FromResult(AcceptResult.Stored);
        _live = new LiveSettings(new ConfigurationBuilder().Build(), _settings, NullLogger<LiveSettings>.Instance);
        WakeUps = Signal.Listen(Lane.Incidents);
        Endpoint = new WebhookEndpoint(
            new WebhookLimits(_settings.Server.MaxWebhookBytes, _settings.Reconciliation.MinInterval),
            _live.Of(live => live.IncidentIo.SigningSecrets),
            EventCatalog.Incidents,
            Store.Store,
            Signal,
            new BridgeMetrics(_registry, _settings.GrafanaNames(), signingSecrets: 2),
            new RejectionLog(Time, new FakeLogger<RejectionLog>(Logs)),
            new PortClosing(Time, CancellationToken.None),
            Time,
            new FakeLogger<WebhookEndpoint>(Logs));
    }

    private protected static string OtherSecret { get; } = $"whsec_{Convert.ToBase64String(Encoding.ASCII.GetBytes("the secret that comes after it"))}";

    private protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero));

    private protected WatchedStore Store { get; } = WatchedStore.Over(null);

    private protected WorkSignal Signal { get; } = new();

    private protected WakeUps WakeUps { get; }

    private protected FakeLogCollector Logs { get; } = new();

    private protected WebhookEndpoint Endpoint { get; }

    private protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>What the store was given, in order.</summary>
    private protected IReadOnlyList<WebhookReceipt> Receipts =>
        [.. Store.Asked(nameof(IBridgeStore.AcceptAsync)).Select(arguments => (WebhookReceipt)arguments[0]!)];

    public void Dispose()
    {
        _live.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>A request as the sender makes it, signed with this secret at this time.</summary>
    private protected DefaultHttpContext Request(string body = Body, string secret = TestSettings.SigningSecret, TimeSpan age = default)
    {
        var timestamp = (Time.GetUtcNow() - age).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var context = new DefaultHttpContext();
        var bytes = Encoding.UTF8.GetBytes(body);
        var signature = HMACSHA256.HashData(
            Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{WebhookId}.{timestamp}.{body}"));
        context.Request.Headers["webhook-id"] = WebhookId;
        context.Request.Headers["webhook-timestamp"] = timestamp;
        context.Request.Headers["webhook-signature"] = $"v1,{Convert.ToBase64String(signature)}";
        context.Request.Body = new MemoryStream(bytes);
        context.Request.ContentLength = bytes.Length;
        return context;
    }

    /// <summary>The status that a request is answered with.</summary>
    private protected async Task<int> AnswerAsync(HttpContext request)
    {
        await Endpoint.HandleAsync(request);
        return request.Response.StatusCode;
    }

    private protected Task<string?> MetricAsync(string series) => Scrape.ValueAsync(_registry, series);

    /// <summary>Whether the worker has been woken since it last waited.</summary>
    private protected async Task<bool> IsWorkerAwakeAsync()
    {
        var wait = WakeUps.WaitAsync(TimeSpan.FromSeconds(1), Time, Cancellation);
        var woken = wait.IsCompleted;
        Time.Advance(TimeSpan.FromSeconds(1));
        await wait;
        return woken;
    }

    /// <summary>Nothing may have come of a request but its refusal, for this reason.</summary>
    private protected async Task AssertRefusedAsync(string reason)
    {
        Assert.Empty(Receipts);
        Assert.False(await IsWorkerAwakeAsync());
        foreach (var label in Enum.GetValues<RejectReason>().Select(Labels.Of))
        {
            Assert.Equal(label == reason ? "1" : "0", await MetricAsync($"webhook_rejected_total{{reason=\"{label}\"}}"));
        }

        foreach (var label in Enum.GetValues<WebhookResult>().Select(Labels.Of))
        {
            Assert.Equal("0", await MetricAsync($"webhook_accepted_total{{result=\"{label}\"}}"));
        }

        var line = Assert.Single(Logs.GetSnapshot(), record => record.Id.Id == EventIds.WebhookRejected);
        Assert.StartsWith($"Refused 1 webhooks since the last such message (reason: {reason}). ", line.Message, StringComparison.Ordinal);
    }
}
