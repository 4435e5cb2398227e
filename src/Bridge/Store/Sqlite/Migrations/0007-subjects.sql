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
