using Bridge.Benchmarks.Processes;
using Bridge.Webhooks;

namespace Bridge.Benchmarks.Ingest;

/// <summary>What the bridge is measured beside: the peer that a user would write, and the limit that no endpoint can beat.</summary>
internal sealed class PlainServer(string name, ServerProcess process) : IngestServer(name)
{
    public override Uri Url => new(process.Url, WebhookEndpoint.Path);

    public override int ProcessId => process.ProcessId;

    /// <summary>Express and the official <c>svix</c> package: verifies, keeps the event in memory, answers 204.</summary>
    public static async Task<PlainServer> StartPeerAsync(string secret, CancellationToken cancellationToken) => new(
        "peer",
        await ServerProcess.StartAsync(
            "node",
            [await Programs.PeerAsync(cancellationToken)],
            new Dictionary<string, string> { ["SIGNING_SECRET"] = secret, ["NODE_ENV"] = "production" },
            cancellationToken));

    /// <summary>A bare Kestrel that computes the HMAC and nothing else, compiled natively as the bridge is.</summary>
    public static async Task<PlainServer> StartLimitAsync(string secret, CancellationToken cancellationToken) => new(
        "limit",
        await ServerProcess.StartAsync(
            await Programs.LimitAsync(cancellationToken),
            [],
            new Dictionary<string, string> { ["SIGNING_SECRET"] = secret },
            cancellationToken));

    public override Task<long> ReadTakenAsync(CancellationToken cancellationToken) => process.ReadTakenAsync(cancellationToken);

    public override ValueTask DisposeAsync() => process.DisposeAsync();
}
