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
