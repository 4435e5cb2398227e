namespace Bridge.Store.Postgres;

/// <summary>
/// The statements that take deliveries, end them and count them, each with the rule that it implements; <see cref="PostgresEventQueries"/> has
/// those that make them due. They say what those for SQLite say; what differs is where several replicas meet. <c>least</c> and
/// <c>greatest</c> pass over a NULL.
/// </summary>
internal static class PostgresQueries
{
    /// <summary>
    /// The lease may have run out under a worker that died; then the delivery is due again. What another replica is claiming at this
    /// moment is passed over. Words to be taken away go before all else, and what somebody waits for before what the bridge looks at by itself.
    /// What came during an earlier lease that ran out is part of this one: only what comes from now on is beside it.
    /// </summary>
    public static readonly string Claim = $"""
        WITH urgent AS MATERIALIZED (
            SELECT incident_id FROM deliveries WHERE urgent = 1 AND {IsOfLane} AND {IsDue}
            ORDER BY due_at LIMIT @limit
            FOR UPDATE SKIP LOCKED
        ), awaited AS MATERIALIZED (
            SELECT incident_id FROM deliveries WHERE pending_since IS NOT NULL AND urgent = 0 AND {IsOfLane} AND {IsDue}
            ORDER BY due_at LIMIT @limit - (SELECT count(*) FROM urgent)
            FOR UPDATE SKIP LOCKED
        ), idle AS MATERIALIZED (
            SELECT incident_id FROM deliveries WHERE pending_since IS NULL AND urgent = 0 AND {IsOfLane} AND {IsDue}
            ORDER BY due_at LIMIT @limit - (SELECT count(*) FROM urgent) - (SELECT count(*) FROM awaited)
            FOR UPDATE SKIP LOCKED
        ), leased AS (
            UPDATE deliveries SET
                claimed_at = @now, lease_token = lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
            WHERE grafana = @grafana AND incident_id = ANY (ARRAY (
                SELECT incident_id FROM urgent UNION ALL SELECT incident_id FROM awaited UNION ALL SELECT incident_id FROM idle))
            RETURNING *
        )
        SELECT {ClaimColumns} FROM leased ORDER BY urgent DESC, pending_since IS NULL, due_at
        """;

    /// <summary>In the order of <see cref="Claim"/>. Nothing is locked.</summary>
    public static readonly string ReadDue = $"""
        SELECT incident_id, lease_token, pending_since, event_at, asked_at, state_at, generation, {IsMove} FROM (
            (SELECT * FROM deliveries WHERE urgent = 1 AND {IsOfLane} AND {IsDue} ORDER BY due_at LIMIT @limit)
            UNION ALL
            (SELECT * FROM deliveries WHERE pending_since IS NOT NULL AND urgent = 0 AND {IsOfLane} AND {IsDue} ORDER BY due_at LIMIT @limit)
            UNION ALL
            (SELECT * FROM deliveries WHERE pending_since IS NULL AND urgent = 0 AND {IsOfLane} AND {IsDue} ORDER BY due_at LIMIT @limit)) AS due
        ORDER BY urgent DESC, pending_since IS NULL, due_at LIMIT @limit
        """;

    /// <summary>Of a state that the caller has (<c>@asked</c>), not when an event or a newer state is there.</summary>
    public static readonly string LeaseDue = $"""
        UPDATE deliveries SET
            claimed_at = @now, lease_token = lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
        WHERE incident_id = @id AND {IsDue}
            AND (@asked IS NULL OR greatest(event_at + 1, asked_at, 0) + @skew <= @asked)
        RETURNING {ClaimColumns}
        """;

    /// <summary>The same, due or not. Should the caller die, the delivery is due when the lease runs out.</summary>
    public const string LeaseOne = $"""
        INSERT INTO deliveries AS delivery (incident_id, grafana, generation, due_at, claimed_at, lease_token, lease_until)
        VALUES (@id, @grafana, 0, @until, @now, 1, @until)
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            due_at = coalesce(delivery.due_at, @until),
            claimed_at = @now, lease_token = delivery.lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
        WHERE (delivery.lease_until IS NULL OR delivery.lease_until <= @now)
            AND (@asked IS NULL OR greatest(delivery.event_at + 1, delivery.asked_at, 0) + @skew <= @asked)
        RETURNING {ClaimColumns}
        """;

    /// <summary>Not when somebody has had it since it was seen.</summary>
    public static readonly string LeaseSeen = $"""
        UPDATE deliveries SET
            claimed_at = @now, lease_token = lease_token + 1, lease_until = @until, next_since = NULL, next_trace = NULL
        WHERE incident_id = @id AND {IsDue} AND lease_token = @token
        RETURNING {ClaimColumns}
        """;

    /// <summary>The lease of a claim that nobody got; what it took is due as it was.</summary>
    public const string Free = "UPDATE deliveries SET lease_until = NULL WHERE grafana = @name AND claimed_at = @from AND lease_until = @until";

    public static readonly string NextDue = $"""
        SELECT least(
            (SELECT due_at FROM deliveries
                WHERE grafana = @grafana AND {IsOfLane} AND pending_since IS NOT NULL AND due_at IS NOT NULL AND lease_until IS NULL AND {IsReadable}
                ORDER BY due_at LIMIT 1),
            (SELECT due_at FROM deliveries
                WHERE grafana = @grafana AND {IsOfLane} AND pending_since IS NULL AND due_at IS NOT NULL AND lease_until IS NULL AND {IsReadable}
                ORDER BY due_at LIMIT 1),
            (SELECT min(greatest(due_at, lease_until)) FROM deliveries
                WHERE grafana = @grafana AND {IsOfLane} AND due_at IS NOT NULL AND lease_until IS NOT NULL AND {IsReadable}))
        """;

    /// <summary>An event that the claim is not about came during the lease: it stays, and the delivery is due for it.</summary>
    public const string Succeed = $"""
        UPDATE deliveries SET
            pending_since = CASE WHEN generation <> @generation THEN coalesce(next_since, claimed_at) END,
            trace_parent = CASE WHEN generation <> @generation THEN next_trace END,
            next_since = NULL, next_trace = NULL,
            due_at = CASE WHEN generation = @generation THEN @due ELSE greatest(@now, least(claimed_at, @now) + @interval) END,
            moves_at = CASE WHEN @move = 1 THEN @due END,
            asked_at = coalesce(@asked, asked_at),
            state_at = coalesce(@state, state_at),
            unannounced_at = CASE WHEN @changed = 1 OR pending_since IS NULL THEN unannounced_at END,
            lease_until = NULL, urgent = 0, attempts = 0, outcome = '{Spelling.Succeeded}', reason = NULL
        WHERE {HoldsIt}
        """;

    /// <summary>
    /// What came during the lease waits with what failed: the older of the two says how long the incident is overdue. It wakes the delivery,
    /// as an event that comes later does.
    /// </summary>
    public const string Fail = $"""
        UPDATE deliveries SET
            next_since = NULL, next_trace = NULL, moves_at = NULL,
            due_at = CASE WHEN generation <> @generation THEN greatest(@now, least(claimed_at, @now) + @interval) ELSE @due END,
            asked_at = coalesce(@asked, asked_at),
            lease_until = NULL, urgent = @urgent, attempts = attempts + @failures, outcome = @outcome, reason = @reason
        WHERE {HoldsIt}
        """;

    public const string Hold = $"""
        UPDATE deliveries SET
            next_since = NULL, next_trace = NULL, moves_at = CASE WHEN moves_at = due_at THEN @now END, due_at = @now, asked_at = coalesce(@asked, asked_at),
            lease_until = NULL, urgent = greatest(urgent, @urgent)
        WHERE {HoldsIt}
        """;

    /// <summary>The ids come in one text: an id has no comma, and arrays would be one more part of the driver in the binary.</summary>
    public const string SelectDeliveries = $"""
        SELECT {DeliveryColumns} FROM deliveries WHERE incident_id = ANY (string_to_array(@ids, ',')) AND {OfSettings}
        ORDER BY incident_id, grafana
        """;

    public static readonly string SelectDeadLetters = $"""
        SELECT {DeliveryColumns} FROM deliveries WHERE outcome = '{Spelling.DeadLetter}' AND {OfSettings} AND {IsReadable}
        ORDER BY claimed_at DESC, incident_id, grafana LIMIT @limit
        """;

    /// <summary>In the order of <see cref="PostgresEventQueries.Accept"/>.</summary>
    public const string CountMissed = $"""
        WITH missed AS MATERIALIZED (
            SELECT DISTINCT incident_id FROM deliveries WHERE unannounced_at <= @before AND pending_since IS NULL AND {OfSettings}
        ), locked AS MATERIALIZED (
            SELECT incident_id FROM deliveries WHERE incident_id IN (SELECT incident_id FROM missed) AND unannounced_at IS NOT NULL
            ORDER BY incident_id, grafana FOR UPDATE
        ), counted AS (
            UPDATE deliveries SET unannounced_at = NULL
            WHERE incident_id = ANY (ARRAY (SELECT incident_id FROM locked)) AND unannounced_at IS NOT NULL
        )
        SELECT count(*)::integer FROM missed
        """;

    public const string CountPending = $"""
        SELECT count(DISTINCT incident_id) FILTER (WHERE {LaneOf} = 0), min(pending_since) FILTER (WHERE {LaneOf} = 0),
            count(DISTINCT incident_id) FILTER (WHERE {LaneOf} = 1), min(pending_since) FILTER (WHERE {LaneOf} = 1),
            (SELECT max(received_at) FROM webhooks),
            (SELECT succeeded_at FROM jobs WHERE name = 'resync'), (SELECT succeeded_at FROM jobs WHERE name = 'first_start')
        FROM deliveries WHERE pending_since IS NOT NULL AND outcome <> '{Spelling.DeadLetter}' AND {OfSettings}
        """;

    public const string CountPendingByGrafana = $"""
        SELECT grafana, sum(number)::bigint FROM (
            SELECT grafana, count(*) AS number FROM deliveries
            WHERE pending_since IS NOT NULL AND outcome <> '{Spelling.DeadLetter}' AND {OfSettings} GROUP BY grafana
            UNION ALL
            SELECT grafana, count(*) FROM deliveries WHERE pending_since IS NULL AND outcome = '{Spelling.Retry}' AND {OfSettings} GROUP BY grafana
        ) AS waiting
        GROUP BY grafana
        """;

    /// <summary>The same deliveries as <see cref="CountPendingByGrafana"/> counts.</summary>
    public const string CountDue = $"""
        SELECT grafana, sum(due)::bigint, min(oldest) FROM (
            SELECT grafana, count(*) FILTER (WHERE due_at <= @now) AS due, min(pending_since) AS oldest FROM deliveries
            WHERE pending_since IS NOT NULL AND outcome <> '{Spelling.DeadLetter}' AND {OfSettings} GROUP BY grafana
            UNION ALL
            SELECT grafana, count(*) FILTER (WHERE due_at <= @now), NULL FROM deliveries
            WHERE pending_since IS NULL AND outcome = '{Spelling.Retry}' AND {OfSettings} GROUP BY grafana
        ) AS waiting
        GROUP BY grafana
        """;

    public const string CountDeadLetters = $"""
        SELECT grafana, reason, count(*) FROM deliveries WHERE outcome = '{Spelling.DeadLetter}' AND {OfSettings} GROUP BY grafana, reason
        """;

    /// <summary>The Grafanas of the settings: those of others are kept and wait for nothing. A name has no comma.</summary>
    internal const string OfSettings = "grafana = ANY (string_to_array(@grafanas, ','))";

    internal const string HoldsIt = "incident_id = @id AND grafana = @grafana AND lease_token = @token AND lease_until IS NOT NULL";

    /// <summary>An id that this program cannot read is a newer one's: to lease it would only keep it from who can.</summary>
    internal static string IsReadable =>
        $"(incident_id ~ '^[A-Za-z0-9_-]{{1,100}}$' OR (split_part(incident_id, ':', 1) || ':' IN ({Spelling.Prefixes}) AND incident_id ~ '^[a-z-]+:[A-Za-z0-9_-]{{1,100}}$'))";

    /// <summary>In the words of the indexes. An incident's id has no colon.</summary>
    internal const string LaneOf = "least(strpos(incident_id, ':'), 1)";

    private const string IsOfLane = $"{LaneOf} = @lane";

    private static string IsDue => $"grafana = @grafana AND due_at <= @now AND (lease_until IS NULL OR lease_until <= @now) AND {IsReadable}";

    /// <summary>Whatever made it due since then set another time.</summary>
    private const string IsMove =
        $"(CASE WHEN moves_at = due_at AND due_at <= @now AND pending_since IS NULL AND outcome = '{Spelling.Succeeded}' THEN 1 ELSE 0 END)::bigint";

    private const string ClaimColumns = $"""
        incident_id, grafana, generation, lease_token, attempts, reason, outcome, unannounced_at, pending_since, event_at, asked_at, trace_parent, state_at,
        {IsMove}
        """;

    private const string DeliveryColumns =
        "incident_id, grafana, webhooks, received_at, pending_since, state_at, asked_at, claimed_at, lease_until, due_at, attempts, reason, outcome, lease_token";
}
