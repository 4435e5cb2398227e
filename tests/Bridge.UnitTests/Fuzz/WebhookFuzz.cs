using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Bridge.Observability;
using Bridge.Ports;
using Bridge.Store;
using Bridge.UnitTests.Settings;
using Bridge.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Primitives;
using Microsoft.Extensions.Time.Testing;
using Prometheus;

namespace Bridge.UnitTests.Fuzz;

/// <summary>The whole endpoint: headers, signature and body. Nothing may reach the store that is not signed as it came.</summary>
internal sealed class WebhookFuzz : IFuzzTarget
{
    private const string EventType = "private_incident.incident_updated_v2";

    /// <summary>Of which the longest take several segments.</summary>
    private const int MaxBytes = 40_000;

    private static readonly byte[] Key = Convert.FromBase64String(TestSettings.SigningSecret["whsec_".Length..]);
    private static readonly int[] Statuses = [204, 400, 401, 413, 415];

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 1, 10, 0, 0, TimeSpan.Zero));
    private readonly CountingStore _store;
    private readonly WebhookEndpoint _endpoint;

    public WebhookFuzz()
    {
        var store = DispatchProxy.Create<IBridgeStore, CountingStore>();
        _store = (CountingStore)(object)store;
        var settings = TestSettings.Read(("Server:MaxWebhookBytes", $"{MaxBytes}"));
        var live = new LiveSettings(new ConfigurationBuilder().Build(), settings, NullLogger<LiveSettings>.Instance);
        var metrics = new BridgeMetrics(Metrics.NewCustomRegistry(), settings.GrafanaNames(), signingSecrets: 1);
        var rejections = new RejectionLog(_time, NullLogger<RejectionLog>.Instance);
        _endpoint = new WebhookEndpoint(
            new WebhookLimits(MaxBytes, settings.Reconciliation.MinInterval),
            live.Of(live => live.IncidentIo.SigningSecrets),
            EventCatalog.Incidents,
            store,
            new WorkSignal(),
            metrics,
            rejections,
            new PortClosing(_time, CancellationToken.None),
            _time,
            NullLogger<WebhookEndpoint>.Instance);
    }

    public string Feed(Random random)
    {
        var body = Mutation.JsonBytes(random, $$$"""{"event_type":"{{{EventType}}}","{{{EventType}}}":{"id":"01ABC","name":"x"}}""");
        if (random.Next(50) == 0)
        {
            // Blanks behind the event, so that it does not fit into one segment, or is too long.
            body = [.. body, .. Enumerable.Repeat((byte)' ', random.Next(MaxBytes + 1_000))];
        }

        var now = _time.GetUtcNow().ToUnixTimeSeconds();
        var timestamp = (now + random.Next(-310, 310)).ToString(CultureInfo.InvariantCulture);
        var id = random.Next(8) == 0 ? Mutation.Text(random, 8) : "msg_1";
        var signature = Sign(id, timestamp, body);
        var context = new DefaultHttpContext();
        var headers = context.Request.Headers;
        var family = random.Next(4) == 0 ? "svix" : "webhook";
        headers[$"{family}-id"] = Twist(random, id);
        headers[$"{family}-timestamp"] = Twist(random, timestamp);
        headers[$"{family}-signature"] = Twist(random, random.Next(6) == 0 ? $"v1,AAAA v2,{signature} {signature}" : signature);
        var sent = random.Next(6) == 0 ? Mutation.Bytes(random, body) : body;
        context.Request.Body = new Pieces(sent, random);
        context.Request.ContentLength = random.Next(4) == 0 ? null : sent.Length;
        var before = _store.Accepted;

        _endpoint.HandleAsync(context).GetAwaiter().GetResult();

        var accepted = _store.Accepted - before;
        Assert.Contains(context.Response.StatusCode, Statuses);
        Assert.True(accepted == 0 || IsGenuine(headers, sent, now), "something was stored that was not signed as it came");
        Assert.True(accepted == 0 || context.Response.StatusCode == 204, "something was stored, and the sender was told otherwise");
        return accepted > 0 ? "stored" : context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>By the standard's words and not by the bridge's code: some family has one of each header, and one signature is right.</summary>
    private static bool IsGenuine(IHeaderDictionary headers, byte[] body, long now) => new[] { "webhook", "svix" }.Any(family =>
        headers[$"{family}-id"] is [{ } id]
        && headers[$"{family}-timestamp"] is [{ } timestamp]
        && headers[$"{family}-signature"] is [{ } signatures]
        && long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && Math.Abs(seconds - now) <= 300
        && signatures.Split(' ').Contains(Sign(id, timestamp, body)));

    private static string Sign(string id, string timestamp, byte[] body) =>
        $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Key, (byte[])[.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body]))}";

    private static StringValues Twist(Random random, string value) => random.Next(60) switch
    {
        0 => StringValues.Empty,
        1 => new StringValues([value, value]),
        2 => Encoding.UTF8.GetString(Mutation.Bytes(random, Encoding.UTF8.GetBytes(value))),
        3 => value.ToUpperInvariant(),
        4 => $" {value} ",
        5 => new string('1', random.Next(1, 5_000)),
        _ => value,
    };

    /// <summary>Gives the body in pieces of any size, as a network does.</summary>
    private sealed class Pieces(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, random.Next(1, 1 << random.Next(1, 16)))], cancellationToken);
    }

    /// <summary>A store that takes webhooks and is asked for nothing else.</summary>
    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "A dispatch proxy is derived from at run time.")]
    public class CountingStore : DispatchProxy
    {
        public int Accepted { get; private set; }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            Assert.Equal(nameof(IBridgeStore.AcceptAsync), targetMethod!.Name);
            Accepted++;
            return Task.FromResult(AcceptResult.Stored);
        }
    }
}
