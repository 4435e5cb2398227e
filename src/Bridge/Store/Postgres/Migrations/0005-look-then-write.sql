-- No two entries of one Grafana have one number. Where two have it, Grafana gave it again, and which of them it is of is not known: the number is
-- forgotten, and not the entry.
LOCK TABLE annotations IN SHARE ROW EXCLUSIVE MODE; -- a replica of the version before may note the same number in the middle

UPDATE annotations SET annotation_id = NULL, fingerprint = NULL
WHERE (grafana, annotation_id) IN (
    SELECT grafana, annotation_id FROM annotations WHERE annotation_id IS NOT NULL GROUP BY grafana, annotation_id HAVING count(*) > 1);
CREATE UNIQUE INDEX annotations_number ON annotations (grafana, annotation_id) WHERE annotation_id IS NOT NULL;

-- How often it vanished from Grafana after the incident had ended: at 2 it is not put back any more.
ALTER TABLE annotations ADD COLUMN vanished integer NOT NULL DEFAULT 0;

-- What was taken away, for as long as a Grafana that is restored may show it again.
CREATE TABLE taken_away (
    incident_id text COLLATE "C" NOT NULL,
    route       text COLLATE "C" NOT NULL,
    grafana     text COLLATE "C" NOT NULL,
    dashboard   text COLLATE "C" NOT NULL,
    part        text COLLATE "C" NOT NULL,
    start_at    bigint           NOT NULL,
    end_at      bigint           NOT NULL,
    taken_at    bigint           NOT NULL,
    PRIMARY KEY (incident_id, route, grafana, dashboard, part)
);

CREATE INDEX taken_away_ended ON taken_away (grafana, end_at);
CREATE INDEX taken_away_taken ON taken_away (taken_at);
