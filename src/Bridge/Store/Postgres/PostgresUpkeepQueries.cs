namespace Bridge.Store.Postgres;

/// <summary>The statements of the ledger, the jobs and what is forgotten, each with the rule that it implements.</summary>
internal static class PostgresUpkeepQueries
{
    public const string SelectLedger = $"""
        SELECT {LedgerColumns} FROM annotations WHERE incident_id = @id ORDER BY route, grafana, dashboard, part
        """;

    public const string SelectLedgerOf = $"""
        SELECT {LedgerColumns} FROM annotations WHERE incident_id = @id AND grafana = @grafana ORDER BY route, dashboard, part
        """;

    public const string SelectLedgerOfGrafana = $"""
        SELECT {LedgerColumns} FROM annotations WHERE grafana = @grafana AND end_at >= @since
        UNION ALL
        SELECT {LedgerColumns} FROM annotations WHERE grafana = @grafana AND end_at < @since AND status = 'open'
        ORDER BY incident_id, route, dashboard, part
        """;

    public const string SelectOpen = $"""
        SELECT DISTINCT incident_id, grafana FROM annotations WHERE status = 'open' AND {PostgresQueries.OfSettings} ORDER BY incident_id, grafana
        """;

    /// <summary>(What begins in a time does not end before it, which is what there is an index of.)</summary>
    public const string SelectBegun = $"""
        SELECT DISTINCT incident_id FROM annotations
        WHERE {PostgresQueries.OfSettings} AND end_at >= @from AND start_at >= @from AND start_at < @until AND starts_with(incident_id, @prefix)
        ORDER BY incident_id
        """;

    /// <summary>
    /// The lease is locked while the entry is written: nobody can claim the delivery between the look at it and the commit. Another entry with
    /// the same number loses it first (it is counted before anything is inserted): Grafana gave the number again.
    /// </summary>
    public const string SaveLedger = $"""
        WITH lease AS MATERIALIZED (
            SELECT incident_id FROM deliveries WHERE {PostgresQueries.HoldsIt} FOR SHARE
        ), other AS (
            UPDATE annotations SET annotation_id = NULL, fingerprint = NULL FROM lease
            WHERE annotations.grafana = @grafana AND annotation_id = @annotation
                AND (annotations.incident_id, route, dashboard, part) <> (@id, @route, @dashboard, @part)
            RETURNING 1
        )
        INSERT INTO annotations ({LedgerColumns})
        SELECT
            @id, @route, @grafana, @dashboard, @part, @annotation, @fingerprint, @status, @start, @end, @confirm, @failure, @vanished::integer
        FROM lease WHERE (SELECT count(*) FROM other) >= 0
        ON CONFLICT (incident_id, route, grafana, dashboard, part) DO UPDATE SET
            annotation_id = excluded.annotation_id, fingerprint = excluded.fingerprint, status = excluded.status,
            start_at = excluded.start_at, end_at = excluded.end_at, confirm_at = excluded.confirm_at, failure = excluded.failure,
            vanished = excluded.vanished
        """;

    /// <inheritdoc cref="SaveLedger"/>
    public const string RemoveLedger = $"""
        WITH lease AS MATERIALIZED (
            SELECT incident_id FROM deliveries WHERE {PostgresQueries.HoldsIt} FOR SHARE
        ), removed AS (
            DELETE FROM annotations USING lease
            WHERE annotations.incident_id = lease.incident_id
                AND route = @route AND grafana = @grafana AND dashboard = @dashboard AND part = @part
            RETURNING annotations.*
        ), noted AS (
            INSERT INTO taken_away ({TakenAwayColumns}, taken_at) SELECT {TakenAwayColumns}, @now FROM removed
            ON CONFLICT (incident_id, route, grafana, dashboard, part) DO UPDATE SET
                start_at = excluded.start_at, end_at = excluded.end_at, taken_at = excluded.taken_at
        )
        SELECT count(*) FROM lease
        """;

    public const string SelectTakenAway =
        $"SELECT {TakenAwayColumns} FROM taken_away WHERE grafana = @grafana AND end_at >= @since";

    public const string ForgetTakenAway = """
        DELETE FROM taken_away WHERE ctid = ANY (ARRAY (
            SELECT ctid FROM taken_away WHERE taken_at < @before AND end_at < @before LIMIT @limit FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>The newest stays whatever its age: it tells when the last webhook came. Replicas forget side by side.</summary>
    public const string ForgetWebhooks = """
        DELETE FROM webhooks WHERE id = ANY (ARRAY (
            SELECT id FROM webhooks
            WHERE received_at < @before AND received_at < (SELECT max(received_at) FROM webhooks)
            ORDER BY received_at LIMIT @limit
            FOR UPDATE SKIP LOCKED))
        """;

    /// <summary>
    /// Incidents on which the work is over in every Grafana, and that no annotation needs: none that is open, in doubt or known to be wrong,
    /// and none that ended lately. A dead letter is not over. What another replica claims or forgets at this moment is passed over; what comes
    /// about one that is going makes it anew. (For NOT EXISTS the whole ledger would be read.)
    /// </summary>
    public const string ForgetSettled = $"""
        WITH settled AS MATERIALIZED (
            SELECT incident_id FROM deliveries AS one
            WHERE {IsSettled}
                AND 0 = (
                    SELECT count(*) FROM annotations WHERE incident_id = one.incident_id AND {PostgresQueries.OfSettings} AND (
                        status <> 'resolved' OR end_at >= @before OR ((annotation_id IS NULL OR fingerprint IS NULL) AND vanished < 2) OR confirm_at IS NOT NULL))
            {Locked}
        {ForgetThem}
        """;

    /// <summary>
    /// What is no incident, on which the work is over in every Grafana, and of which none has an annotation. What was said to be private stays: without
    /// that word it might count as public the next time.
    /// </summary>
    public static readonly string ForgetUnshown = $"""
        WITH settled AS MATERIALIZED (
            SELECT incident_id FROM deliveries AS one
            WHERE claimed_at >= @since AND {PostgresQueries.LaneOf} = 1 AND {IsSettled} AND {PostgresQueries.IsReadable}
                AND 0 = (SELECT count(*) FROM annotations WHERE incident_id = one.incident_id)
                AND 0 = (SELECT count(*) FROM subjects WHERE subject_id = one.incident_id AND visibility <> 'public')
            {Locked}
        {ForgetThem}
        """;

    /// <summary>
    /// One replica for all, and once an interval for all. (A start in the future was noted by a clock that was set back since.)
    /// </summary>
    public const string ClaimJob = """
        INSERT INTO jobs AS job (name, started_at, lease_token, lease_until) VALUES (@name, @now, 1, @until)
        ON CONFLICT (name) DO UPDATE SET
            started_at = @now, retry_at = NULL, lease_token = job.lease_token + 1, lease_until = @until
        WHERE (job.lease_until IS NULL OR job.lease_until <= @now)
            AND (job.started_at + @interval <= @now OR job.started_at > @now OR job.retry_at <= @now)
        RETURNING lease_token, watermark
        """;

    public const string KeepJob =
        "UPDATE jobs SET lease_until = @until WHERE name = @name AND lease_token = @token AND lease_until IS NOT NULL";

    public const string EndJob = """
        UPDATE jobs SET lease_until = NULL, watermark = @watermark, succeeded_at = @now
        WHERE name = @name AND lease_token = @token AND lease_until IS NOT NULL
        """;

    public const string GiveJobBack = """
        UPDATE jobs SET lease_until = NULL, retry_at = @retry
        WHERE name = @name AND lease_token = @token AND lease_until IS NOT NULL
        """;

    /// <summary>The lease of a claim that nobody got; the job is due again.</summary>
    public const string FreeJob =
        "UPDATE jobs SET lease_until = NULL, retry_at = @from WHERE name = @name AND started_at = @from AND lease_until = @until";

    /// <summary>Each subject once, whatever Grafanas it is in.</summary>
    private const string IsSettled = $"""
        due_at IS NULL AND claimed_at < @before
            AND grafana = (SELECT min(grafana) FROM deliveries WHERE incident_id = one.incident_id AND {PostgresQueries.OfSettings})
            AND 0 = (
                SELECT count(*) FROM deliveries WHERE incident_id = one.incident_id AND {PostgresQueries.OfSettings} AND NOT (
                    due_at IS NULL AND coalesce(claimed_at, 0) < @before AND coalesce(event_at, 0) < @before
                    AND outcome = '{Spelling.Succeeded}' AND pending_since IS NULL AND lease_until IS NULL AND unannounced_at IS NULL))
        """;

    private const string Locked = """
        ORDER BY claimed_at LIMIT @limit
            FOR UPDATE SKIP LOCKED
        """;

    private const string ForgetThem = """
        ), ledger AS (
            DELETE FROM annotations WHERE incident_id = ANY (ARRAY (SELECT incident_id FROM settled))
        ), forgotten AS (
            DELETE FROM deliveries WHERE incident_id = ANY (ARRAY (SELECT incident_id FROM settled))
        ), subject AS (
            DELETE FROM subjects WHERE subject_id = ANY (ARRAY (SELECT incident_id FROM settled))
        ), parent AS (
            DELETE FROM parents WHERE subject_id = ANY (ARRAY (SELECT incident_id FROM settled))
        )
        SELECT count(*)::integer FROM settled
        """;

    private const string LedgerColumns =
        "incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at, confirm_at, failure, vanished";

    private const string TakenAwayColumns = "incident_id, route, grafana, dashboard, part, start_at, end_at";
}
