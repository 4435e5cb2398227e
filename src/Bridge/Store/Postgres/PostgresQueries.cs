namespace Bridge.Store.Postgres;

/// <summary>
/// The statements of the store, each with the rule that it implements. They say what those for SQLite say; what differs is where
/// several replicas meet. <c>least</c> and <c>greatest</c> pass over a NULL.
/// </summary>
internal static class PostgresQueries
{
    /// <summary>The channel on which an accepted webhook is announced to every replica.</summary>
    public const string Channel = "incident_bridge_work";

    /// <summary>
    /// Notes webhooks, no two of the same id, and queues their incidents. Of two replicas that take the same webhook at once, the second
    /// waits for the first to commit and finds a duplicate.
    /// </summary>
    /// <remarks>
    /// An idle incident is due at once, or as soon as its interval allows; one that waits for a retry keeps its time; a dead letter is
    /// woken. What comes while the incident is leased is remembered beside what the lease is about. (The smaller of claimed_at and
    /// now: a clock that was set back must not put an incident off for hours.) Rows are written in the order of their ids, all webhooks
    /// before all incidents, so that two replicas never wait for each other in a circle.
    /// </remarks>
    public const string Accept = $"""
        WITH given AS MATERIALIZED (
            SELECT * FROM json_to_recordset(@webhooks::json) AS given (webhook text, incident text, at bigint, trace text)
        ), noted AS (
            INSERT INTO webhooks (id, received_at) SELECT webhook, at FROM given ORDER BY webhook
            ON CONFLICT DO NOTHING RETURNING id
        ), events AS (
            SELECT incident, count(*) AS number, min(at) AS first, max(at) AS last, (array_agg(trace ORDER BY at))[1] AS trace
            FROM given
            WHERE webhook IN (SELECT id FROM noted)
                OR EXISTS (SELECT FROM incidents WHERE id = incident AND outcome = 'dead_letter')
            GROUP BY incident ORDER BY incident
        ), queued AS (
            INSERT INTO incidents AS incident (id, generation, pending_since, trace_parent, due_at, received_at)
            SELECT incident, number, first, trace, first, last FROM events
            ON CONFLICT (id) DO UPDATE SET
                generation = incident.generation + excluded.generation,
                received_at = excluded.received_at,
                unannounced_at = NULL,
                trace_parent = CASE WHEN incident.pending_since IS NULL THEN excluded.trace_parent ELSE incident.trace_parent END,
                pending_since = coalesce(incident.pending_since, excluded.pending_since),
                next_trace = CASE
                    WHEN incident.lease_until IS NOT NULL AND incident.next_since IS NULL THEN excluded.trace_parent
                    ELSE incident.next_trace
                END,
                next_since = CASE WHEN incident.lease_until IS NOT NULL THEN coalesce(incident.next_since, excluded.pending_since) END,
                due_at = CASE
                    WHEN incident.outcome IN ('none', 'retry') AND incident.due_at IS NOT NULL THEN incident.due_at
                    WHEN incident.claimed_at IS NULL THEN least(incident.due_at, excluded.due_at)
                    ELSE least(incident.due_at, greatest(excluded.due_at, least(incident.claimed_at, excluded.due_at) + @interval))
                END
            RETURNING pg_notify('{Channel}', '')
        )
        SELECT id FROM noted
        """;

    /// <summary>
    /// The lease may have run out under a worker that died; then the incident is due again. What another replica is claiming at this
    /// moment is passed over. What somebody waits for goes before what the bridge looks at by itself. What came during an earlier lease
    /// that ran out is part of this one: only what comes from now on is beside it.
    /// </summary>
    public const string Claim = """
        WITH awaited AS MATERIALIZED (
            SELECT id FROM incidents
            WHERE pending_since IS NOT NULL AND due_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY due_at LIMIT @limit
            FOR UPDATE SKIP LOCKED
        ), idle AS MATERIALIZED (
            SELECT id FROM incidents
            WHERE pending_since IS NULL AND due_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY due_at LIMIT @limit - (SELECT count(*) FROM awaited)
            FOR UPDATE SKIP LOCKED
        ), leased AS (
            UPDATE incidents SET
                claimed_at = @now, lease_token = lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
            WHERE id = ANY (ARRAY (SELECT id FROM awaited UNION ALL SELECT id FROM idle))
            RETURNING *
        )
        SELECT id, generation, lease_token, attempts, reason, outcome, pending_since, trace_parent, state_at FROM leased ORDER BY due_at
        """;

    /// <summary>In the order of <see cref="Claim"/>. Nothing is locked.</summary>
    public const string ReadDue = """
        SELECT id, generation, lease_token, pending_since, state_at FROM (
            (SELECT * FROM incidents
            WHERE pending_since IS NOT NULL AND due_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY due_at LIMIT @limit)
            UNION ALL
            (SELECT * FROM incidents
            WHERE pending_since IS NULL AND due_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY due_at LIMIT @limit)) AS due
        ORDER BY pending_since IS NULL, due_at LIMIT @limit
        """;

    /// <summary>Of a state that the caller has (<c>@state</c>), not when somebody had the incident since the caller looked, or a newer state is there.</summary>
    public const string LeaseDue = """
        UPDATE incidents SET
            claimed_at = @now, lease_token = lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
        WHERE id = @id AND due_at <= @now AND (lease_until IS NULL OR lease_until <= @now)
            AND (@state IS NULL OR (lease_token = @token AND coalesce(state_at, @state) <= @state))
        RETURNING id, generation, lease_token, attempts, reason, outcome, pending_since, trace_parent, state_at
        """;

    /// <summary>
    /// Of a state that the caller has (<c>@state</c>), not while an event waits or a newer state is there. Should the caller die, the
    /// incident is due when the lease runs out.
    /// </summary>
    public const string LeaseOne = """
        INSERT INTO incidents AS incident (id, generation, due_at, claimed_at, lease_token, lease_until)
        VALUES (@id, 0, @until, @now, 1, @until)
        ON CONFLICT (id) DO UPDATE SET
            due_at = coalesce(incident.due_at, @until),
            claimed_at = @now, lease_token = incident.lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
        WHERE (incident.lease_until IS NULL OR incident.lease_until <= @now)
            AND (@state IS NULL OR (incident.pending_since IS NULL AND coalesce(incident.state_at, @state) <= @state))
        RETURNING id, generation, lease_token, attempts, reason, outcome, pending_since, trace_parent, state_at
        """;

    public const string NextDue = """
        SELECT least(
            (SELECT due_at FROM incidents WHERE due_at IS NOT NULL AND lease_until IS NULL ORDER BY due_at LIMIT 1),
            (SELECT min(greatest(due_at, lease_until)) FROM incidents WHERE due_at IS NOT NULL AND lease_until IS NOT NULL))
        """;

    /// <summary>
    /// An event that the claim is not about came during the lease, or between the look at the queue and the claim
    /// (<see cref="LeaseDue"/>): of that one only the latest possible time is known.
    /// </summary>
    public const string Succeed = """
        UPDATE incidents SET
            pending_since = CASE WHEN generation <> @generation THEN coalesce(next_since, claimed_at) END,
            trace_parent = CASE WHEN generation <> @generation THEN next_trace END,
            next_since = NULL, next_trace = NULL,
            due_at = CASE WHEN generation = @generation THEN @due ELSE greatest(@now, least(claimed_at, @now) + @interval) END,
            state_at = coalesce(@state, state_at),
            lease_until = NULL, attempts = 0, outcome = @outcome, reason = @reason
        WHERE id = @id AND lease_token = @token AND lease_until IS NOT NULL
        """;

    /// <summary>
    /// What came during the lease waits with what failed: the older of the two says how long the incident is overdue. A dead letter is
    /// an exception: an event that came during the lease wakes it, as one that comes later does.
    /// </summary>
    public const string Fail = """
        UPDATE incidents SET
            next_since = NULL, next_trace = NULL,
            due_at = CASE
                WHEN @outcome = 'dead_letter' AND generation <> @generation THEN greatest(@now, least(claimed_at, @now) + @interval)
                ELSE @due
            END,
            lease_until = NULL, attempts = attempts + @failures, outcome = @outcome, reason = @reason
        WHERE id = @id AND lease_token = @token AND lease_until IS NOT NULL
        """;

    public const string SelectLedger = $"""
        SELECT {LedgerColumns} FROM annotations WHERE incident_id = @id ORDER BY route, grafana, dashboard, part
        """;

    public const string SelectLedgerOfGrafana = $"""
        SELECT {LedgerColumns} FROM annotations WHERE grafana = @grafana AND end_at >= @since
        UNION ALL
        SELECT {LedgerColumns} FROM annotations WHERE grafana = @grafana AND end_at < @since AND status = 'open'
        ORDER BY incident_id, route, dashboard, part
        """;

    /// <summary>The lease is locked while the entry is written: nobody can claim the incident between the look at it and the commit.</summary>
    public const string SaveLedger = $"""
        INSERT INTO annotations ({LedgerColumns})
        SELECT @id, @route, @grafana, @dashboard, @part, @annotation, @fingerprint, @status, @start, @end, @confirm, @failure
        FROM incidents WHERE id = @id AND lease_token = @token AND lease_until IS NOT NULL
        FOR SHARE
        ON CONFLICT (incident_id, route, grafana, dashboard, part) DO UPDATE SET
            annotation_id = excluded.annotation_id, fingerprint = excluded.fingerprint, status = excluded.status,
            start_at = excluded.start_at, end_at = excluded.end_at, confirm_at = excluded.confirm_at, failure = excluded.failure
        """;

    /// <inheritdoc cref="SaveLedger"/>
    public const string RemoveLedger = """
        WITH lease AS MATERIALIZED (
            SELECT id FROM incidents WHERE id = @id AND lease_token = @token AND lease_until IS NOT NULL FOR SHARE
        ), removed AS (
            DELETE FROM annotations USING lease
            WHERE incident_id = lease.id AND route = @route AND grafana = @grafana AND dashboard = @dashboard AND part = @part
        )
        SELECT count(*) FROM lease
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
    /// Incidents on which the work is over, and that no annotation needs: none that is open, in doubt or known to be wrong, and none that
    /// ended lately. A dead letter is not over. What another replica claims or forgets at this moment is passed over; what comes about one
    /// that is going makes it anew. (For NOT EXISTS the whole ledger would be read.)
    /// </summary>
    public const string ForgetSettled = """
        WITH settled AS MATERIALIZED (
            SELECT id FROM incidents
            WHERE due_at IS NULL AND claimed_at < @before AND coalesce(received_at, claimed_at) < @before AND outcome = 'succeeded'
                AND pending_since IS NULL AND lease_until IS NULL AND unannounced_at IS NULL
                AND 0 = (
                    SELECT count(*) FROM annotations WHERE incident_id = incidents.id AND (
                        status = 'open' OR end_at >= @before OR annotation_id IS NULL OR fingerprint IS NULL OR confirm_at IS NOT NULL))
            ORDER BY claimed_at LIMIT @limit
            FOR UPDATE SKIP LOCKED
        ), ledger AS (
            DELETE FROM annotations WHERE incident_id = ANY (ARRAY (SELECT id FROM settled))
        ), forgotten AS (
            DELETE FROM incidents WHERE id = ANY (ARRAY (SELECT id FROM settled)) RETURNING id
        )
        SELECT count(*)::integer FROM forgotten
        """;

    /// <summary>A full disk, a standby and a database that was set to read-only refuse it.</summary>
    public const string Probe = "UPDATE probe SET writes = writes + 1";

    public const string CountPending = """
        SELECT count(*), min(pending_since), (SELECT max(received_at) FROM webhooks),
            (SELECT succeeded_at FROM jobs WHERE name = 'resync')
        FROM incidents WHERE pending_since IS NOT NULL AND outcome <> 'dead_letter'
        """;

    public const string CountDeadLetters = "SELECT reason, count(*) FROM incidents WHERE outcome = 'dead_letter' GROUP BY reason";

    /// <summary>The ids come in one text: an id has no comma, and arrays would be one more part of the driver in the binary.</summary>
    public const string SelectWork = $"SELECT {WorkColumns} FROM incidents WHERE id = ANY (string_to_array(@ids, ','))";

    public const string SelectDeadLetters = $"""
        SELECT {WorkColumns} FROM incidents WHERE outcome = 'dead_letter' ORDER BY claimed_at DESC, id LIMIT @limit
        """;

    public const string NoteUnannounced = "UPDATE incidents SET unannounced_at = @now WHERE id = @id";

    /// <summary>In the order of <see cref="Accept"/>.</summary>
    public const string CountMissed = """
        UPDATE incidents SET unannounced_at = NULL
        WHERE id = ANY (ARRAY (SELECT id FROM incidents WHERE unannounced_at <= @before ORDER BY id FOR UPDATE))
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

    private const string LedgerColumns =
        "incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at, confirm_at, failure";

    private const string WorkColumns =
        "id, generation, received_at, pending_since, state_at, claimed_at, lease_until, due_at, attempts, reason, outcome";
}
