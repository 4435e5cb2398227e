-- What is due is read in its order, however much waits: events, then the rest; and the end of the leases.
DROP INDEX incidents_pending;
CREATE INDEX incidents_awaited ON incidents (due_at) WHERE pending_since IS NOT NULL;
CREATE INDEX incidents_leased ON incidents (lease_until) WHERE lease_until IS NOT NULL;

-- What may be forgotten.
CREATE INDEX incidents_settled ON incidents (claimed_at) WHERE due_at IS NULL;

-- What is open, however much has ended.
CREATE INDEX annotations_open ON annotations (grafana, end_at) WHERE status = 'open';
