-- A database as schema 1 left it, with something in every table.
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

INSERT INTO webhooks (id, received_at) VALUES ('msg_first', 1772359200000), ('msg_last', 1772362800000);

-- Succeeded, waiting, leased by a bridge that was killed, waiting for a retry, dead.
INSERT INTO incidents
    (id, generation, pending_since, trace_parent, next_since, next_trace, due_at, claimed_at, lease_token, lease_until, attempts, outcome, reason)
VALUES
    ('DONE',    3, NULL,          NULL, NULL, NULL, NULL, 1772359201000, 3, NULL, 0, 'succeeded', NULL),
    ('WAITING', 1, 1772362800000, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', NULL, NULL, 1772362800000, NULL, 0, NULL, 0, 'none', NULL),
    ('LEASED',  2, 1772362700000, NULL, 1772362750000, NULL, 1772362700000, 1772362710000, 7, 1772362830000, 1, 'retry', 'server'),
    ('RETRIED', 1, 1772362600000, NULL, NULL, NULL, 1772362900000, 1772362610000, 4, NULL, 4, 'retry', 'rate_limited'),
    ('DEAD',    1, 1772359300000, NULL, NULL, NULL, 1772370000000, 1772359310000, 9, NULL, 9, 'dead_letter', 'client');

INSERT INTO annotations
    (incident_id, route, grafana, part, annotation_id, fingerprint, status, start_at, end_at, confirm_at)
VALUES
    ('DONE',   'default', 'main', 'region',  41,   'f00d', 'resolved', 1772359200000, 1772362800000, NULL),
    ('DONE',   'default', 'next', 'start',   42,   'beef', 'open',     1772359200000, 1772359200000, 1772362900000),
    ('DONE',   'default', 'next', 'resolve', 43,   'cafe', 'resolved', 1772362800000, 1772362800000, NULL),
    ('LEASED', 'default', 'main', 'region',  NULL, NULL,   'open',     1772362700000, 1772362700000, NULL);

PRAGMA user_version = 1;
