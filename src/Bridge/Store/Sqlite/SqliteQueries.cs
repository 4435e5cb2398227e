namespace Bridge.Store.Sqlite;

/// <summary>The statements of the store, each with the rule that it implements.</summary>
internal static class SqliteQueries
{
    public const string ReleaseLeases = "UPDATE incidents SET lease_until = NULL WHERE lease_until IS NOT NULL";

    public const string ReleaseJobs = "UPDATE jobs SET lease_until = NULL WHERE lease_until IS NOT NULL";

    public const string Remember = "INSERT INTO webhooks (id, received_at) VALUES ($id, $now) ON CONFLICT DO NOTHING";

    /// <summary>The newest stays whatever its age: it tells when the last webhook came (<see cref="LastReceived"/>).</summary>
    public const string ForgetWebhooks = """
        DELETE FROM webhooks WHERE id IN (
            SELECT id FROM webhooks
            WHERE received_at < $before AND received_at < (SELECT max(received_at) FROM webhooks)
            ORDER BY received_at LIMIT $limit)
        """;

    /// <summary>
    /// Incidents on which the work is over, and that no annotation needs: none that is open, in doubt or known to be wrong, and none that
    /// ended lately. A dead letter is not over.
    /// </summary>
    public const string SelectSettled = """
        SELECT id FROM incidents
        WHERE due_at IS NULL AND claimed_at < $before AND coalesce(received_at, claimed_at) < $before AND outcome = 'succeeded'
            AND pending_since IS NULL AND lease_until IS NULL AND unannounced_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM annotations WHERE incident_id = incidents.id AND (
                    status = 'open' OR end_at >= $before OR annotation_id IS NULL OR fingerprint IS NULL OR confirm_at IS NOT NULL))
        ORDER BY claimed_at LIMIT $limit
        """;

    public const string ForgetLedger = "DELETE FROM annotations WHERE incident_id = $id";

    public const string ForgetIncident = "DELETE FROM incidents WHERE id = $id";

    /// <summary>
    /// (The smaller of claimed_at and now: a clock that was set back must not put an incident off for hours.)
    /// Events that are taken together count together, from the first to the last of them. An idle incident is due at once, or as soon as its interval allows; one that waits for a retry keeps its time; a dead letter is
    /// woken. What comes while the incident is leased is remembered beside what the lease is about.
    /// </summary>
    public const string Enqueue = """
        INSERT INTO incidents (id, generation, pending_since, trace_parent, due_at, received_at) VALUES ($id, $events, $first, $trace, $first, $last)
        ON CONFLICT (id) DO UPDATE SET
            generation = generation + $events,
            received_at = $last,
            unannounced_at = NULL,
            trace_parent = iif(pending_since IS NULL, $trace, trace_parent),
            pending_since = coalesce(pending_since, $first),
            next_trace = iif(lease_until IS NOT NULL AND next_since IS NULL, $trace, next_trace),
            next_since = iif(lease_until IS NOT NULL, coalesce(next_since, $first), NULL),
            due_at = CASE
                WHEN outcome IN ('none', 'retry') AND due_at IS NOT NULL THEN due_at
                ELSE min(coalesce(due_at, 9223372036854775807), max($first, coalesce(min(claimed_at, $first) + $interval, $first)))
            END
        """;

    public const string IsDeadLetter = "SELECT 1 FROM incidents WHERE id = $id AND outcome = 'dead_letter'";

    /// <summary>
    /// What somebody waits for; it goes before what the bridge looks at by itself (<see cref="SelectIdle"/>), so that a thousand open
    /// regions do not keep an event waiting. The lease may have run out under a worker that died; then the incident is due again.
    /// </summary>
    public const string SelectAwaited = $"""
        SELECT {DueColumns} FROM incidents
        WHERE pending_since IS NOT NULL AND due_at <= $now AND (lease_until IS NULL OR lease_until <= $now)
        ORDER BY due_at LIMIT $limit
        """;

    /// <inheritdoc cref="SelectAwaited"/>
    public const string SelectIdle = $"""
        SELECT {DueColumns} FROM incidents
        WHERE pending_since IS NULL AND due_at <= $now AND (lease_until IS NULL OR lease_until <= $now)
        ORDER BY due_at LIMIT $limit
        """;

    /// <summary>What came during an earlier lease that ran out is part of this one: only what comes from now on is beside it.</summary>
    public const string Lease = """
        UPDATE incidents SET
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE id = $id
        RETURNING generation, lease_token, attempts, reason, outcome, pending_since, trace_parent, state_at
        """;

    /// <summary>
    /// Of a state that the caller has (<c>$state</c>), not while an event waits or a newer state is there. Should the caller die, the
    /// incident is due when the lease runs out.
    /// </summary>
    public const string LeaseOne = """
        INSERT INTO incidents (id, generation, due_at, claimed_at, lease_token, lease_until) VALUES ($id, 0, $until, $now, 1, $until)
        ON CONFLICT (id) DO UPDATE SET
            due_at = coalesce(due_at, $until),
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE (lease_until IS NULL OR lease_until <= $now)
            AND ($state IS NULL OR (pending_since IS NULL AND coalesce(state_at, $state) <= $state))
        RETURNING generation, lease_token, attempts, reason, outcome, pending_since, trace_parent, state_at
        """;

    /// <summary>Of a state that the caller has (<c>$state</c>), not when somebody had the incident since the caller looked, or a newer state is there.</summary>
    public const string LeaseDue = """
        UPDATE incidents SET
            claimed_at = $now, lease_token = lease_token + 1, lease_until = $until, next_since = NULL, next_trace = NULL
        WHERE id = $id AND due_at <= $now AND (lease_until IS NULL OR lease_until <= $now)
            AND ($state IS NULL OR (lease_token = $token AND coalesce(state_at, $state) <= $state))
        RETURNING generation, lease_token, attempts, reason, outcome, pending_since, trace_parent, state_at
        """;

    public const string NextDue = """
        SELECT min(at) FROM (
            SELECT * FROM (SELECT due_at AS at FROM incidents WHERE due_at IS NOT NULL AND lease_until IS NULL ORDER BY due_at LIMIT 1)
            UNION ALL
            SELECT max(due_at, lease_until) FROM incidents WHERE lease_until IS NOT NULL AND due_at IS NOT NULL)
        """;

    /// <summary>
    /// An event that the claim is not about came during the lease, or between the look at the queue and the claim
    /// (<see cref="LeaseDue"/>): of that one only the latest possible time is known.
    /// </summary>
    public const string Succeed = """
        UPDATE incidents SET
            pending_since = iif(generation = $generation, NULL, coalesce(next_since, claimed_at)),
            trace_parent = iif(generation = $generation, NULL, next_trace),
            next_since = NULL, next_trace = NULL,
            due_at = iif(generation = $generation, $due, max($now, min(claimed_at, $now) + $interval)),
            state_at = coalesce($state, state_at),
            lease_until = NULL, attempts = 0, outcome = $outcome, reason = $reason
        WHERE id = $id AND lease_token = $token AND lease_until IS NOT NULL
        """;

    /// <summary>
    /// What came during the lease waits with what failed: the older of the two says how long the incident is overdue. A dead letter is
    /// an exception: an event that came during the lease wakes it, as one that comes later does.
    /// </summary>
    public const string Fail = """
        UPDATE incidents SET
            next_since = NULL, next_trace = NULL,
            due_at = iif($outcome = 'dead_letter' AND generation <> $generation, max($now, min(claimed_at, $now) + $interval), $due),
            lease_until = NULL, attempts = attempts + $failures, outcome = $outcome, reason = $reason
        WHERE id = $id AND lease_token = $token AND lease_until IS NOT NULL
        """;

    public const string HoldsLease = "SELECT 1 FROM incidents WHERE id = $id AND lease_token = $token AND lease_until IS NOT NULL";

    public const string SelectLedger = $"""
        SELECT {LedgerColumns} FROM annotations WHERE incident_id = $id ORDER BY route, grafana, dashboard, part
        """;

    public const string SelectLedgerOfGrafana = $"""
        SELECT {LedgerColumns} FROM annotations WHERE grafana = $grafana AND end_at >= $since
        UNION ALL
        SELECT {LedgerColumns} FROM annotations WHERE grafana = $grafana AND end_at < $since AND status = 'open'
        ORDER BY incident_id, route, dashboard, part
        """;

    public const string SaveLedger = $"""
        INSERT INTO annotations ({LedgerColumns})
        VALUES ($id, $route, $grafana, $dashboard, $part, $annotation, $fingerprint, $status, $start, $end, $confirm, $failure)
        ON CONFLICT (incident_id, route, grafana, dashboard, part) DO UPDATE SET
            annotation_id = excluded.annotation_id, fingerprint = excluded.fingerprint, status = excluded.status,
            start_at = excluded.start_at, end_at = excluded.end_at, confirm_at = excluded.confirm_at, failure = excluded.failure
        """;

    public const string RemoveLedger = """
        DELETE FROM annotations
        WHERE incident_id = $id AND route = $route AND grafana = $grafana AND dashboard = $dashboard AND part = $part
        """;

    public const string SelectWork = $"SELECT {WorkColumns} FROM incidents WHERE id = $id";

    public const string SelectDeadLetters = $"""
        SELECT {WorkColumns} FROM incidents WHERE outcome = 'dead_letter' ORDER BY claimed_at DESC, id LIMIT $limit
        """;

    public const string NoteUnannounced = "UPDATE incidents SET unannounced_at = $now WHERE id = $id";

    public const string CountMissed = "UPDATE incidents SET unannounced_at = NULL WHERE unannounced_at <= $before";

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

    /// <summary>Writes a page without changing what it says: a full disk or a read-only one refuses it.</summary>
    public const string Probe = "PRAGMA application_id = 0x42524447";

    public const string CountPending =
        "SELECT count(*), min(pending_since) FROM incidents WHERE pending_since IS NOT NULL AND outcome <> 'dead_letter'";

    public const string CountDeadLetters = "SELECT reason, count(*) FROM incidents WHERE outcome = 'dead_letter' GROUP BY reason";

    public const string LastReceived = "SELECT max(received_at) FROM webhooks";

    private const string DueColumns = "id, generation, lease_token, pending_since, state_at";

    private const string LedgerColumns =
        "incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at, confirm_at, failure";

    private const string WorkColumns =
        "id, generation, received_at, pending_since, state_at, claimed_at, lease_until, due_at, attempts, reason, outcome";
}
