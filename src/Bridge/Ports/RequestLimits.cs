using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Bridge.Ports;

/// <summary>
/// Every limit on what a client may send, on both ports: anyone who can reach the webhook port is a client. The one that depends on the
/// sender's plan, the size of a webhook, is a setting (<see cref="Settings.ServerOptions.MaxWebhookBytes"/>); what waits for the database is
/// limited in <c>WebhookBatches</c>.
/// </summary>
internal static class RequestLimits
{
    /// <summary>Bytes of the first line, its end included; above it 414. The longest that is served has 134, and a proxy may add a query.</summary>
    public const int RequestLineBytes = 4 * 1024;

    /// <summary>Headers of a request; above it 431. The sender's are about ten, and proxies in front seldom add twenty.</summary>
    public const int HeaderCount = 64;

    /// <summary>Bytes of all headers together; above it 431. The largest that proxies add are tokens of a few kibibytes.</summary>
    public const int HeaderBytes = 16 * 1024;

    /// <summary>Characters of a webhook's id; above it 401. The sender's own have 31.</summary>
    public const int WebhookIdLength = 256;

    /// <summary>Characters of the signature header; above it 401. One signature has 47, and there is one a secret while several are in use.</summary>
    public const int SignatureLength = 2 * 1024;

    /// <summary>Levels of nesting in a webhook's JSON; above it 400. The deepest of incident.io's has 8.</summary>
    public const int JsonDepth = 32;

    /// <summary>Bytes of a piece of a webhook's body. Below the 85 kB from which on .NET keeps an array until a full collection.</summary>
    public const int SegmentBytes = 16 * 1024;

    /// <summary>
    /// Bytes that a request has in any case for its headers and body until it is verified: more than nearly every webhook needs. A header's
    /// character takes two.
    /// </summary>
    public const int GuaranteedBytes = SegmentBytes + (8 * 1024);

    /// <summary>
    /// Bytes that all requests share beyond <see cref="GuaranteedBytes"/> until they are verified; beyond it 503.
    /// </summary>
    public const long UnverifiedBytes = 16L * 1024 * 1024;

    /// <summary>
    /// Bytes of a connection that Kestrel takes in before they are asked for; more stay with the sender. Kestrel's own mebibyte per
    /// connection would let strangers fill a gibibyte. It has to hold <see cref="HeaderBytes"/>.
    /// </summary>
    public const int RequestBufferBytes = HeaderBytes;

    /// <summary>
    /// Bytes per second that a body has to come with on average, after <see cref="BodyGrace"/>; below it 408. A modem is faster.
    /// </summary>
    public const double BodyBytesPerSecond = 1024;

    /// <summary>
    /// Connections to one port at a time, where the process may open enough files. Beyond it the one that was idle for the longest time gives way, and where none is, the new one is
    /// closed unanswered. The ports count for themselves, so that a flood of webhooks does not blind the probes. A sender or proxy has some
    /// dozens. Each can take <see cref="RequestBufferBytes"/> and <see cref="GuaranteedBytes"/>.
    /// </summary>
    public const int ConnectionsPerPort = 1024;

    /// <summary>Files and connections that are left for everything else: the database, the upstreams, the log, and connections that close.</summary>
    private const int OtherDescriptors = 256;

    /// <summary>The least that is of use, also where a limit leaves no room for it.</summary>
    private const int LeastConnections = 32;

    /// <summary>How far a webhook's timestamp may be from this machine's clock, either way (Standard Webhooks: five minutes); beyond it 401.</summary>
    public static readonly TimeSpan TimestampTolerance = TimeSpan.FromMinutes(5);

    /// <summary>How long a slow body is borne with at first.</summary>
    public static readonly TimeSpan BodyGrace = TimeSpan.FromSeconds(5);

    /// <summary>
    /// How long a whole body may take, however steadily it trickles; then 408. The sender itself gives up after 15 seconds.
    /// </summary>
    public static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(20);

    /// <summary>How long a new connection may say nothing. Proxies connect when they have something to send.</summary>
    public static readonly TimeSpan FirstByteTime = TimeSpan.FromSeconds(10);

    /// <summary>How long the headers may take, from the first byte on; then 408.</summary>
    public static readonly TimeSpan HeaderTime = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a connection may idle between two requests. Longer than the 60 seconds for which proxies commonly
    /// keep theirs, so that it is the proxy that closes, and never in the moment in which it sends.
    /// </summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(75);

    /// <summary>How many connections each port may have, so that both together stay below what the process may open.</summary>
    /// <param name="descriptors">Files and connections that the process may have open.</param>
    public static int ConnectionsFor(int descriptors) =>
        Math.Clamp((descriptors - OtherDescriptors) / 2, LeastConnections, ConnectionsPerPort);

    /// <summary>Has Kestrel keep those that are its to keep, before the endpoint sees a request.</summary>
    /// <param name="limits">Of both ports.</param>
    /// <param name="maxWebhookBytes">The largest body in bytes, framing not counted.</param>
    public static void Apply(KestrelServerLimits limits, int maxWebhookBytes)
    {
        limits.MaxRequestLineSize = RequestLineBytes;
        limits.MaxRequestBufferSize = RequestBufferBytes;
        limits.MaxRequestHeaderCount = HeaderCount;
        limits.MaxRequestHeadersTotalSize = HeaderBytes;
        limits.RequestHeadersTimeout = HeaderTime;
        limits.KeepAliveTimeout = IdleTime;

        // Counted by PortConnections.
        limits.MaxConcurrentConnections = null;
        limits.MaxConcurrentUpgradedConnections = 0;
        limits.MinRequestBodyDataRate = new MinDataRate(BodyBytesPerSecond, BodyGrace);

        // Kestrel counts the framing of chunks as body: six bytes for a chunk of one. The endpoint counts the body alone and refuses
        // what is too large; this only ends what is still sent after that.
        limits.MaxRequestBodySize = 6L * maxWebhookBytes;
    }
}
