-- Incidents, and what is beside them and has a colon in its id, are read apart: neither waits for the other.
DROP INDEX deliveries_urgent;
DROP INDEX deliveries_awaited;
DROP INDEX deliveries_idle;
DROP INDEX deliveries_leased;
CREATE INDEX deliveries_urgent ON deliveries (grafana, (least(strpos(incident_id, ':'), 1)), due_at) WHERE urgent = 1;
CREATE INDEX deliveries_awaited ON deliveries (grafana, (least(strpos(incident_id, ':'), 1)), due_at) WHERE pending_since IS NOT NULL;
CREATE INDEX deliveries_idle ON deliveries (grafana, (least(strpos(incident_id, ':'), 1)), due_at) WHERE pending_since IS NULL AND due_at IS NOT NULL;
CREATE INDEX deliveries_leased ON deliveries (grafana, (least(strpos(incident_id, ':'), 1)), lease_until) WHERE lease_until IS NOT NULL;
