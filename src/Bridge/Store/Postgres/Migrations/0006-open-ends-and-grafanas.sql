-- A look that is for moving the ends of open regions alone, which takes no new state: then due_at says the same. NULL: for anything else.
ALTER TABLE deliveries ADD COLUMN moves_at bigint;

-- Which Grafana is behind a name of the settings: its annotations' numbers mean nothing in another one.
CREATE TABLE grafanas (
    name         text COLLATE "C" NOT NULL PRIMARY KEY,
    address      text NOT NULL,
    organization bigint -- NULL: the token may not ask
);
