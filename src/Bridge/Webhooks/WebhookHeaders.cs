using Bridge.Ports;
using Microsoft.Extensions.Primitives;

namespace Bridge.Webhooks;

/// <summary>The three headers that a signature needs, from one family.</summary>
/// <remarks>
/// Svix sends <c>svix-*</c> or, white-labelled as incident.io does, <c>webhook-*</c>. One complete family is taken and the other
/// ignored; <c>webhook-*</c> goes first. The families are never mixed, and a repeated header is refused: which copy was signed is
/// anybody's guess.
/// </remarks>
internal readonly record struct WebhookHeaders(string Id, string Timestamp, string Signature)
{
    public static bool TryRead(IHeaderDictionary headers, out WebhookHeaders result) =>
        TryReadFamily(headers, "webhook-id", "webhook-timestamp", "webhook-signature", out result)
        || TryReadFamily(headers, "svix-id", "svix-timestamp", "svix-signature", out result);

    private static bool TryReadFamily(
        IHeaderDictionary headers, string idName, string timestampName, string signatureName, out WebhookHeaders result)
    {
        result = default;
        if (!TrySingle(headers[idName], out var id)
            || !TrySingle(headers[timestampName], out var timestamp)
            || !TrySingle(headers[signatureName], out var signature))
        {
            return false;
        }

        result = new WebhookHeaders(id, timestamp, signature);
        return id.Length <= RequestLimits.WebhookIdLength
            && signature.Length <= RequestLimits.SignatureLength
            && !id.AsSpan().ContainsAnyExceptInRange('!', '~');
    }

    private static bool TrySingle(StringValues values, out string value)
    {
        value = values.Count == 1 ? values[0] ?? "" : "";
        return value.Length > 0;
    }
}
