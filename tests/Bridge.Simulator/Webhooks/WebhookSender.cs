using System.Net.Http.Headers;
using System.Text;

namespace Bridge.Simulator.Webhooks;

/// <summary>Delivers webhooks as incident.io's sender does, and in the ways of somebody who is not incident.io.</summary>
/// <param name="url">Where to; asked at each delivery, since a restarted bridge may have another port.</param>
/// <param name="secret">The signing secret of the endpoint.</param>
/// <param name="time">Null for the system's.</param>
public sealed class WebhookSender(Func<Uri> url, string secret, TimeProvider? time = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary><c>webhook-</c>, as incident.io sends it, or <c>svix-</c>.</summary>
    public string HeaderPrefix { get; set; } = "webhook-";

    /// <summary>A new message, signed.</summary>
    /// <param name="body">From <see cref="WebhookEvents"/>, or anything.</param>
    /// <param name="cancellationToken">Hangs up.</param>
    public Task<WebhookDelivery> SendAsync(string body, CancellationToken cancellationToken) =>
        SendAsync(WebhookSigner.NewMessageId(), body, secret, cancellationToken);

    /// <summary>Another attempt of the same message: same id and body, a new timestamp and so a new signature.</summary>
    public Task<WebhookDelivery> SendAgainAsync(WebhookDelivery delivery, CancellationToken cancellationToken) =>
        SendAsync(delivery.Id, delivery.Body, secret, cancellationToken);

    /// <summary>What somebody who recorded a delivery can do: the very same bytes and headers once more.</summary>
    public Task<WebhookDelivery> ReplayAsync(WebhookDelivery delivery, CancellationToken cancellationToken) =>
        SendRawAsync(delivery.Id, delivery.Timestamp, delivery.Signature, delivery.Body, cancellationToken);

    /// <summary>A message signed with a secret that is not the endpoint's.</summary>
    public Task<WebhookDelivery> ForgeAsync(string body, CancellationToken cancellationToken) =>
        SendAsync(WebhookSigner.NewMessageId(), body, WebhookSigner.NewSecret(), cancellationToken);

    /// <summary>Exactly these headers and this body, whatever they are. An empty value leaves the header out.</summary>
    public async Task<WebhookDelivery> SendRawAsync(
        string id, string timestamp, string signature, string body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url());
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("Svix-Webhooks/1.62.0");
        foreach (var (name, value) in new[] { ("id", id), ("timestamp", timestamp), ("signature", signature) })
        {
            if (value.Length > 0)
            {
                request.Headers.TryAddWithoutValidation(HeaderPrefix + name, value);
            }
        }

        using var answer = await _http.SendAsync(request, cancellationToken);
        return new WebhookDelivery(id, timestamp, signature, body, (int)answer.StatusCode);
    }

    public void Dispose() => _http.Dispose();

    private Task<WebhookDelivery> SendAsync(string id, string body, string signingSecret, CancellationToken cancellationToken)
    {
        var timestamp = WebhookSigner.Timestamp(_time.GetUtcNow());
        var signature = WebhookSigner.Sign(signingSecret, id, timestamp, Encoding.UTF8.GetBytes(body));
        return SendRawAsync(id, timestamp, signature, body, cancellationToken);
    }
}
