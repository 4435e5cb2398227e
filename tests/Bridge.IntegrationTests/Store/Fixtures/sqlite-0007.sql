-- A database as schema 7 left it, with something in every table.
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

-- An annotation's key takes in the dashboard that it is on: '' for the organization, else uid or uid/panel.
CREATE TABLE annotations_2 (
    incident_id   TEXT    NOT NULL,
    route         TEXT    NOT NULL,
    grafana       TEXT    NOT NULL,
    dashboard     TEXT    NOT NULL,
    part          TEXT    NOT NULL CHECK (part IN ('region', 'start', 'resolve')),
    annotation_id INTEGER CHECK (annotation_id > 0), -- NULL: a create is under way or in doubt
    fingerprint   TEXT,
    status        TEXT    NOT NULL CHECK (status IN ('open', 'resolved')),
    start_at      INTEGER NOT NULL,
    end_at        INTEGER NOT NULL,
    confirm_at    INTEGER,
    failure       TEXT,                              -- of the last attempt; NULL after a success
    PRIMARY KEY (incident_id, route, grafana, dashboard, part)
) WITHOUT ROWID, STRICT;

INSERT INTO annotations_2
SELECT incident_id, route, grafana, '', part, annotation_id, fingerprint, status, start_at, end_at, confirm_at, NULL FROM annotations;

DROP TABLE annotations;
ALTER TABLE annotations_2 RENAME TO annotations;
CREATE INDEX annotations_ended ON annotations (grafana, end_at);

ALTER TABLE incidents ADD COLUMN state_at INTEGER;       -- incident.io's time of the last change that is reconciled
ALTER TABLE incidents ADD COLUMN received_at INTEGER;    -- when the last event came
ALTER TABLE incidents ADD COLUMN unannounced_at INTEGER; -- when a change was found that no event had told of, not counted yet
CREATE INDEX incidents_unannounced ON incidents (unannounced_at) WHERE unannounced_at IS NOT NULL;

CREATE TABLE jobs (
    name         TEXT    NOT NULL PRIMARY KEY,
    started_at   INTEGER NOT NULL,
    retry_at     INTEGER,          -- after a failure, when it is due again
    succeeded_at INTEGER,
    watermark    INTEGER,          -- how far it has come
    lease_token  INTEGER NOT NULL,
    lease_until  INTEGER           -- NULL: not leased
) WITHOUT ROWID, STRICT;

-- What is due is read in its order, however much waits: events, then the rest; and the end of the leases.
DROP INDEX incidents_pending;
CREATE INDEX incidents_awaited ON incidents (due_at) WHERE pending_since IS NOT NULL;
CREATE INDEX incidents_leased ON incidents (lease_until) WHERE lease_until IS NOT NULL;

-- What may be forgotten.
CREATE INDEX incidents_settled ON incidents (claimed_at) WHERE due_at IS NULL;

-- What is open, however much has ended.
CREATE INDEX annotations_open ON annotations (grafana, end_at) WHERE status = 'open';

-- The unit of work is one incident in one Grafana. What the old queue had goes to the Grafanas in which the incident is shown; the rest
-- waits under no name until the bridge, which alone knows its Grafanas, starts.
CREATE TABLE deliveries (
    incident_id    TEXT    NOT NULL,
    grafana        TEXT    NOT NULL,
    generation     INTEGER NOT NULL,           -- counts events
    webhooks       INTEGER NOT NULL DEFAULT 0, -- how many of them were webhooks
    received_at    INTEGER,                    -- newest webhook
    event_at       INTEGER,                    -- newest event: an older state is not worth showing
    pending_since  INTEGER,                    -- oldest event that is not shown; NULL: none
    trace_parent   TEXT,                       -- of that event
    next_since     INTEGER,                    -- oldest event that came during the lease
    next_trace     TEXT,                       -- of that event
    urgent         INTEGER NOT NULL DEFAULT 0, -- 1: words have to be taken away
    due_at         INTEGER,                    -- NULL: nothing to do
    claimed_at     INTEGER,                    -- start of the latest lease
    lease_token    INTEGER NOT NULL DEFAULT 0, -- grows with each lease
    lease_until    INTEGER,                    -- NULL: not leased
    attempts       INTEGER NOT NULL DEFAULT 0, -- failures since the last success
    outcome        TEXT    NOT NULL DEFAULT 'none',
    reason         TEXT,                       -- of the last failure
    asked_at       INTEGER,                    -- when the state was asked for that is shown, if only in part; NULL: none
    state_at       INTEGER,                    -- incident.io's time of that state
    unannounced_at INTEGER,                    -- when a change was found that no webhook had told of, not counted yet
    PRIMARY KEY (incident_id, grafana)
) WITHOUT ROWID, STRICT;

INSERT INTO deliveries (
    incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at,
    attempts, outcome, reason, asked_at, state_at, unannounced_at)
SELECT id, grafana, generation, generation, received_at, coalesce(received_at, pending_since), pending_since, trace_parent, due_at, claimed_at,
    attempts, outcome, reason, iif(state_at IS NULL, NULL, claimed_at), state_at, unannounced_at
FROM incidents JOIN (SELECT DISTINCT incident_id, grafana FROM annotations) AS shown ON incident_id = id;

INSERT INTO deliveries (
    incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, due_at, claimed_at,
    attempts, outcome, reason, asked_at, state_at, unannounced_at)
SELECT id, '', generation, generation, received_at, coalesce(received_at, pending_since), pending_since, trace_parent, due_at, claimed_at,
    attempts, outcome, reason, iif(state_at IS NULL, NULL, claimed_at), state_at, unannounced_at
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

INSERT INTO webhooks (id, received_at) VALUES ('msg_first', 1772359200000), ('msg_last', 1772362800000);

-- Succeeded, waiting, leased by a bridge that was killed, waiting for a retry, dead: in both Grafanas.
INSERT INTO deliveries (
    incident_id, grafana, generation, webhooks, received_at, event_at, pending_since, trace_parent, next_since, next_trace, urgent, due_at, claimed_at,
    lease_token, lease_until, attempts, outcome, reason, asked_at, state_at, unannounced_at)
VALUES
    ('DONE', 'main', 3, 3, 1772359200000, 1772359200000, NULL, NULL, NULL, NULL, 0, NULL, 1772359201000, 3, NULL, 0, 'succeeded', NULL, 1772359201000, 1772359199000, NULL),
    ('DONE', 'next', 3, 3, 1772359200000, 1772359200000, NULL, NULL, NULL, NULL, 0, NULL, 1772359201000, 3, NULL, 0, 'succeeded', NULL, 1772359201000, 1772359199000, NULL),
    ('WAITING', 'main', 1, 1, 1772362800000, 1772362800000, 1772362800000, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', NULL, NULL, 0, 1772362800000, NULL, 0, NULL, 0, 'none', NULL, NULL, NULL, NULL),
    ('WAITING', 'next', 1, 1, 1772362800000, 1772362800000, 1772362800000, '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01', NULL, NULL, 0, 1772362800000, NULL, 0, NULL, 0, 'none', NULL, NULL, NULL, NULL),
    ('LEASED', 'main', 2, 2, 1772362750000, 1772362750000, 1772362700000, NULL, 1772362750000, NULL, 1, 1772362700000, 1772362710000, 7, 1772362830000, 1, 'retry', 'server', NULL, NULL, NULL),
    ('LEASED', 'next', 2, 2, 1772362750000, 1772362750000, 1772362700000, NULL, 1772362750000, NULL, 1, 1772362700000, 1772362710000, 7, 1772362830000, 1, 'retry', 'server', NULL, NULL, NULL),
    ('RETRIED', 'main', 1, 1, 1772362600000, 1772362600000, 1772362600000, NULL, NULL, NULL, 0, 1772362900000, 1772362610000, 4, NULL, 4, 'retry', 'rate_limited', 1772362610000, 1772362500000, NULL),
    ('RETRIED', 'next', 1, 1, 1772362600000, 1772362600000, 1772362600000, NULL, NULL, NULL, 0, 1772362900000, 1772362610000, 4, NULL, 4, 'retry', 'rate_limited', 1772362610000, 1772362500000, NULL),
    ('DEAD', 'main', 1, 1, 1772359300000, 1772359300000, 1772359300000, NULL, NULL, NULL, 0, 1772370000000, 1772359310000, 9, NULL, 9, 'dead_letter', 'client', NULL, NULL, NULL),
    ('DEAD', 'next', 1, 1, 1772359300000, 1772359300000, 1772359300000, NULL, NULL, NULL, 0, 1772370000000, 1772359310000, 9, NULL, 9, 'dead_letter', 'client', NULL, NULL, NULL);

INSERT INTO annotations
    (incident_id, route, grafana, dashboard, part, annotation_id, fingerprint, status, start_at, end_at, confirm_at, failure)
VALUES
    ('DONE',   'default', 'main', '', 'region',  41,   'f00d', 'resolved', 1772359200000, 1772362800000, NULL, NULL),
    ('DONE',   'default', 'next', '', 'start',   42,   'beef', 'open',     1772359200000, 1772359200000, 1772362900000, NULL),
    ('DONE',   'default', 'next', '', 'resolve', 43,   'cafe', 'resolved', 1772362800000, 1772362800000, NULL, NULL),
    ('LEASED', 'default', 'main', '', 'region',  NULL, NULL,   'open',     1772362700000, 1772362700000, NULL, NULL);

INSERT INTO jobs (name, started_at, retry_at, succeeded_at, watermark, lease_token, lease_until) VALUES ('resync', 1772362500000, NULL, 1772362501000, 1772362400000, 12, NULL);

-- No two entries of one Grafana have one number.
CREATE UNIQUE INDEX annotations_number ON annotations (grafana, annotation_id) WHERE annotation_id IS NOT NULL;

-- How often it vanished from Grafana after the incident had ended: at 2 it is not put back any more.
ALTER TABLE annotations ADD COLUMN vanished INTEGER NOT NULL DEFAULT 0;

-- What was taken away, for as long as a Grafana that is restored may show it again.
CREATE TABLE taken_away (
    incident_id TEXT    NOT NULL,
    route       TEXT    NOT NULL,
    grafana     TEXT    NOT NULL,
    dashboard   TEXT    NOT NULL,
    part        TEXT    NOT NULL,
    start_at    INTEGER NOT NULL,
    end_at      INTEGER NOT NULL,
    taken_at    INTEGER NOT NULL,
    PRIMARY KEY (incident_id, route, grafana, dashboard, part)
) WITHOUT ROWID, STRICT;

CREATE INDEX taken_away_ended ON taken_away (grafana, end_at);
CREATE INDEX taken_away_taken ON taken_away (taken_at);

INSERT INTO taken_away (incident_id, route, grafana, dashboard, part, start_at, end_at, taken_at) VALUES ('DONE', 'audit', 'main', '', 'region', 1772359200000, 1772362800000, 1772362800000);

-- A look that is for moving the ends of open regions alone, which takes no new state: then due_at says the same. NULL: for anything else.
ALTER TABLE deliveries ADD COLUMN moves_at INTEGER;

-- Which Grafana is behind a name of the settings: its annotations' numbers mean nothing in another one.
CREATE TABLE grafanas (
    name         TEXT    NOT NULL PRIMARY KEY,
    address      TEXT    NOT NULL,
    organization INTEGER -- NULL: the token may not ask
) WITHOUT ROWID, STRICT;

INSERT INTO grafanas (name, address, organization) VALUES ('main', 'https://grafana.example', 1);

-- What is no incident has its kind before its id, in every column that is named after incidents: alert:01H.
-- Who may see it, if something said so. Private stays private.
CREATE TABLE subjects (
    subject_id TEXT NOT NULL PRIMARY KEY,
    visibility TEXT NOT NULL CHECK (visibility IN ('private', 'public')),
    noted_at   INTEGER NOT NULL
) WITHOUT ROWID, STRICT;

-- What it belongs or belonged to.
CREATE TABLE parents (
    parent_id  TEXT NOT NULL,
    subject_id TEXT NOT NULL,
    noted_at   INTEGER NOT NULL,
    PRIMARY KEY (parent_id, subject_id)
) WITHOUT ROWID, STRICT;

CREATE INDEX parents_of ON parents (subject_id);

INSERT INTO subjects (subject_id, visibility, noted_at) VALUES ('alert:QUIET', 'private', 1772362800000);
INSERT INTO parents (parent_id, subject_id, noted_at) VALUES ('DONE', 'alert:QUIET', 1772362800000);

PRAGMA user_version = 7;
