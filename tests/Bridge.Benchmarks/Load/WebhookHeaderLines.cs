using System.Security.Cryptography;
using System.Text;
using Bridge.Simulator.Webhooks;

namespace Bridge.Benchmarks.Load;

/// <summary>
/// The three headers of a signed webhook, as they go over the wire, always of the same length. Made before a run, so that the load
/// generator has nothing to compute; a timestamp is good for five minutes.
/// </summary>
internal sealed class WebhookHeaderLines(string secret)
{
    private const int SignatureLength = 3 + 44;

    /// <summary>Bytes of one set, each line with its end.</summary>
    public static readonly int Length = Encoding.ASCII.GetByteCount(
        Format(new string('x', MessageIds.Length), "1700000000", new string('x', SignatureLength)));

    private readonly byte[] _key = Convert.FromBase64String(secret["whsec_".Length..]);

    /// <summary>Signs a new message with this body, now.</summary>
    public byte[] Sign(ReadOnlySpan<byte> body) => Sign(body, TimeSpan.Zero);

    /// <summary>Signs a message with this body, now, that is to be sent later: its id is one of that time.</summary>
    private byte[] Sign(ReadOnlySpan<byte> body, TimeSpan later)
    {
        var now = TimeProvider.System.GetUtcNow();
        var id = MessageIds.New(now + later);
        var timestamp = WebhookSigner.Timestamp(now);
        Span<byte> content = stackalloc byte[MessageIds.Length + 12 + body.Length];
        var prefix = Encoding.ASCII.GetBytes($"{id}.{timestamp}.", content);
        body.CopyTo(content[prefix..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_key, content, hash);
        return Encoding.ASCII.GetBytes(Format(id, timestamp, $"v1,{Convert.ToBase64String(hash)}"));
    }

    /// <summary>
    /// Writes sets for the same body into a file for each thread of the generator: <c>path.0</c>, <c>path.1</c>, …, with ids as they would
    /// be made at this pace.
    /// </summary>
    public void WriteFiles(string path, int files, int setsEach, double setsEachSecond, byte[] body) => Parallel.For(0, files, file =>
    {
        using var stream = new FileStream($"{path}.{file}", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 1 << 20);
        for (var index = 0; index < setsEach; index++)
        {
            stream.Write(Sign(body, TimeSpan.FromSeconds(index / setsEachSecond)));
        }
    });

    private static string Format(string id, string timestamp, string signature) =>
        $"webhook-id: {id}\r\nwebhook-timestamp: {timestamp}\r\nwebhook-signature: {signature}\r\n";
}
