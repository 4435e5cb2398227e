using System.Text;

namespace Bridge.Benchmarks.Load;

/// <summary>Webhooks about many incidents, signed now: each with its own id and signature, and good for five minutes.</summary>
internal sealed class SignedWebhooks
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();

    private readonly byte[] _start;
    private readonly byte[][] _headers;
    private readonly byte[][] _incidents;

    /// <param name="url">Where they go.</param>
    /// <param name="secret">The endpoint's.</param>
    /// <param name="count">How many.</param>
    /// <param name="incidents">About how many incidents, in turn; they count from 1.</param>
    public SignedWebhooks(Uri url, string secret, int count, int incidents)
    {
        var signer = new WebhookHeaderLines(secret);
        _start = Encoding.ASCII.GetBytes(
            $"POST {url.AbsolutePath} HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: application/json\r\nContent-Length: {ExamplePayload.Of(1).Length}\r\n");
        _incidents = [.. Enumerable.Range(1, incidents).Select(number => Encoding.ASCII.GetBytes(IncidentIds.Of(number)))];
        _headers = new byte[count][];
        Parallel.For(0, count, index => _headers[index] = signer.Sign(ExamplePayload.Of((index % incidents) + 1)));
    }

    public int Count => _headers.Length;

    /// <summary>The parts of one request.</summary>
    public IList<ArraySegment<byte>> Request(int index) =>
    [
        _start, _headers[index], LineEnd, ExamplePayload.Parts.Before, _incidents[index % _incidents.Length], ExamplePayload.Parts.After,
    ];
}
