using Bridge.IntegrationTests.Hosting;

namespace Bridge.IntegrationTests.Webhooks;

/// <summary>No log line, at any level of the bridge's own, repeats a secret or what a sender wrote.</summary>
internal static class Confidentiality
{
    private static readonly string[] Secrets =
    [
        BridgeInstance.SigningSecret["whsec_".Length..],
        WebhookScene.SecondSecret["whsec_".Length..],
        BridgeInstance.ApiKey,
        BridgeInstance.GrafanaToken,
        WebhookScene.Name,
    ];

    public static void AssertKept(BridgeInstance bridge, RawRequest request)
    {
        string[] forbidden = [.. Secrets, .. request.Confidential()];
        foreach (var record in bridge.Logs.GetSnapshot())
        {
            var values = record.StructuredState?.Select(pair => pair.Value ?? "") ?? [];
            var text = string.Join('\n', [record.Message, $"{record.Exception}", .. values]);
            Assert.All(forbidden, word => Assert.DoesNotContain(word, text, StringComparison.Ordinal));
        }
    }
}
