namespace Bridge.Store.Sqlite;

/// <summary>The statements of the ledger, the jobs and what is forgotten, each with the rule that it implements.</summary>
internal static class SqliteUpkeepQueries
{
    /// <summary>The newest stays whatever its age: it tells when the last webhook came.</summary>
    public const string ForgetWebhooks = """
        DELETE FROM webhooks WHERE id IN (
            SELECT id FROM webhooks
            WHERE received_at < $before AND received_at < (SELECT max(received_at) FROM webhooks)
            ORDER BY received_at LIMIT $limit)
        """;

    /// <summary>
    /// Incidents on which the work is over in every Grafana, and that no annotation needs: none that is open, in doubt or known to be wrong,
    /// and none that ended lately. A dead letter is not over.
    /// </summary>
    public const string SelectSettled = $"""
        SELECT incident_id FROM deliveries AS one
        WHERE {IsSettled}
            AND NOT EXISTS (
                SELECT 1 FROM annotations WHERE incident_id = one.incident_id AND {SqliteQueries.OfSettings} AND (
                    status <> 'resolved' OR end_at >= $before OR ((annotation_id IS NULL OR fingerprint IS NULL) AND vanished < 2) OR confirm_at IS NOT NULL))
        ORDER BY claimed_at LIMIT $limit
        """;

    /// <summary>
    /// What is no incident, on which the work is over in every Grafana, and of which none has an annotation. What was said to be private stays: without
    /// that word it might count as public the next time.
    /// </summary>
    public static readonly string SelectUnshown = $"""
        SELECT incident_id FROM deliveries AS one
        WHERE claimed_at >= $since AND {SqliteQueries.LaneOf} = 1 AND {IsSettled} AND {SqliteQueries.IsReadable}
            AND NOT EXISTS (SELECT 1 FROM annotations WHERE incident_id = one.incident_id)
            AND NOT EXISTS (SELECT 1 FROM subjects WHERE subject_id = one.incident_id AND visibility <> 'public')
        ORDER BY claimed_at LIMIT $limit
        """;

    public const string ForgetLedger = "DELETE FROM annotations WHERE incident_id = $id";

    public const string ForgetDeliveries = "DELETE FROM deliveries WHERE incident_id = $id";

    public const string SelectLedger = $"""
        SELECT {LedgerColumns} FROM annotations WHERE incident_id = $id ORDER BY route, grafana, dashboard, part
        """;

    public const string SelectLedgerOf = $"""
        SELECT {LedgerColumns} FROM annotations WHERE incident_id = $id AND grafana = $grafana ORDER BY route, dashboard, part
        """;

    public const string SelectLedgerOfGrafana = $"""
        SELECT {LedgerColumns} FROM annotations WHERE grafana = $grafana AND end_at >= $since
        UNION ALL
        SELECT {LedgerColumns} FROM annotations WHERE grafana = $grafana AND end_at < $since AND status = 'open'
        ORDER BY incident_id, route, dashboard, part
        """;

    public const string SelectOpen = $"""
        SELECT DISTINCT incident_id, grafana FROM annotations WHERE status = 'open' AND {SqliteQueries.OfSettings} ORDER BY incident_id, grafana
        """;

    /// <summary>(What begins in a time does not end before it, which is what there is an index of.)</summary>
    public const string SelectBegun = $"""
        SELECT DISTINCT incident_id FROM annotations
        WHERE {SqliteQueries.OfSettings} AND end_at >= $from AND start_at >= $from AND start_at < $until AND incident_id LIKE $prefix || '%'
        ORDER BY incident_id
        """;

    public const string SaveLedger = $"""
        INSERT INTO annotations ({LedgerColumns})
        VALUES ($id, $route, $grafana, $dashboard, $part, $annotation, $fingerprint, $status, $start, $end, $confirm, $failure, $vanished)
        ON CONFLICT (incident_id, route, grafana, dashboard, part) DO UPDATE SET
            annotation_id = excluded.annotation_id, fingerprint = excluded.fingerprint, status = excluded.status,
            start_at = excluded.start_at, end_at = excluded.end_at, confirm_at = excluded.confirm_at, failure = excluded.failure,
            vanished = excluded.vanished
        """;

    /// <summary>Grafana gave the number again: what it was of, it is of no more.</summary>
    public const string ForgetNumber = """
        UPDATE annotations SET annotation_id = NULL, fingerprint = NULL
        WHERE grafana = $grafana AND annotation_id = $annotation
            AND (incident_id, route, dashboard, part) <> ($id, $route, $dashboard, $part)
        """;

    public const string RemoveLedger = $"DELETE FROM annotations WHERE {IsEntry}";

    public const string NoteTakenAway = $"""
        INSERT OR REPLACE INTO taken_away ({TakenAwayColumns}, taken_at)
        SELECT {TakenAwayColumns}, $now FROM annotations WHERE {IsEntry}
        """;

    public const string SelectTakenAway =
        $"SELECT {TakenAwayColumns} FROM taken_away WHERE grafana = $grafana AND end_at >= $since";

    public const string ForgetTakenAway = """
        DELETE FROM taken_away WHERE (incident_id, route, grafana, dashboard, part) IN (
            SELECT incident_id, route, grafana, dashboard, part FROM taken_away WHERE taken_at < $before AND end_at < $before LIMIT $limit)
        """;

    public const string ReleaseJobs = "UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL";

    /// <summary>(A start in the future was noted by a clock that was set back since.)</summary>
    public const string ClaimJob = """
        INSERT INTO jobs (name, started_at, lease_token, lease_until) VALUES ($name, $now, 1, $until)
        ON CONFLICT (name) DO UPDATE SET
            started_at = $now, retry_at = NULL, lease_token = lease_token + 1, lease_until = $until
        WHERE (lease_until IS NULL OR lease_until <= $now)
            AND (started_at + $interval <= $now OR started_at > $now OR retry_at <= $now)
        RETURNING lease_token, watermark
        """;

    public const string KeepJob =
        "UPDATE jobs SET lease_until = $until WHERE name = $name AND lease_token = $token AND lease_until IS NOT NULL";

    public const string EndJob = """
        UPDATE jobs SET lease_until = NULL, watermark = $watermark, succeeded_at = $now
        WHERE name = $name AND lease_token = $token AND lease_until IS NOT NULL
        """;

    public const string GiveJobBack = """
        UPDATE jobs SET lease_until = NULL, retry_at = $retry
        WHERE name = $name AND lease_token = $token AND lease_until IS NOT NULL
        """;

    public const string LastResync = "SELECT succeeded_at FROM jobs WHERE name = 'resync'";

    public const string FirstStart = "SELECT succeeded_at FROM jobs WHERE name = 'first_start'";

    /// <summary>"BRDG" in ASCII: says whose database it is (<c>file</c> prints it).</summary>
    public const string Sign = "PRAGMA application_id = 0x42524447";

    /// <summary>Each subject once, whatever Grafanas it is in.</summary>
    private const string IsSettled = $"""
        due_at IS NULL AND claimed_at < $before
            AND grafana = (SELECT min(grafana) FROM deliveries WHERE incident_id = one.incident_id AND {SqliteQueries.OfSettings})
            AND NOT EXISTS (
                SELECT 1 FROM deliveries WHERE incident_id = one.incident_id AND {SqliteQueries.OfSettings} AND NOT (
                    due_at IS NULL AND coalesce(claimed_at, 0) < $before AND coalesce(event_at, 0) < $before
                    AND outcome = '{Spelling.Succeeded}' AND pending_since IS NULL AND lease_until IS NULL AND unannounced_at IS NULL))
        """;

    private const string LedgerColumns =
        "incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at, confirm_at, failure, vanished";

    private const string IsEntry =
        "incident_id = $id AND route = $route AND grafana = $grafana AND dashboard = $dashboard AND part = $part";

    private const string TakenAwayColumns = "incident_id, route, grafana, dashboard, part, start_at, end_at";
}
