-- An annotation's key takes in the dashboard that it is on: '' for the organization, else uid or uid/panel.
ALTER TABLE annotations ADD COLUMN dashboard text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE annotations ADD COLUMN failure text; -- of the last attempt; NULL after a success
ALTER TABLE annotations DROP CONSTRAINT annotations_pkey;
ALTER TABLE annotations ADD PRIMARY KEY (incident_id, route, grafana, dashboard, part);
CREATE INDEX annotations_ended ON annotations (grafana, end_at);

ALTER TABLE incidents ADD COLUMN state_at bigint;       -- incident.io's time of the last change that is reconciled
ALTER TABLE incidents ADD COLUMN received_at bigint;    -- when the last event came
ALTER TABLE incidents ADD COLUMN unannounced_at bigint; -- when a change was found that no event had told of, not counted yet
CREATE INDEX incidents_unannounced ON incidents (unannounced_at) WHERE unannounced_at IS NOT NULL;

CREATE TABLE jobs (
    name         text   COLLATE "C" NOT NULL PRIMARY KEY,
    started_at   bigint NOT NULL,
    retry_at     bigint,          -- after a failure, when it is due again
    succeeded_at bigint,
    watermark    bigint,          -- how far it has come
    lease_token  bigint NOT NULL,
    lease_until  bigint           -- NULL: not leased
);
