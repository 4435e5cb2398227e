using Bridge.Observability;
using Bridge.Ports;
using Bridge.Settings;
using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.Webhooks;

/// <summary>
/// <c>POST /webhooks/incident-io</c>: verifies, notes which incident changed, and answers once that is on the disk. It asks no upstream,
/// so it answers as fast as the disk does, whatever state incident.io and Grafana are in.
/// </summary>
internal sealed partial class WebhookEndpoint(
    WebhookLimits limits,
    ILive<IReadOnlyList<SigningSecret>> secrets,
    EventCatalog events,
    IBridgeStore store,
    WorkSignal signal,
    BridgeMetrics metrics,
    RejectionLog rejections,
    PortClosing closing,
    TimeProvider time,
    ILogger<WebhookEndpoint> logger)
{
    public const string Path = "/webhooks/incident-io";

    /// <summary>Tells the sender not to try again: the same bytes will not do better tomorrow.</summary>
    private const string AbortHeader = "webhook-delivery";
    private const string AbortMessage = "abort-message";

    /// <summary>After a failed write. The sender keeps to its own schedule and stretches it at most twofold.</summary>
    private const string RetryAfterSeconds = "30";

    private readonly UnverifiedBytes _memory = UnverifiedBytes.For(limits.MaxBytes);

    public async Task HandleAsync(HttpContext context)
    {
        var started = time.GetTimestamp();
        using var activity = BridgeTracing.StartWebhook();
        metrics.WebhookRequested();

        var (status, reason) = await ReceiveAsync(context, activity?.Id);
        if (reason is { } rejected)
        {
            metrics.WebhookRejected(rejected);
            rejections.Note(rejected);
        }

        activity?.SetTag("http.response.status_code", status);
        context.Response.StatusCode = status;
        metrics.WebhookAnswered(time.GetElapsedTime(started));
    }

    /// <summary>The cheap refusals come first: an unsigned flood costs neither a body nor a hash.</summary>
    private async Task<(int Status, RejectReason? Reason)> ReceiveAsync(HttpContext context, string? traceParent)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            return (StatusCodes.Status415UnsupportedMediaType, RejectReason.Headers);
        }

        if (!WebhookHeaders.TryRead(request.Headers, out var headers))
        {
            return (StatusCodes.Status401Unauthorized, RejectReason.Headers);
        }

        if (!WebhookTimestamp.IsFresh(headers.Timestamp, time.GetUtcNow()))
        {
            return (StatusCodes.Status401Unauthorized, RejectReason.Timestamp);
        }

        using var patience = new CancellationTokenSource(RequestLimits.BodyTime, time);
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, patience.Token, closing.Over);
        try
        {
            using var signature = new WebhookSignature(headers, secrets.Current);
            using var body = await WebhookBody.ReadAsync(
                request.Body,
                request.ContentLength,
                limits.MaxBytes,
                MemoryOf(request.Headers),
                signature,
                _memory,
                giveUp.Token);
            return body is null
                ? (StatusCodes.Status413PayloadTooLarge, RejectReason.TooLarge)
                : await VerifyAsync(context, headers, signature, body, traceParent);
        }
        catch (Exception exception) when (exception is OutOfMemoryException or BadHttpRequestException { StatusCode: StatusCodes.Status503ServiceUnavailable })
        {
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return (StatusCodes.Status503ServiceUnavailable, RejectReason.Busy);
        }
        catch (BadHttpRequestException exception)
        {
            // What is left of a body that broke off would be read as the next request.
            context.Response.Headers.Connection = "close";
            var reason = exception.StatusCode == StatusCodes.Status413PayloadTooLarge ? RejectReason.TooLarge : RejectReason.Malformed;
            return (exception.StatusCode, reason);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested || closing.Over.IsCancellationRequested)
        {
            return (StatusCodes.Status408RequestTimeout, RejectReason.Malformed);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The sender hung up, or its chunks are beyond reading.
            context.Response.Headers.Connection = "close";
            return (StatusCodes.Status400BadRequest, RejectReason.Malformed);
        }
    }

    /// <summary>What the headers take as strings, for as long as the body comes.</summary>
    private static int MemoryOf(IHeaderDictionary headers)
    {
        var characters = 0;
        foreach (var (name, values) in headers)
        {
            foreach (var value in values)
            {
                characters += name.Length + (value?.Length ?? 0);
            }
        }

        return characters * sizeof(char);
    }

    private async Task<(int Status, RejectReason? Reason)> VerifyAsync(
        HttpContext context, WebhookHeaders headers, WebhookSignature signature, WebhookBody body, string? traceParent)
    {
        var match = signature.FindMatch();
        if (match == WebhookSignature.NoMatch)
        {
            return (StatusCodes.Status401Unauthorized, RejectReason.Signature);
        }

        metrics.SecretMatched(match);
        if (!WebhookEnvelope.TryRead(body.Bytes, events, out var envelope))
        {
            context.Response.Headers[AbortHeader] = AbortMessage;
            return (StatusCodes.Status400BadRequest, RejectReason.Malformed);
        }

        if (envelope.Subject is not { } subject)
        {
            metrics.WebhookAccepted(WebhookResult.Ignored, time.GetUtcNow());
            Log.WebhookIgnored(logger, headers.Id);
            return (StatusCodes.Status204NoContent, null);
        }

        return await StoreAsync(context, headers.Id, subject, envelope.Visibility, traceParent);
    }

    private async Task<(int Status, RejectReason? Reason)> StoreAsync(
        HttpContext context, string webhookId, SubjectId subject, Visibility visibility, string? traceParent)
    {
        var receipt = new WebhookReceipt(
            webhookId, subject, time.GetUtcNow(), limits.MinInterval, traceParent, visibility);
        try
        {
            // Not with the request's token: a sender that hangs up now must not undo a verified webhook.
            var result = await store.AcceptAsync(receipt, CancellationToken.None);
            signal.Wake(Lanes.Of(subject));
            if (result == AcceptResult.Duplicate)
            {
                metrics.WebhookAccepted(WebhookResult.Duplicate, receipt.ReceivedAt);
                Log.WebhookDuplicate(logger, webhookId, subject);
            }
            else
            {
                metrics.WebhookAccepted(WebhookResult.Stored, receipt.ReceivedAt);
                Log.WebhookStored(logger, webhookId, subject);
            }

            return (StatusCodes.Status204NoContent, null);
        }
        catch (Exception exception)
        {
            // Whatever it was, only the sender can bring the webhook again. The store's own failures say it in a sentence.
            Log.WebhookNotStored(logger, exception is StoreException ? null : exception, webhookId, exception.Message);
            context.Response.Headers.RetryAfter = RetryAfterSeconds;
            return (StatusCodes.Status503ServiceUnavailable, RejectReason.Store);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventIds.WebhookStored, LogLevel.Debug, "Webhook {WebhookId} announced a change of {Subject:s}.")]
        public static partial void WebhookStored(ILogger logger, string webhookId, IFormattable subject);

        [LoggerMessage(EventIds.WebhookDuplicate, LogLevel.Debug, "Webhook {WebhookId} about {Subject:s} came again.")]
        public static partial void WebhookDuplicate(ILogger logger, string webhookId, IFormattable subject);

        [LoggerMessage(EventIds.WebhookIgnored, LogLevel.Debug, "Webhook {WebhookId} is about nothing that an annotation shows.")]
        public static partial void WebhookIgnored(ILogger logger, string webhookId);

        [LoggerMessage(
            EventIds.WebhookNotStored, LogLevel.Error, "Webhook {WebhookId} was not stored, and the sender was told to come again: {Problem}")]
        public static partial void WebhookNotStored(ILogger logger, Exception? exception, string webhookId, string problem);
    }
}
