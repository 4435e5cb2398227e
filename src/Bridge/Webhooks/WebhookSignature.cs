using System.Buffers.Text;
using System.Security.Cryptography;

namespace Bridge.Webhooks;

/// <summary>The signature scheme <c>v1</c> of Svix and Standard Webhooks: HMAC-SHA256 over <c>id.timestamp.body</c>.</summary>
internal static class WebhookSignature
{
    /// <summary>What <see cref="FindMatch"/> answers when no signature matches.</summary>
    public const int NoMatch = -1;

    private const string Version = "v1,";

    /// <summary>
    /// The index of the first secret that made one of the signatures, or <see cref="NoMatch"/>. Every secret is compared with every
    /// signature, whatever matched before, so that the time taken says nothing about them.
    /// </summary>
    /// <param name="header">Signatures as <c>v1,base64</c>, separated by blanks. Other versions and malformed items are skipped.</param>
    /// <param name="signedContent">The bytes that were signed: id, dot, timestamp, dot, raw body.</param>
    /// <param name="secrets">The secrets to try.</param>
    public static int FindMatch(string header, ReadOnlySpan<byte> signedContent, IReadOnlyList<SigningSecret> secrets)
    {
        var match = NoMatch;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        for (var index = secrets.Count - 1; index >= 0; index--)
        {
            HMACSHA256.HashData(secrets[index].Key, signedContent, expected);
            if (AnyEquals(header, expected))
            {
                match = index;
            }
        }

        return match;
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
                && System.Text.Ascii.FromUtf16(item[Version.Length..], candidate, out _) == System.Buffers.OperationStatus.Done)
            {
                found |= CryptographicOperations.FixedTimeEquals(candidate, text);
            }
        }

        return found;
    }
}
