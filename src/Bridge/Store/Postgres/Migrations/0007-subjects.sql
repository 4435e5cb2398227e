-- What is no incident has its kind before its id, in every column that is named after incidents: alert:01H.
-- Who may see it, if something said so. Private stays private.
CREATE TABLE subjects (
    subject_id text COLLATE "C" NOT NULL PRIMARY KEY,
    visibility text COLLATE "C" NOT NULL CHECK (visibility IN ('private', 'public')),
    noted_at   bigint NOT NULL
);

-- What it belongs or belonged to.
CREATE TABLE parents (
    parent_id  text COLLATE "C" NOT NULL,
    subject_id text COLLATE "C" NOT NULL,
    noted_at   bigint NOT NULL,
    PRIMARY KEY (parent_id, subject_id)
);

CREATE INDEX parents_of ON parents (subject_id);
