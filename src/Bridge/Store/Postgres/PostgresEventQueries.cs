namespace Bridge.Store.Postgres;

/// <summary>
/// The statements that make deliveries due, each with the rule that it implements. They say what those for SQLite say; what differs is where
/// several replicas meet. <c>least</c> and <c>greatest</c> pass over a NULL.
/// </summary>
internal static class PostgresEventQueries
{
    /// <summary>The channel on which an accepted webhook is announced to every replica.</summary>
    public const string Channel = "incident_bridge_work";

    /// <summary>
    /// Notes webhooks and makes the deliveries of their incidents due; those that were seen before, or come a second time, make due what failed
    /// alone, so that a replay heals it. Of two replicas that take the same webhook at
    /// once, the second waits for the first to commit and finds a duplicate.
    /// </summary>
    /// <remarks>
    /// A webhook that was seen before is locked and not changed. The lock is written ahead, so that this commit too waits for a synchronous standby: the
    /// one that stored the webhook may have been given up, and have ended without the standby when the server was restarted.
    ///
    /// Whatever a delivery waits for, it is due at once, or as soon as its interval allows. What comes while it is leased is remembered beside
    /// what the lease is about. (The smaller of claimed_at and now: a clock that was set back must not put a delivery off for hours.) Rows are
    /// written in the order of their keys, all webhooks before all deliveries, and those before what is said of subjects, so that two replicas never wait for each other in a circle.
    /// </remarks>
    public const string Accept = $"""
        WITH given AS MATERIALIZED (
            SELECT * FROM json_to_recordset(@webhooks::json) AS given (webhook text, incident text, at bigint, trace text, copy boolean, visibility text)
        ), noted AS (
            INSERT INTO webhooks (id, received_at) SELECT webhook, at FROM given WHERE NOT copy ORDER BY webhook
            ON CONFLICT (id) DO UPDATE SET received_at = excluded.received_at WHERE false RETURNING id
        ), events AS (
            SELECT incident, settings.grafana, count(*) AS number, min(at) AS first, max(at) AS last, (array_agg(trace ORDER BY at))[1] AS trace
            FROM given CROSS JOIN unnest(string_to_array(@grafanas, ',')) AS settings (grafana)
            WHERE (NOT copy AND webhook IN (SELECT id FROM noted)) OR EXISTS (
                SELECT FROM deliveries AS failed
                WHERE failed.incident_id = incident AND failed.grafana = settings.grafana AND outcome IN ('retry', 'dead_letter'))
            GROUP BY incident, settings.grafana
        ), queued AS (
            INSERT INTO deliveries AS delivery (
                incident_id, grafana, generation, webhooks, pending_since, trace_parent, due_at, received_at, event_at)
            SELECT incident, grafana, number, number, first, trace, first, last, last FROM events
            ORDER BY incident COLLATE "C", grafana COLLATE "C"
            ON CONFLICT (incident_id, grafana) DO UPDATE SET
                generation = delivery.generation + excluded.generation,
                webhooks = delivery.webhooks + excluded.webhooks,
                received_at = excluded.received_at,
                event_at = greatest(delivery.event_at, excluded.event_at),
                unannounced_at = NULL,
                trace_parent = CASE WHEN delivery.pending_since IS NULL THEN excluded.trace_parent ELSE delivery.trace_parent END,
                pending_since = coalesce(delivery.pending_since, excluded.pending_since),
                next_trace = CASE
                    WHEN delivery.lease_until IS NOT NULL AND delivery.next_since IS NULL THEN excluded.trace_parent
                    ELSE delivery.next_trace
                END,
                next_since = CASE WHEN delivery.lease_until IS NOT NULL THEN coalesce(delivery.next_since, excluded.pending_since) END,
                due_at = CASE
                    WHEN delivery.claimed_at IS NULL THEN least(delivery.due_at, excluded.due_at)
                    ELSE least(delivery.due_at, greatest(excluded.due_at, least(delivery.claimed_at, excluded.due_at) + @interval))
                END
            RETURNING pg_notify('{Channel}', '')
        ), told AS (
            INSERT INTO subjects AS subject (subject_id, visibility, noted_at)
            SELECT incident, min(visibility), max(at) FROM given WHERE visibility IS NOT NULL AND (SELECT count(*) FROM queued) >= 0
            GROUP BY incident ORDER BY incident COLLATE "C"
            ON CONFLICT (subject_id) DO UPDATE SET visibility = least(subject.visibility, excluded.visibility), noted_at = excluded.noted_at
        )
        SELECT id FROM noted
        """;

    /// <summary>An event that no webhook told of: what resync found, or what somebody asked for. In the order of <see cref="Accept"/>.</summary>
    public const string MarkDue = $"""
        WITH marked AS (
            INSERT INTO deliveries AS delivery (incident_id, grafana, generation, pending_since, due_at, event_at, unannounced_at)
            SELECT incident, grafana, 1, @now, @now, @event, @unannounced
            FROM json_to_recordset(@keys::json) AS given (incident text, grafana text)
            ORDER BY incident COLLATE "C", grafana COLLATE "C"
            ON CONFLICT (incident_id, grafana) DO UPDATE SET
                generation = delivery.generation + 1,
                event_at = greatest(delivery.event_at, excluded.event_at),
                unannounced_at = coalesce(delivery.unannounced_at, excluded.unannounced_at),
                pending_since = coalesce(delivery.pending_since, excluded.pending_since),
                next_since = CASE WHEN delivery.lease_until IS NOT NULL THEN coalesce(delivery.next_since, excluded.pending_since) END,
                due_at = least(delivery.due_at, excluded.due_at)
            RETURNING 1
        )
        SELECT pg_notify('{Channel}', ''), count(*) FROM marked
        """;

    /// <summary>Whatever failed there may go well now. In the order of <see cref="Accept"/>.</summary>
    public const string Wake = """
        UPDATE deliveries SET due_at = @now
        WHERE grafana = @grafana AND incident_id = ANY (ARRAY (
            SELECT incident_id FROM deliveries
            WHERE grafana = @grafana AND outcome IN ('retry', 'dead_letter') AND due_at > @now
            ORDER BY incident_id FOR UPDATE))
        """;

    /// <summary>What a replica of the version before left in its queue, for each Grafana.</summary>
    public const string TakeOver = """
        WITH left_over AS MATERIALIZED (
            SELECT id, pending_since, trace_parent FROM incidents
            WHERE due_at IS NOT NULL AND (lease_until IS NULL OR lease_until <= @now)
            ORDER BY id FOR UPDATE
        ), taken AS (
            UPDATE incidents SET due_at = NULL, pending_since = NULL FROM left_over WHERE incidents.id = left_over.id
        )
        INSERT INTO deliveries AS delivery (incident_id, grafana, generation, pending_since, trace_parent, due_at, event_at)
        SELECT id, settings.grafana, 1, pending_since, trace_parent, @now, @now
        FROM left_over CROSS JOIN unnest(string_to_array(@grafanas, ',')) AS settings (grafana)
        ORDER BY id, settings.grafana COLLATE "C"
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            generation = delivery.generation + 1,
            event_at = excluded.event_at,
            trace_parent = CASE WHEN delivery.pending_since IS NULL THEN excluded.trace_parent ELSE delivery.trace_parent END,
            pending_since = coalesce(delivery.pending_since, excluded.pending_since),
            due_at = excluded.due_at, moves_at = NULL
        """;

    /// <summary>What the queue of the version before had of incidents that no Grafana showed, as it was.</summary>
    public const string Assign = """
        WITH unassigned AS MATERIALIZED (
            SELECT * FROM deliveries WHERE grafana = '' ORDER BY incident_id FOR UPDATE
        ), assigned AS (
            DELETE FROM deliveries USING unassigned WHERE deliveries.incident_id = unassigned.incident_id AND deliveries.grafana = ''
        )
        INSERT INTO deliveries (
            incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at, attempts, outcome,
            reason, asked_at, state_at, unannounced_at)
        SELECT incident_id, settings.grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at, attempts,
            outcome, reason, asked_at, state_at, unannounced_at
        FROM unassigned CROSS JOIN unnest(string_to_array(@grafanas, ',')) AS settings (grafana)
        ORDER BY incident_id, settings.grafana COLLATE "C"
        ON CONFLICT (incident_id, grafana) DO NOTHING
        """;

    /// <summary>
    /// A Grafana that is new gets what is open, what changed lately (<c>@since</c>) and what waits; one that was away gets what came meanwhile.
    /// A state is worth showing there if it is newer than the incident's newest event.
    /// </summary>
    public const string Admit = """
        INSERT INTO deliveries AS delivery (incident_id, grafana, generation, due_at, event_at)
        SELECT incident_id, settings.grafana, 0, @now, max(event_at)
        FROM deliveries CROSS JOIN unnest(string_to_array(@grafanas, ',')) AS settings (grafana)
        WHERE coalesce(event_at, claimed_at) >= @since OR pending_since IS NOT NULL
            OR incident_id IN (SELECT annotations.incident_id FROM annotations WHERE status = 'open')
        GROUP BY incident_id, settings.grafana
        ORDER BY incident_id, settings.grafana COLLATE "C"
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            generation = delivery.generation + 1, event_at = excluded.event_at, due_at = least(delivery.due_at, excluded.due_at), moves_at = NULL
        WHERE coalesce(delivery.event_at, 0) < excluded.event_at
        """;
}
