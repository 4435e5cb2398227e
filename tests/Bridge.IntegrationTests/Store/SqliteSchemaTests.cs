using Bridge.IntegrationTests.Hosting;
using Bridge.Store.Sqlite;
using Microsoft.Data.Sqlite;

namespace Bridge.IntegrationTests.Store;

public sealed class SqliteSchemaTests : IDisposable
{
    /// <summary>
    /// Every column there is. The store holds ids, times, fingerprints and outcomes: whoever adds a column answers for it here.
    /// </summary>
    private static readonly string[] Columns =
    [
        "annotations.annotation_id INTEGER",
        "annotations.confirm_at INTEGER",
        "annotations.dashboard TEXT",
        "annotations.end_at INTEGER",
        "annotations.failure TEXT",
        "annotations.fingerprint TEXT",
        "annotations.grafana TEXT",
        "annotations.incident_id TEXT",
        "annotations.part TEXT",
        "annotations.route TEXT",
        "annotations.start_at INTEGER",
        "annotations.status TEXT",
        "annotations.vanished INTEGER",
        "deliveries.asked_at INTEGER",
        "deliveries.attempts INTEGER",
        "deliveries.claimed_at INTEGER",
        "deliveries.due_at INTEGER",
        "deliveries.event_at INTEGER",
        "deliveries.generation INTEGER",
        "deliveries.grafana TEXT",
        "deliveries.incident_id TEXT",
        "deliveries.lease_token INTEGER",
        "deliveries.lease_until INTEGER",
        "deliveries.moves_at INTEGER",
        "deliveries.next_since INTEGER",
        "deliveries.next_trace TEXT",
        "deliveries.outcome TEXT",
        "deliveries.pending_since INTEGER",
        "deliveries.reason TEXT",
        "deliveries.received_at INTEGER",
        "deliveries.state_at INTEGER",
        "deliveries.trace_parent TEXT",
        "deliveries.unannounced_at INTEGER",
        "deliveries.urgent INTEGER",
        "deliveries.webhooks INTEGER",
        "grafanas.address TEXT",
        "grafanas.name TEXT",
        "grafanas.organization INTEGER",
        "incidents.attempts INTEGER",
        "incidents.claimed_at INTEGER",
        "incidents.due_at INTEGER",
        "incidents.generation INTEGER",
        "incidents.id TEXT",
        "incidents.lease_token INTEGER",
        "incidents.lease_until INTEGER",
        "incidents.next_since INTEGER",
        "incidents.next_trace TEXT",
        "incidents.outcome TEXT",
        "incidents.pending_since INTEGER",
        "incidents.reason TEXT",
        "incidents.received_at INTEGER",
        "incidents.state_at INTEGER",
        "incidents.trace_parent TEXT",
        "incidents.unannounced_at INTEGER",
        "jobs.lease_token INTEGER",
        "jobs.lease_until INTEGER",
        "jobs.name TEXT",
        "jobs.retry_at INTEGER",
        "jobs.started_at INTEGER",
        "jobs.succeeded_at INTEGER",
        "jobs.watermark INTEGER",
        "parents.noted_at INTEGER",
        "parents.parent_id TEXT",
        "parents.subject_id TEXT",
        "subjects.noted_at INTEGER",
        "subjects.subject_id TEXT",
        "subjects.visibility TEXT",
        "taken_away.dashboard TEXT",
        "taken_away.end_at INTEGER",
        "taken_away.grafana TEXT",
        "taken_away.incident_id TEXT",
        "taken_away.part TEXT",
        "taken_away.route TEXT",
        "taken_away.start_at INTEGER",
        "taken_away.taken_at INTEGER",
        "webhooks.id TEXT",
        "webhooks.received_at INTEGER",
    ];

    private readonly TemporaryFolder _folder = new();
    private readonly SqliteSession _session;

    public SqliteSchemaTests()
    {
        _session = new SqliteSession(
            new SqliteConnectionStringBuilder { DataSource = _folder.File("bridge.db"), Pooling = false }.ToString());
        SqliteMigrations.Apply(_session);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public void No_column_holds_a_name_a_summary_or_a_payload()
    {
        var columns = _session.Query(
            """
            SELECT tables.name || '.' || columns.name || ' ' || columns.type
            FROM pragma_table_list AS tables JOIN pragma_table_info(tables.name) AS columns
            WHERE tables.name NOT LIKE 'sqlite_%'
            ORDER BY 1
            """,
            row => row.GetString(0));

        Assert.Equal(Columns, columns);
    }

    [Fact]
    public void Every_table_is_strict_so_that_a_column_holds_what_it_says()
    {
        var loose = _session.Query(
            "SELECT name FROM pragma_table_list WHERE strict = 0 AND name NOT LIKE 'sqlite_%'", row => row.GetString(0));

        Assert.Empty(loose);
    }

    [Fact]
    public void Migrated_database_says_its_version()
    {
        Assert.Equal(SqliteMigrations.NewestVersion, _session.Scalar("PRAGMA user_version"));
    }

    [Fact]
    public void Migrating_again_keeps_what_is_there()
    {
        _session.Execute("INSERT INTO webhooks (id, received_at) VALUES ('msg_a', 1)");

        SqliteMigrations.Apply(_session);

        Assert.Equal("msg_a", _session.Scalar("SELECT id FROM webhooks"));
    }

    [Fact]
    public void Annotation_id_that_would_delete_every_annotation_cannot_be_stored()
    {
        Assert.Throws<SqliteException>(() => _session.Execute(
            """
            INSERT INTO annotations (incident_id, route, grafana, dashboard, part, annotation_id, status, start_at, end_at)
            VALUES ('INC1', 'default', 'main', '', 'region', 0, 'open', 1, 1)
            """));
    }
}
