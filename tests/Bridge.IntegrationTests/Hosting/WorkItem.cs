using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Hosting;

/// <summary>An incident's row in the database, read past the bridge: what a restart would find.</summary>
internal sealed record WorkItem(string Outcome, string? Reason, int Attempts, DateTimeOffset? DueAt, bool IsLeased, bool IsPending)
{
    public static WorkItem? Read(string databasePath, string incidentId)
    {
        using var connection = new SqliteConnection($"Data Source={databasePath};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText =
            "SELECT outcome, reason, attempts, due_at, lease_until IS NOT NULL, pending_since IS NOT NULL FROM incidents WHERE id = $id";
        command.Parameters.AddWithValue("$id", incidentId);
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
