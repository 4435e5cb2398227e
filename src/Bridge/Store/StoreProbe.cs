namespace Bridge.Store;

/// <summary>
/// What proves that the store does what the bridge needs: in one transaction, a row is added to each of the bridge's tables, changed and taken away
/// again. It needs the same tables, columns, rights and room as a webhook and its delivery, and leaves nothing behind. Both databases take the
/// statements as they are.
/// </summary>
internal static class StoreProbe
{
    /// <summary>The only parameter: an id that no webhook, incident or Grafana has.</summary>
    public const string Parameter = "@probe";

    /// <summary>All that the bridge writes to.</summary>
    public static readonly IReadOnlyList<string> Tables = ["webhooks", "deliveries", "annotations", "taken_away", "jobs", "grafanas"];

    private const string AnnotationKey = "incident_id, route, grafana, dashboard, part";

    public static IReadOnlyList<string> Statements { get; } =
    [
        $"INSERT INTO webhooks (id, received_at) VALUES ({Parameter}, 0)",
        $"UPDATE webhooks SET received_at = 1 WHERE id = {Parameter}",
        $"DELETE FROM webhooks WHERE id = {Parameter}",
        $"INSERT INTO deliveries (incident_id, grafana, generation, moves_at) VALUES ({Parameter}, {Parameter}, 0, 0)",
        $"UPDATE deliveries SET due_at = 0, pending_since = 0 WHERE incident_id = {Parameter} AND grafana = {Parameter}",
        $"DELETE FROM deliveries WHERE incident_id = {Parameter} AND grafana = {Parameter}",
        $"INSERT INTO annotations ({AnnotationKey}, status, start_at, end_at, vanished) VALUES ({Parameter}, '', {Parameter}, '', 'region', 'open', 0, 0, 0)",
        $"UPDATE annotations SET end_at = 1 WHERE incident_id = {Parameter}",
        $"DELETE FROM annotations WHERE incident_id = {Parameter}",
        $"INSERT INTO taken_away ({AnnotationKey}, start_at, end_at, taken_at) VALUES ({Parameter}, '', {Parameter}, '', 'region', 0, 0, 0)",
        $"UPDATE taken_away SET taken_at = 1 WHERE incident_id = {Parameter}",
        $"DELETE FROM taken_away WHERE incident_id = {Parameter}",
        $"INSERT INTO jobs (name, started_at, lease_token) VALUES ({Parameter}, 0, 0)",
        $"UPDATE jobs SET started_at = 1 WHERE name = {Parameter}",
        $"DELETE FROM jobs WHERE name = {Parameter}",
        $"INSERT INTO grafanas (name, address) VALUES ({Parameter}, '')",
        $"UPDATE grafanas SET organization = 1 WHERE name = {Parameter}",
        $"DELETE FROM grafanas WHERE name = {Parameter}",
    ];

    /// <summary>Another one each time, so that replicas that ask at once do not wait for each other.</summary>
    public static string NewId() => $"probe-{Guid.NewGuid():N}";
}
