using System.Text;
using Bridge.Benchmarks.Load;
using Bridge.Benchmarks.Upstreams;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Alerts;

/// <summary>A webhook about each of many alerts that began to fire, signed now.</summary>
internal sealed class AlertWebhooks
{
    private readonly byte[][] _requests;

    /// <param name="url">Where they go.</param>
    /// <param name="secret">The endpoint's.</param>
    /// <param name="count">How many.</param>
    public AlertWebhooks(Uri url, string secret, int count)
    {
        var signer = new WebhookHeaderLines(secret);
        _requests = new byte[count][];
        Parallel.For(0, count, index =>
        {
            var body = Encoding.UTF8.GetBytes(WebhookEvents.Created(LeanAlerts.Of(index + 1)));
            var start = $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n";
            _requests[index] = [.. Encoding.ASCII.GetBytes(start), .. signer.Sign(body), .. "\r\n"u8, .. body];
        });
    }

    /// <summary>One request, as a list of one part.</summary>
    public IList<ArraySegment<byte>> Request(int index) => [_requests[index]];
}
