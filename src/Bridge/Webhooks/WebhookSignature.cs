using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Bridge.Settings;

namespace Bridge.Webhooks;

/// <summary>
/// The signature scheme <c>v1</c> of Svix and Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>. The body is given piece by
/// piece, as it comes.
/// </summary>
internal sealed class WebhookSignature : IDisposable
{
    /// <summary>What <see cref="FindMatch"/> answers when no signature matches.</summary>
    public const int NoMatch = -1;

    private const string Version = "v1,";

    private readonly string _signatures;
    private readonly IncrementalHash[] _hashes;

    /// <param name="headers">The id and timestamp that were signed, and the signatures: <c>v1,base64</c>, separated by blanks. Other versions and malformed items are skipped.</param>
    /// <param name="secrets">The secrets to try.</param>
    public WebhookSignature(in WebhookHeaders headers, IReadOnlyList<SigningSecret> secrets)
    {
        _signatures = headers.Signature;
        _hashes = new IncrementalHash[secrets.Count];
        for (var index = 0; index < _hashes.Length; index++)
        {
            _hashes[index] = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secrets[index].Key);
        }

        Span<byte> prefix = stackalloc byte[headers.Id.Length + 1 + headers.Timestamp.Length + 1];
        Encoding.ASCII.GetBytes(headers.Id, prefix);
        prefix[headers.Id.Length] = (byte)'.';
        Encoding.ASCII.GetBytes(headers.Timestamp, prefix[(headers.Id.Length + 1)..]);
        prefix[^1] = (byte)'.';
        Append(prefix);
    }

    /// <summary>The next bytes of the body.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        foreach (var hash in _hashes)
        {
            hash.AppendData(bytes);
        }
    }

    /// <summary>
    /// The index of the first secret that made one of the signatures, or <see cref="NoMatch"/>. Every secret is compared with every
    /// signature, whatever matched before, so that the time taken says nothing about them.
    /// </summary>
    public int FindMatch()
    {
        var match = NoMatch;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var index = _hashes.Length - 1; index >= 0; index--)
        {
            _hashes[index].GetHashAndReset(expected);
            if (AnyEquals(_signatures, expected))
            {
                match = index;
            }
        }

        return match;
    }

    public void Dispose()
    {
        foreach (var hash in _hashes)
        {
            hash.Dispose();
        }
    }

    private static bool AnyEquals(ReadOnlySpan<char> header, ReadOnlySpan<byte> expected)
    {
        Span<byte> text = stackalloc byte[Base64.GetMaxEncodedToUtf8Length(HMACSHA256.HashSizeInBytes)];
        Base64.EncodeToUtf8(expected, text, out _, out _);

        Span<byte> candidate = stackalloc byte[text.Length];
        var found = false;
        foreach (var range in header.Split(' '))
        {
            var item = header[range];
            if (item.StartsWith(Version, StringComparison.Ordinal)
                && item.Length == Version.Length + text.Length
                && Ascii.FromUtf16(item[Version.Length..], candidate, out _) == System.Buffers.OperationStatus.Done)
            {
                found |= CryptographicOperations.FixedTimeEquals(candidate, text);
            }
        }

        return found;
    }
}
