using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>The work on an incident in the database, in one Grafana or over all of them, read past the bridge: what a restart would find.</summary>
/// <param name="Outcome">The worst of them: dead_letter before retry, before none, before succeeded.</param>
/// <param name="Reason">Of the worst.</param>
/// <param name="Attempts">The most.</param>
/// <param name="DueAt">The earliest.</param>
internal sealed record WorkItem(string Outcome, string? Reason, int Attempts, DateTimeOffset? DueAt, bool IsLeased, bool IsPending)
{
    public static WorkItem? Read(string databasePath, string incidentId, string? grafana)
    {
        using var connection = new SqliteConnection($"Data Source={databasePath};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            """
            WITH work AS (SELECT * FROM deliveries WHERE incident_id = $id AND grafana = coalesce($grafana, grafana)),
                worst AS (
                    SELECT outcome, reason FROM work
                    ORDER BY CASE outcome WHEN 'dead_letter' THEN 0 WHEN 'retry' THEN 1 WHEN 'none' THEN 2 ELSE 3 END LIMIT 1)
            SELECT worst.outcome, worst.reason, totals.* FROM worst, (
                SELECT max(attempts), min(due_at), max(lease_until IS NOT NULL), max(pending_since IS NOT NULL) FROM work) AS totals
            """;
        command.Parameters.AddWithValue("$id", incidentId);
        command.Parameters.AddWithValue("$grafana", (object?)grafana ?? DBNull.Value);
        using var row = command.ExecuteReader();
        return !row.Read()
            ? null
            : new WorkItem(
                row.GetString(0),
                row.IsDBNull(1) ? null : row.GetString(1),
                row.GetInt32(2),
                row.IsDBNull(3) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(3)),
                row.GetBoolean(4),
                row.GetBoolean(5));
    }
}
