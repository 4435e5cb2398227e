-- Times are unix milliseconds. Nothing here names an incident but its id. Text is compared byte by byte ("C"), whatever the
-- database's locale.

CREATE TABLE bridge_schema (
    version bigint NOT NULL PRIMARY KEY
);

CREATE TABLE webhooks (
    id          text   COLLATE "C" NOT NULL PRIMARY KEY,
    received_at bigint NOT NULL
);

CREATE INDEX webhooks_received_at ON webhooks (received_at);

CREATE TABLE incidents (
    id            text    COLLATE "C" NOT NULL PRIMARY KEY,
    generation    bigint  NOT NULL,           -- counts events
    pending_since bigint,                     -- oldest event that is not reconciled; NULL: none
    trace_parent  text,                       -- of that event
    next_since    bigint,                     -- oldest event that came while the incident was leased
    next_trace    text,                       -- of that event
    due_at        bigint,                     -- NULL: nothing to do
    claimed_at    bigint,                     -- start of the latest claim
    lease_token   bigint  NOT NULL DEFAULT 0, -- grows with each claim
    lease_until   bigint,                     -- NULL: not leased
    attempts      integer NOT NULL DEFAULT 0, -- failures since the last success
    outcome       text    NOT NULL DEFAULT 'none' CHECK (outcome IN ('none', 'succeeded', 'retry', 'dead_letter')),
    reason        text                        -- of the last failure
);

CREATE INDEX incidents_due ON incidents (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX incidents_pending ON incidents (pending_since) WHERE pending_since IS NOT NULL;
CREATE INDEX incidents_dead ON incidents (reason) WHERE outcome = 'dead_letter';

CREATE TABLE annotations (
    incident_id   text   COLLATE "C" NOT NULL,
    route         text   COLLATE "C" NOT NULL,
    grafana       text   COLLATE "C" NOT NULL,
    part          text   COLLATE "C" NOT NULL CHECK (part IN ('region', 'start', 'resolve')),
    annotation_id bigint CHECK (annotation_id > 0), -- NULL: a create is under way or in doubt
    fingerprint   text,
    status        text   NOT NULL CHECK (status IN ('open', 'resolved')),
    start_at      bigint NOT NULL,
    end_at        bigint NOT NULL,
    confirm_at    bigint,
    PRIMARY KEY (incident_id, route, grafana, part)
);

-- One row, written to prove that something can be written.
CREATE TABLE probe (
    writes bigint NOT NULL
);

INSERT INTO probe VALUES (0);
