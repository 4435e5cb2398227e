using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bridge.Simulator.Webhooks;

/// <summary>Signs as the sender of incident.io's webhooks does: HMAC-SHA256 over <c>id.timestamp.body</c>, version <c>v1</c>.</summary>
/// <remarks>Source: Standard Webhooks 1.0.0, "Signature scheme".</remarks>
public static class WebhookSigner
{
    private const string SecretPrefix = "whsec_";

    /// <param name="secret"><c>whsec_</c> and base64; the prefix may be missing.</param>
    /// <param name="id">The message's id.</param>
    /// <param name="timestamp">Unix seconds, exactly as the header will have them.</param>
    /// <param name="body">The raw bytes.</param>
    /// <returns>One item of the signature header: <c>v1,</c> and base64.</returns>
    public static string Sign(string secret, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        var encoded = secret.StartsWith(SecretPrefix, StringComparison.Ordinal) ? secret[SecretPrefix.Length..] : secret;
        byte[] content = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(encoded), content))}";
    }

    /// <summary>The same for a time.</summary>
    public static string Sign(string secret, string id, DateTimeOffset timestamp, ReadOnlySpan<byte> body) =>
        Sign(secret, id, Timestamp(timestamp), body);

    /// <summary>The header's form of a time.</summary>
    public static string Timestamp(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>A signing secret of the usual size.</summary>
    public static string NewSecret() => SecretPrefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(24));

    /// <summary>A message id of the usual form.</summary>
    public static string NewMessageId() =>
        "msg_" + RandomNumberGenerator.GetString("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", 27);
}
