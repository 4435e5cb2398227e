using System.Net;
using System.Security.Cryptography.X509Certificates;
using Bridge.Observability;
using Bridge.Settings;
using Bridge.Vocabulary;
using Microsoft.Extensions.Http.Resilience;
using Polly;

namespace Bridge.Upstreams;

/// <summary>What the clients of both upstreams share: connections, metrics, time-outs and the retry of short blips.</summary>
internal static class UpstreamHttp
{
    private const int BlipRetries = 2;

    private static readonly TimeSpan BlipDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Sends what the client asks through, in this order: retries, <paramref name="addLimit"/>, the time-out of one try (the wait
    /// for the limit is not part of it), the credential, the metrics, what the caller adds, the wire.
    /// </summary>
    /// <param name="builder">The client.</param>
    /// <param name="upstream">Whom it asks.</param>
    /// <param name="timeout">Of one try.</param>
    /// <param name="caFile">Authorities beside the system's.</param>
    /// <param name="authorize">Adds the credential.</param>
    /// <param name="addLimit">Adds what keeps requests back.</param>
    /// <param name="isHeld">Whether requests are kept back at this moment. The failure that had it so is then the answer, and not that it is so.</param>
    /// <param name="certificate">By what the bridge shows who it is when TLS asks for it.</param>
    public static IHttpClientBuilder AddUpstreamHandlers(
        this IHttpClientBuilder builder,
        UpstreamName upstream,
        TimeSpan timeout,
        CaFile? caFile,
        Action<HttpRequestMessage, IServiceProvider> authorize,
        Action<ResiliencePipelineBuilder<HttpResponseMessage>, IServiceProvider> addLimit,
        Func<IServiceProvider, bool>? isHeld = null,
        ClientCertificate? certificate = null)
    {
        builder.RemoveAllLoggers();
        builder.ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan);
        builder.UseSocketsHttpHandler((handler, _) =>
        {
            // A redirect would carry the credential to wherever it points.
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;
            handler.ConnectTimeout = TimeSpan.FromSeconds(5);
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);

            // Some proxies compress whether they are asked to or not.
            handler.AutomaticDecompression = DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli;
            CertificateCheck.ApplyTo(handler.SslOptions);
            handler.SslOptions.CertificateChainPolicy = NewChainPolicy();
            caFile?.ApplyTo(handler.SslOptions.CertificateChainPolicy);
            if (certificate is not null)
            {
                handler.SslOptions.LocalCertificateSelectionCallback = (_, _, _, _, _) => certificate.Current;
            }
        });
        builder.SetHandlerLifetime(Timeout.InfiniteTimeSpan);
        builder.AddResilienceHandler("blips", (pipeline, context) =>
        {
            pipeline.AddRetry(RetryOfBlips(() => isHeld?.Invoke(context.ServiceProvider) == true));
            addLimit(pipeline, context.ServiceProvider);
            pipeline.AddTimeout(timeout);
        });
        builder.AddHttpMessageHandler(services => new RequestHandler(request => authorize(request, services)));
        builder.AddHttpMessageHandler(services => new UpstreamMetricsHandler(
            upstream, services.GetRequiredService<BridgeMetrics>(), services.GetRequiredService<TimeProvider>()));
        return builder;
    }

    /// <summary>
    /// How certificates are checked, the authorities apart. Nothing is fetched for it: a certificate that nobody vouches for names the
    /// addresses of its issuers, and would have the bridge ask them from inside, for as long as they like.
    /// </summary>
    public static X509ChainPolicy NewChainPolicy() => new()
    {
        DisableCertificateDownloads = true,

        // As without a policy: authorities of one's own seldom publish what they revoke.
        RevocationMode = X509RevocationMode.NoCheck,
    };

    /// <summary>
    /// Two quick retries where nothing can be done twice. Never a POST: a create whose answer was lost may have been done. Never when
    /// the upstream says when to come back: that is the work queue's to honour, since a wait in here holds a lease.
    /// </summary>
    private static HttpRetryStrategyOptions RetryOfBlips(Func<bool> isHeld)
    {
        var options = new HttpRetryStrategyOptions
        {
            MaxRetryAttempts = BlipRetries,
            Delay = BlipDelay,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            ShouldRetryAfterHeader = false,
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome switch
            {
                _ when isHeld() => false,
                { Exception: HttpRequestException } => true,
                { Result: { StatusCode: System.Net.HttpStatusCode.BadGateway or System.Net.HttpStatusCode.ServiceUnavailable } answer } =>
                    answer.Headers.RetryAfter is null,
                _ => false,
            }),
        };
        options.DisableFor(HttpMethod.Post);
        return options;
    }

    /// <summary>
    /// Adds the credential, and the length of the body: proxies answer 411 to one that is sent in pieces, and Refit writes JSON so.
    /// </summary>
    private sealed class RequestHandler(Action<HttpRequestMessage> authorize) : DelegatingHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            authorize(request);
            if (request.Content is { } content)
            {
                await content.LoadIntoBufferAsync(cancellationToken);
            }

            return await base.SendAsync(request, cancellationToken);
        }
    }
}
