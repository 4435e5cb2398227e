using System.Security.Cryptography;
using System.Text;
using BenchmarkDotNet.Attributes;
using Bridge.Settings;
using Bridge.Simulator.Webhooks;
using Bridge.Webhooks;

namespace Bridge.Benchmarks.Micro;

/// <summary>The check of a webhook of 4 KB, beside the hash that it cannot do without. (Public: the tool derives from it.)</summary>
public class SignatureBenchmarks
{
    private const int BodyLength = 4096;

    private WebhookHeaders _headers;
    private byte[] _body = null!;
    private SigningSecret[] _secrets = null!;
    private byte[] _content = null!;

    [GlobalSetup]
    public void SetUp()
    {
        var secret = WebhookSigner.NewSecret();
        var id = WebhookSigner.NewMessageId();
        var timestamp = WebhookSigner.Timestamp(TimeProvider.System.GetUtcNow());
        var body = new byte[BodyLength];
        RandomNumberGenerator.Fill(body);
        _headers = new WebhookHeaders(id, timestamp, WebhookSigner.Sign(secret, id, timestamp, body));
        _body = body;
        _content = [.. Encoding.ASCII.GetBytes($"{id}.{timestamp}."), .. body];
        _secrets = SigningSecret.TryParse(secret, out var parsed) ? [parsed] : [];
        if (Verify() != 0)
        {
            throw new InvalidOperationException("The signature does not match.");
        }
    }

    [Benchmark(Baseline = true, Description = "`HMACSHA256.HashData` alone, 4 KB")]
    public byte Hash()
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secrets[0].Key, _content, hash);
        return hash[0];
    }

    [Benchmark(Description = "verification, 4 KB")]
    public int Verify()
    {
        using var signature = new WebhookSignature(_headers, _secrets);
        signature.Append(_body);
        return signature.FindMatch();
    }
}
