using System.Diagnostics.CodeAnalysis;

namespace Bridge.Settings;

/// <summary>The HMAC key of a webhook endpoint, written <c>whsec_</c> and base64 of at least <see cref="MinBytes"/> bytes.</summary>
/// <remarks>
/// Source of the format: Standard Webhooks 1.0.0, "Signature scheme", which asks for 24 to 64 bytes. Svix makes 24; what is shorter than
/// 16 is a password that somebody made up, or a part of a secret, and could be guessed from one webhook that was overheard.
/// </remarks>
internal sealed class SigningSecret
{
    /// <summary>Bytes of the shortest key that is taken.</summary>
    public const int MinBytes = 16;

    private const string Prefix = "whsec_";

    private readonly byte[] _key;

    private SigningSecret(byte[] key) => _key = key;

    /// <summary>The HMAC key: the decoded bytes, not the text.</summary>
    public ReadOnlySpan<byte> Key => _key;

    /// <summary>Blanks at the ends are ignored, since files that hold a secret often end in a line break.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out SigningSecret? secret)
    {
        secret = null;
        var encoded = text.AsSpan().Trim();
        if (!encoded.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return false;
        }

        encoded = encoded[Prefix.Length..];

        // Convert skips blanks inside; a secret has none, so one there is a copying mistake.
        var key = new byte[encoded.Length];
        if (encoded.ContainsAny(" \t\r\n")
            || !Convert.TryFromBase64Chars(encoded, key, out var length)
            || length < MinBytes)
        {
            return false;
        }

        secret = new SigningSecret(key[..length]);
        return true;
    }

    public override string ToString() => "[signing secret]";
}
