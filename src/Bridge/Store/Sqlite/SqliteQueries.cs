namespace Bridge.Store.Sqlite;

/// <summary>The statements of the queue, each with the rule that it implements.</summary>
internal static class SqliteQueries
{
    public const string ReleaseLeases = "UPDATE deliveries SET lease_until = NULL WHERE lease_until IS NOT NULL";

    public const string Remember = "INSERT INTO webhooks (id, received_at) VALUES ($id, $now) ON CONFLICT DO NOTHING";

    /// <summary>
    /// (The smaller of claimed_at and now: a clock that was set back must not put a delivery off for hours.)
    /// Events that are taken together count together, from the first to the last of them. Whatever a delivery waits for, it is due at once, or
    /// as soon as its interval allows. What comes while it is leased is remembered beside what the lease is about.
    /// </summary>
    public const string Enqueue = """
        INSERT INTO deliveries (incident_id, grafana, generation, webhooks, pending_since, trace_parent, due_at, received_at, event_at)
        VALUES ($id, $grafana, $events, $events, $first, $trace, $first, $last, $last)
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            generation = generation + $events,
            webhooks = webhooks + $events,
            received_at = $last,
            event_at = max(coalesce(event_at, 0), $last),
            unannounced_at = NULL,
            trace_parent = iif(pending_since IS NULL, $trace, trace_parent),
            pending_since = coalesce(pending_since, $first),
            next_trace = iif(lease_until IS NOT NULL AND next_since IS NULL, $trace, next_trace),
            next_since = iif(lease_until IS NOT NULL, coalesce(next_since, $first), NULL),
            due_at = min(coalesce(due_at, 9223372036854775807), max($first, coalesce(min(claimed_at, $first) + $interval, $first)))
        """;

    /// <summary>An event that no webhook told of: what resync found, or what somebody asked for.</summary>
    public const string MarkDue = """
        INSERT INTO deliveries (incident_id, grafana, generation, pending_since, due_at, event_at, unannounced_at)
        VALUES ($id, $grafana, 1, $now, $now, $event, $unannounced)
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            generation = generation + 1,
            event_at = max(coalesce(event_at, 0), $event),
            unannounced_at = coalesce(unannounced_at, $unannounced),
            pending_since = coalesce(pending_since, $now),
            next_since = iif(lease_until IS NOT NULL, coalesce(next_since, $now), NULL),
            due_at = min(coalesce(due_at, $now), $now)
        """;

    /// <summary>Whatever failed there may go well now.</summary>
    public const string Wake = $"UPDATE deliveries SET due_at = $now WHERE grafana = $grafana AND {HasFailed} AND due_at > $now";

    /// <summary>What a replica of the version before left in its queue.</summary>
    public const string TakeOver = """
        INSERT INTO deliveries (incident_id, grafana, generation, pending_since, trace_parent, due_at, event_at)
        SELECT id, $grafana, 1, pending_since, trace_parent, $now, $now FROM incidents
        WHERE due_at IS NOT NULL AND (lease_until IS NULL OR lease_until <= $now)
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            generation = generation + 1,
            event_at = excluded.event_at,
            trace_parent = iif(pending_since IS NULL, excluded.trace_parent, trace_parent),
            pending_since = coalesce(pending_since, excluded.pending_since),
            due_at = excluded.due_at, moves_at = NULL
        """;

    public const string TakenOver =
        "UPDATE incidents SET due_at = NULL, pending_since = NULL WHERE due_at IS NOT NULL AND (lease_until IS NULL OR lease_until <= $now)";

    /// <summary>What the queue of the version before had of incidents that no Grafana showed, as it was.</summary>
    public const string Assign = """
        INSERT INTO deliveries (
            incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at, attempts, outcome,
            reason, asked_at, state_at, unannounced_at)
        SELECT incident_id, $grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at, attempts, outcome,
            reason, asked_at, state_at, unannounced_at
        FROM deliveries WHERE grafana = ''
        ON CONFLICT (incident_id, grafana) DO NOTHING
        """;

    public const string Assigned = "DELETE FROM deliveries WHERE grafana = ''";

    /// <summary>
    /// A Grafana that is new gets what is open, what changed lately (<c>$since</c>) and what waits; one that was away gets what came meanwhile.
    /// A state is worth showing there if it is newer than the incident's newest event.
    /// </summary>
    public const string Admit = """
        INSERT INTO deliveries (incident_id, grafana, generation, due_at, event_at)
        SELECT incident_id, $grafana, 0, $now, max(event_at) FROM deliveries AS other
        WHERE coalesce(event_at, claimed_at) >= $since OR pending_since IS NOT NULL
            OR EXISTS (SELECT 1 FROM annotations WHERE annotations.incident_id = other.incident_id AND status = 'open')
        GROUP BY incident_id
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            generation = generation + 1, event_at = excluded.event_at, due_at = min(coalesce(due_at, $now), $now), moves_at = NULL
        WHERE coalesce(event_at, 0) < excluded.event_at
        """;

    /// <summary>A replay heals what failed.</summary>
    public const string SelectFailed = $"SELECT grafana FROM deliveries WHERE incident_id = $id AND {HasFailed}";

    /// <summary>
    /// Words to be taken away go before all else, and what somebody waits for before what the bridge looks at by itself, so that a thousand
    /// open regions keep neither waiting. The lease may have run out under a worker that died; then the delivery is due again.
    /// </summary>
    public static readonly string SelectUrgent = $"SELECT {DueColumns} FROM deliveries WHERE urgent = 1 AND {IsOfLane} AND {IsDue} ORDER BY due_at LIMIT $limit";

    /// <inheritdoc cref="SelectUrgent"/>
    public static readonly string SelectAwaited =
        $"SELECT {DueColumns} FROM deliveries WHERE pending_since IS NOT NULL AND urgent = 0 AND {IsOfLane} AND {IsDue} ORDER BY due_at LIMIT $limit";

    /// <inheritdoc cref="SelectUrgent"/>
    public static readonly string SelectIdle =
        $"SELECT {DueColumns} FROM deliveries WHERE pending_since IS NULL AND urgent = 0 AND {IsOfLane} AND {IsDue} ORDER BY due_at LIMIT $limit";

    /// <summary>What came during an earlier lease that ran out is part of this one: only what comes from now on is beside it.</summary>
    public const string Lease = $"""
        UPDATE deliveries SET
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE incident_id = $id AND grafana = $grafana
        RETURNING {ClaimColumns}
        """;

    /// <summary>
    /// Of a state that the caller has (<c>$asked</c>), not when an event or a newer state is there. Should the caller die, the delivery is due
    /// when the lease runs out.
    /// </summary>
    public const string LeaseOne = $"""
        INSERT INTO deliveries (incident_id, grafana, generation, due_at, claimed_at, lease_token, lease_until)
        VALUES ($id, $grafana, 0, $until, $now, 1, $until)
        ON CONFLICT (incident_id, grafana) DO UPDATE SET
            due_at = coalesce(due_at, $until),
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE {IsFree} AND {StateCounts}
        RETURNING {ClaimColumns}
        """;

    /// <inheritdoc cref="LeaseOne"/>
    public static readonly string LeaseDue = $"""
        UPDATE deliveries SET
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE incident_id = $id AND {IsDue} AND {StateCounts}
        RETURNING {ClaimColumns}
        """;

    /// <summary>Not when somebody has had it since it was seen.</summary>
    public static readonly string LeaseSeen = $"""
        UPDATE deliveries SET
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE incident_id = $id AND {IsDue} AND lease_token = $token
        RETURNING {ClaimColumns}
        """;

    public static readonly string NextDue = $"""
        SELECT min(at) FROM (
            SELECT * FROM (
                SELECT due_at AS at FROM deliveries
                WHERE grafana = $grafana AND {IsOfLane} AND pending_since IS NOT NULL AND due_at IS NOT NULL AND lease_until IS NULL AND {IsReadable}
                ORDER BY due_at LIMIT 1)
            UNION ALL
            SELECT * FROM (
                SELECT due_at AS at FROM deliveries
                WHERE grafana = $grafana AND {IsOfLane} AND pending_since IS NULL AND due_at IS NOT NULL AND lease_until IS NULL AND {IsReadable}
                ORDER BY due_at LIMIT 1)
            UNION ALL
            SELECT max(due_at, lease_until) FROM deliveries
            WHERE grafana = $grafana AND {IsOfLane} AND lease_until IS NOT NULL AND due_at IS NOT NULL AND {IsReadable})
        """;

    /// <summary>An event that the claim is not about came during the lease: it stays, and the delivery is due for it.</summary>
    public const string Succeed = $"""
        UPDATE deliveries SET
            pending_since = iif(generation = $generation, NULL, coalesce(next_since, claimed_at)),
            trace_parent = iif(generation = $generation, NULL, next_trace),
            next_since = NULL, next_trace = NULL,
            due_at = iif(generation = $generation, $due, max($now, min(claimed_at, $now) + $interval)),
            moves_at = iif($move, $due, NULL),
            asked_at = coalesce($asked, asked_at),
            state_at = coalesce($state, state_at),
            unannounced_at = iif($changed OR pending_since IS NULL, unannounced_at, NULL),
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
            due_at = iif(generation <> $generation, max($now, min(claimed_at, $now) + $interval), $due),
            asked_at = coalesce($asked, asked_at),
            lease_until = NULL, urgent = $urgent, attempts = attempts + $failures, outcome = $outcome, reason = $reason
        WHERE {HoldsIt}
        """;

    public const string Hold = $"""
        UPDATE deliveries SET
            next_since = NULL, next_trace = NULL, moves_at = iif(moves_at = due_at, $now, NULL), due_at = $now, asked_at = coalesce($asked, asked_at),
            lease_until = NULL, urgent = max(urgent, $urgent)
        WHERE {HoldsIt}
        """;

    public const string HoldsLease = $"SELECT 1 FROM deliveries WHERE {HoldsIt}";

    public const string SelectDeliveries = $"""
        SELECT {DeliveryColumns} FROM deliveries WHERE incident_id = $id AND {OfSettings} ORDER BY grafana
        """;

    public static readonly string SelectDeadLetters = $"""
        SELECT {DeliveryColumns} FROM deliveries WHERE {IsDead} AND {OfSettings} AND {IsReadable}
        ORDER BY claimed_at DESC, incident_id, grafana LIMIT $limit
        """;

    /// <summary>(SQLite would rather read all incidents in their order than sort the few.)</summary>
    public const string CountMissed =
        $"SELECT count(DISTINCT incident_id) FROM deliveries INDEXED BY deliveries_unannounced WHERE {IsMissed}";

    public const string ForgetMissed =
        $"UPDATE deliveries SET unannounced_at = NULL WHERE incident_id IN (SELECT incident_id FROM deliveries WHERE {IsMissed})";

    public const string CountPending = $"""
        SELECT count(DISTINCT incident_id) FILTER (WHERE {LaneOf} = 0), min(pending_since) FILTER (WHERE {LaneOf} = 0),
            count(DISTINCT incident_id) FILTER (WHERE {LaneOf} = 1), min(pending_since) FILTER (WHERE {LaneOf} = 1)
        FROM deliveries
        WHERE pending_since IS NOT NULL AND outcome <> '{Spelling.DeadLetter}' AND {OfSettings}
        """;

    public const string CountPendingByGrafana = $"""
        SELECT grafana, sum(number) FROM (
            SELECT grafana, count(*) AS number FROM deliveries
            WHERE pending_since IS NOT NULL AND outcome <> '{Spelling.DeadLetter}' AND {OfSettings} GROUP BY grafana
            UNION ALL
            SELECT grafana, count(*) FROM deliveries
            WHERE pending_since IS NULL AND {HasFailed} AND outcome = '{Spelling.Retry}' AND {OfSettings} GROUP BY grafana)
        GROUP BY grafana
        """;

    /// <summary>The same deliveries as <see cref="CountPendingByGrafana"/> counts.</summary>
    public const string CountDue = $"""
        SELECT grafana, sum(due), min(oldest) FROM (
            SELECT grafana, count(*) FILTER (WHERE due_at <= $now) AS due, min(pending_since) AS oldest FROM deliveries
            WHERE pending_since IS NOT NULL AND outcome <> '{Spelling.DeadLetter}' AND {OfSettings} GROUP BY grafana
            UNION ALL
            SELECT grafana, count(*) FILTER (WHERE due_at <= $now), NULL FROM deliveries
            WHERE pending_since IS NULL AND {HasFailed} AND outcome = '{Spelling.Retry}' AND {OfSettings} GROUP BY grafana)
        GROUP BY grafana
        """;

    public const string CountDeadLetters = $"""
        SELECT grafana, reason, count(*) FROM deliveries WHERE {IsDead} AND {OfSettings} GROUP BY grafana, reason
        """;

    public const string LastReceived = "SELECT max(received_at) FROM webhooks";

    /// <summary>The Grafanas of the settings: those of others are kept and wait for nothing.</summary>
    internal const string OfSettings = "grafana IN (SELECT value FROM json_each($grafanas))";

    /// <summary>In the words of the index of what failed.</summary>
    private const string HasFailed = $"outcome IN ('{Spelling.Retry}', '{Spelling.DeadLetter}')";

    private const string IsDead = $"{HasFailed} AND outcome = '{Spelling.DeadLetter}'";

    /// <summary>In the words of the indexes. An incident's id has no colon.</summary>
    internal const string LaneOf = "min(instr(incident_id, ':'), 1)";

    private const string IsOfLane = $"{LaneOf} = $lane";

    private const string IsFree = "(lease_until IS NULL OR lease_until <= $now)";

    /// <summary>
    /// An id that this program cannot read, such as one of a kind that it does not know, is a newer one's: to lease it would only keep it from who
    /// can.
    /// </summary>
    internal static string IsReadable =>
        $"({IsValue("incident_id")} OR (substr(incident_id, 1, instr(incident_id, ':')) IN ({Spelling.Prefixes}) AND {IsValue("substr(incident_id, instr(incident_id, ':') + 1)")}))";

    private static string IsDue => $"grafana = $grafana AND due_at <= $now AND {IsFree} AND {IsReadable}";

    private const string HoldsIt = "incident_id = $id AND grafana = $grafana AND lease_token = $token AND lease_until IS NOT NULL";

    /// <summary>An event of the same millisecond may be newer than the state.</summary>
    private const string StateCounts = "($asked IS NULL OR (coalesce(event_at, -1) < $asked AND coalesce(asked_at, -1) <= $asked))";

    /// <summary>Noted long enough ago, and shown.</summary>
    private const string IsMissed = $"unannounced_at <= $before AND pending_since IS NULL AND {OfSettings}";

    /// <summary>Whatever made it due since then set another time.</summary>
    private const string IsMove =
        $"CASE WHEN moves_at = due_at AND due_at <= $now AND pending_since IS NULL AND outcome = '{Spelling.Succeeded}' THEN 1 ELSE 0 END";

    private const string DueColumns = $"incident_id, lease_token, pending_since, event_at, asked_at, state_at, generation, {IsMove}";

    private const string ClaimColumns = $"""
        incident_id, grafana, generation, lease_token, attempts, reason, outcome, unannounced_at, pending_since, event_at, asked_at, trace_parent, state_at,
        {IsMove}
        """;

    private const string DeliveryColumns =
        "incident_id, grafana, webhooks, received_at, pending_since, state_at, asked_at, claimed_at, lease_until, due_at, attempts, reason, outcome, lease_token";

    private static string IsValue(string text) => $"(length({text}) BETWEEN 1 AND 100 AND {text} NOT GLOB '*[^A-Za-z0-9_-]*')";
}
