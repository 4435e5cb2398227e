using System.Text;
using Bridge.Settings;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

/// <summary>Verifies as the endpoint does: piece by piece, as the body is read.</summary>
internal static class Verification
{
    public static async Task<int> FindMatchAsync(string id, string timestamp, byte[] body, string signature, params string[] secrets)
    {
        using var stream = new MemoryStream(body);
        using var check = new WebhookSignature(new WebhookHeaders(id, timestamp, signature), Array.ConvertAll(secrets, Parse));
        using var read = await WebhookBody.ReadAsync(
            stream, body.Length, body.Length, headerBytes: 0, check, UnverifiedBytes.For(body.Length), TestContext.Current.CancellationToken);
        return check.FindMatch();
    }

    /// <summary>The published content with another signature header.</summary>
    public static Task<int> FindMatchAsync(string signature, params string[] secrets) => FindMatchAsync(
        SignatureVectors.Id,
        SignatureVectors.Timestamp,
        Encoding.UTF8.GetBytes(SignatureVectors.Body),
        signature,
        secrets.Length == 0 ? [SignatureVectors.Secret] : secrets);

    public static SigningSecret Parse(string text)
    {
        Assert.True(SigningSecret.TryParse(text, out var secret));
        return secret;
    }
}
