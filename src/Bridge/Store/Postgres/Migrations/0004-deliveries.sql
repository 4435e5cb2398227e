-- The unit of work is one incident in one Grafana. What the old queue had goes to the Grafanas in which the incident is shown; the rest
-- waits under no name until the bridge, which alone knows its Grafanas, starts. What a replica of the version before has leased is left to it for
-- as long.
LOCK TABLE incidents IN SHARE ROW EXCLUSIVE MODE; -- what such a replica notes in the middle would be wiped below, unread

CREATE TABLE deliveries (
    incident_id    text COLLATE "C" NOT NULL,
    grafana        text COLLATE "C" NOT NULL,
    generation     bigint NOT NULL,           -- counts events
    webhooks       bigint NOT NULL DEFAULT 0, -- how many of them were webhooks
    received_at    bigint,                    -- newest webhook
    event_at       bigint,                    -- newest event: an older state is not worth showing
    pending_since  bigint,                    -- oldest event that is not shown; NULL: none
    trace_parent   text,                       -- of that event
    next_since     bigint,                    -- oldest event that came during the lease
    next_trace     text,                       -- of that event
    urgent         bigint NOT NULL DEFAULT 0, -- 1: words have to be taken away
    due_at         bigint,                    -- NULL: nothing to do
    claimed_at     bigint,                    -- start of the latest lease
    lease_token    bigint NOT NULL DEFAULT 0, -- grows with each lease
    lease_until    bigint,                    -- NULL: not leased
    attempts       integer NOT NULL DEFAULT 0, -- failures since the last success
    outcome        text COLLATE "C" NOT NULL DEFAULT 'none',
    reason         text,                       -- of the last failure
    asked_at       bigint,                    -- when the state was asked for that is shown, if only in part; NULL: none
    state_at       bigint,                    -- incident.io's time of that state
    unannounced_at bigint,                    -- when a change was found that no webhook had told of, not counted yet
    PRIMARY KEY (incident_id, grafana)
);

INSERT INTO deliveries (
    incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at,
    attempts, outcome, reason, asked_at, state_at, unannounced_at)
SELECT id, grafana, generation, generation, received_at, coalesce(received_at, pending_since), pending_since, trace_parent,
    CASE WHEN due_at IS NOT NULL THEN greatest(due_at, lease_until) END, claimed_at, attempts, outcome, reason, CASE WHEN state_at IS NOT NULL THEN claimed_at END, state_at, unannounced_at
FROM incidents JOIN (SELECT DISTINCT incident_id, grafana FROM annotations) AS shown ON incident_id = id;

INSERT INTO deliveries (
    incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at,
    attempts, outcome, reason, asked_at, state_at, unannounced_at)
SELECT id, '', generation, generation, received_at, coalesce(received_at, pending_since), pending_since, trace_parent,
    CASE WHEN due_at IS NOT NULL THEN greatest(due_at, lease_until) END, claimed_at, attempts, outcome, reason, CASE WHEN state_at IS NOT NULL THEN claimed_at END, state_at, unannounced_at
FROM incidents WHERE NOT EXISTS (SELECT 1 FROM annotations WHERE incident_id = id);

-- The table stays for replicas of the version before, until they are replaced; what they leave in it is taken over.
UPDATE incidents SET due_at = NULL, pending_since = NULL, next_since = NULL, unannounced_at = NULL;

-- What is due in a Grafana is read in its order, however much waits: words to take away, then events, then the rest.
CREATE INDEX deliveries_urgent ON deliveries (grafana, due_at) WHERE urgent = 1;
CREATE INDEX deliveries_awaited ON deliveries (grafana, due_at) WHERE pending_since IS NOT NULL;
CREATE INDEX deliveries_idle ON deliveries (grafana, due_at) WHERE pending_since IS NULL AND due_at IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (grafana, lease_until) WHERE lease_until IS NOT NULL;
CREATE INDEX deliveries_failed ON deliveries (grafana, outcome, reason) WHERE outcome IN ('retry', 'dead_letter');
CREATE INDEX deliveries_settled ON deliveries (claimed_at) WHERE due_at IS NULL;
CREATE INDEX deliveries_unannounced ON deliveries (unannounced_at) WHERE unannounced_at IS NOT NULL;
