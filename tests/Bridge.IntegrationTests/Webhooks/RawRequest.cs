using System.Globalization;
using System.Text;
using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>A request byte for byte: with headers that are doubled, empty or not ASCII, which HttpClient would not send.</summary>
internal sealed record RawRequest
{
    public string Method { get; init; } = "POST";

    public string Target { get; init; } = "/webhooks/incident-io";

    public string Host { get; init; } = "bridge.example";

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public byte[] Body { get; init; } = [];

    /// <summary>The body goes out in chunks of this size; 0 sends it whole, with its length in front.</summary>
    public int ChunkSize { get; init; }

    public static RawRequest Of(TestWebhook webhook, string family = "webhook") => new()
    {
        Body = webhook.Body,
        Headers =
        [
            ("Content-Type", "application/json"),
            ($"{family}-id", webhook.Id),
            ($"{family}-timestamp", webhook.Timestamp),
            ($"{family}-signature", webhook.Signature ?? webhook.Sign()),
        ],
    };

    public RawRequest With(string name, string value) => this with { Headers = [.. Headers, (name, value)] };

    public RawRequest Without(string name) => this with { Headers = [.. Headers.Where(header => header.Name != name)] };

    public RawRequest Replace(string name, string value) => Without(name).With(name, value);

    /// <summary>What a log must not repeat: signatures that were sent, and the body.</summary>
    public IEnumerable<string> Confidential() => Headers
        .Where(header => header.Name.EndsWith("-signature", StringComparison.OrdinalIgnoreCase))
        .Select(header => header.Value)
        .Append(Encoding.UTF8.GetString(Body))
        .Where(text => text.Length > 8);

    public byte[] Head()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Method} {Target} HTTP/1.1\r\nHost: {Host}\r\nConnection: close\r\n");
        foreach (var (name, value) in Headers)
        {
            text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        text.Append(ChunkSize > 0
            ? "Transfer-Encoding: chunked\r\n\r\n"
            : string.Create(CultureInfo.InvariantCulture, $"Content-Length: {Body.Length}\r\n\r\n"));
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public byte[] Payload()
    {
        if (ChunkSize == 0)
        {
            return Body;
        }

        var chunks = new List<byte>();
        foreach (var chunk in Body.Chunk(ChunkSize))
        {
            chunks.AddRange(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{chunk.Length:x}\r\n")));
            chunks.AddRange(chunk);
            chunks.AddRange("\r\n"u8);
        }

        chunks.AddRange("0\r\n\r\n"u8);
        return [.. chunks];
    }
}
