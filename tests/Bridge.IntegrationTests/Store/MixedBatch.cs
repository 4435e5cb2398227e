using Bridge.Store;
using Bridge.Vocabulary;

namespace Bridge.IntegrationTests.Store;

/// <summary>Webhooks of every kind that may wait together, and deliveries in every state that they may meet but the end of a lease.</summary>
internal static class MixedBatch
{
    public static readonly DateTimeOffset Now = new(2026, 11, 1, 10, 0, 0, TimeSpan.Zero);

    /// <summary>Statements that both stores understand.</summary>
    public static readonly string Rows =
        $"""
        INSERT INTO deliveries (incident_id, grafana, generation, due_at, claimed_at, lease_token, lease_until, outcome, reason, pending_since, trace_parent) VALUES
            ('INC0', 'main', 3, {Milliseconds(-10)}, {Milliseconds(-500)}, 1, {Milliseconds(60_000)}, 'none', NULL, {Milliseconds(-900)}, 'old'),
            ('INC1', 'main', 1, NULL, {Milliseconds(-500)}, 1, NULL, 'succeeded', NULL, NULL, NULL),
            ('INC2', 'main', 1, {Milliseconds(9_000)}, {Milliseconds(-500)}, 1, NULL, 'retry', 'server', {Milliseconds(-900)}, 'old'),
            ('INC3', 'main', 1, {Milliseconds(90_000)}, {Milliseconds(-500)}, 1, NULL, 'dead_letter', 'not_found', NULL, NULL),
            ('INC2', 'next', 1, NULL, {Milliseconds(-500)}, 1, NULL, 'succeeded', NULL, NULL, NULL);
        INSERT INTO webhooks VALUES ('msg_3', 1), ('msg_4', 1)
        """;

    /// <summary>Five of them were seen before: two earlier, and three earlier in the batch.</summary>
    public static readonly IReadOnlyList<WebhookReceipt> Receipts = [.. Enumerable.Range(0, 38).Select(number => Receipt(
        $"msg_{number % 35}", $"INC{number % 5}", Now.AddMilliseconds(number), $"trace-{number}"))];

    public const int New = 33;

    public static WebhookReceipt Receipt(string webhook, string incident, DateTimeOffset? at = null, string? trace = null) =>
        new(webhook, SubjectId.Parse(incident), at ?? Now, TimeSpan.FromSeconds(1), trace);

    private static long Milliseconds(int after) => Now.AddMilliseconds(after).ToUnixTimeMilliseconds();
}
