-- Times are unix milliseconds. Nothing here names an incident but its id.

CREATE TABLE webhooks (
    id          TEXT    NOT NULL PRIMARY KEY,
    received_at INTEGER NOT NULL
) WITHOUT ROWID, STRICT;

CREATE INDEX webhooks_received_at ON webhooks (received_at);

CREATE TABLE incidents (
    id            TEXT    NOT NULL PRIMARY KEY,
    generation    INTEGER NOT NULL,           -- counts events
    pending_since INTEGER,                    -- oldest event that is not reconciled; NULL: none
    trace_parent  TEXT,                       -- of that event
    next_since    INTEGER,                    -- oldest event that came while the incident was leased
    next_trace    TEXT,                       -- of that event
    due_at        INTEGER,                    -- NULL: nothing to do
    claimed_at    INTEGER,                    -- start of the latest claim
    lease_token   INTEGER NOT NULL DEFAULT 0, -- grows with each claim
    lease_until   INTEGER,                    -- NULL: not leased
    attempts      INTEGER NOT NULL DEFAULT 0, -- failures since the last success
    outcome       TEXT    NOT NULL DEFAULT 'none' CHECK (outcome IN ('none', 'succeeded', 'retry', 'dead_letter')),
    reason        TEXT                        -- of the last failure
) WITHOUT ROWID, STRICT;

CREATE INDEX incidents_due ON incidents (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX incidents_pending ON incidents (pending_since) WHERE pending_since IS NOT NULL;
CREATE INDEX incidents_dead ON incidents (reason) WHERE outcome = 'dead_letter';

CREATE TABLE annotations (
    incident_id   TEXT    NOT NULL,
    route         TEXT    NOT NULL,
    grafana       TEXT    NOT NULL,
    part          TEXT    NOT NULL CHECK (part IN ('region', 'start', 'resolve')),
    annotation_id INTEGER CHECK (annotation_id > 0), -- NULL: a create is under way or in doubt
    fingerprint   TEXT,
    status        TEXT    NOT NULL CHECK (status IN ('open', 'resolved')),
    start_at      INTEGER NOT NULL,
    end_at        INTEGER NOT NULL,
    confirm_at    INTEGER,
    PRIMARY KEY (incident_id, route, grafana, part)
) WITHOUT ROWID, STRICT;
