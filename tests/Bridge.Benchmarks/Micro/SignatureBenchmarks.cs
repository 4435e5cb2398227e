using System.Security.Cryptography;
using BenchmarkDotNet.Attributes;
using Bridge.Simulator.Webhooks;
using Bridge.Webhooks;

namespace Bridge.Benchmarks.Micro;

/// <summary>The check of a webhook of 4 KB, beside the hash that it cannot do without. (Public: the tool derives from it.)</summary>
public class SignatureBenchmarks
{
    private const int BodyLength = 4096;

    private WebhookHeaders _headers;
    private WebhookBody _body = null!;
    private SigningSecret[] _secrets = null!;
    private byte[] _content = null!;

    [GlobalSetup]
    public async Task SetUpAsync()
    {
        var secret = WebhookSigner.NewSecret();
        var id = WebhookSigner.NewMessageId();
        var timestamp = WebhookSigner.Timestamp(TimeProvider.System.GetUtcNow());
        var body = new byte[BodyLength];
        RandomNumberGenerator.Fill(body);
        _headers = new WebhookHeaders(id, timestamp, WebhookSigner.Sign(secret, id, timestamp, body));
        _body = (await WebhookBody.ReadAsync(
            new MemoryStream(body), body.Length, body.Length, LargeBodies.For(body.Length), CancellationToken.None))!;
        _content = _body.SignedContent(_headers).ToArray();
        _secrets = SigningSecret.TryParse(secret, out var parsed) ? [parsed] : [];
        if (Verify() != 0)
        {
            throw new InvalidOperationException("The signature does not match.");
        }
    }

    [GlobalCleanup]
    public void CleanUp() => _body.Dispose();

    [Benchmark(Baseline = true, Description = "`HMACSHA256.HashData` alone, 4 KB")]
    public byte Hash()
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secrets[0].Key, _content, hash);
        return hash[0];
    }

    [Benchmark(Description = "verification, 4 KB")]
    public int Verify() => WebhookSignature.FindMatch(_headers.Signature, _body.SignedContent(_headers), _secrets);
}
