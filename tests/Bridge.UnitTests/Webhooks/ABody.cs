using Bridge.UnitTests.Settings;
using Bridge.Webhooks;

namespace Bridge.UnitTests.Webhooks;

/// <summary>Reads a body as the endpoint does, with a signature that nobody asks for.</summary>
internal static class ABody
{
    public static Task<WebhookBody?> ReadAsync(
        byte[] bytes, int maxBytes, UnverifiedBytes memory, bool declared = true, int headerBytes = 0) =>
        ReadAsync(new MemoryStream(bytes), declared ? Math.Min(bytes.Length, maxBytes) : null, maxBytes, memory, headerBytes);

    public static async Task<WebhookBody?> ReadAsync(
        Stream stream, long? declaredLength, int maxBytes, UnverifiedBytes memory, int headerBytes = 0, CancellationToken? cancellation = null)
    {
        using var signature = new WebhookSignature(
            new WebhookHeaders("msg_1", "1614265330", "v1,x"), [Verification.Parse(TestSettings.SigningSecret)]);
        return await WebhookBody.ReadAsync(
            stream, declaredLength, maxBytes, headerBytes, signature, memory, cancellation ?? TestContext.Current.CancellationToken);
    }
}
