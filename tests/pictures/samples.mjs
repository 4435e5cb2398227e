// What the pictures show: a week of two installations, one that is well (namespace "healthy") and one that is not ("failing"), and a few incidents.
// All of it is made from the time before now, so that two runs differ in nothing but the clock.

const minute = 60;
const hour = 60 * minute;
const week = 7 * 24 * hour;

/** Scrapes are 30 seconds apart in the last six hours; before, four minutes, which is still closer than Prometheus lets a series go stale. */
export function scrapeTimes(now) {
  const times = [];
  for (let ago = week; ago > 6 * hour; ago -= 4 * minute) times.push(now - ago);
  for (let ago = 6 * hour; ago >= 0; ago -= 30) times.push(now - ago);
  return times;
}

const between = (ago, from, to) => ago <= from && ago > to;

/** How many of the given events, each so many seconds ago, have happened. */
const count = (events) => (ago) => events.filter((event) => ago <= event).length;

const every = (seconds, offset = 0) => Array.from({ length: Math.floor(week / seconds) }, (_, index) => index * seconds + offset).filter((ago) => ago > 20);

const constant = (value) => () => value;

const outage = (ago) => between(ago, 2 * hour, 90 * minute) || between(ago, 3 * 24 * hour, 3 * 24 * hour - 6 * hour) || between(ago, 4 * minute, -1);

/** A histogram of which each event took so long that it falls into the buckets from `seconds` on. */
function histogram(name, labels, bounds, events, seconds) {
  const total = count(events);
  return [
    ...bounds.map((bound) => [`${name}_bucket`, { ...labels, le: bound }, (ago) => (bound >= seconds ? total(ago) : 0)]),
    [`${name}_bucket`, { ...labels, le: '+Inf' }, total],
    [`${name}_sum`, labels, (ago) => total(ago) * seconds],
    [`${name}_count`, labels, total],
  ];
}

/** Every series of one replica: name, labels, and a value for each number of seconds before now. */
export function replica(failing, now) {
  const bad = (events) => count(failing ? events : []);
  const webhooks = every(47 * minute, 200);
  const starts = failing ? [week + hour, 26 * hour, 5 * hour, 5 * hour - 90, 5 * hour - 180] : [week + hour, 50 * hour];
  const startedAt = (ago) => now - Math.min(...starts.filter((start) => ago <= start));
  const series = [
    ['up', {}, constant(1)],
    ['process_start_time_seconds', {}, startedAt],
    ['process_cpu_seconds_total', {}, (ago) => (week + hour - ago) * (failing ? 0.04 : 0.01)],
    ['process_working_set_bytes', {}, (ago) => 60e6 + 4e6 * Math.sin(ago / 4000)],
    ['dotnet_total_memory_bytes', {}, (ago) => 12e6 + 3e6 * Math.sin(ago / 900)],
    ['incidentbridge_build_info', { version: '0.1.0', revision: 'pictures' }, constant(1)],
    ['incidentbridge_webhook_last_accepted_timestamp_seconds', {}, (ago) => now - Math.min(...webhooks.filter((event) => ago <= event))],
    ['incidentbridge_queue_pending', {}, (ago) => (failing && outage(ago) ? 7 : 0)],
    ['incidentbridge_queue_oldest_age_seconds', {}, (ago) => (failing && outage(ago) ? Math.max(0, 2 * hour - ago) || 240 : 0)],
    ['incidentbridge_private_access', {}, constant(failing ? 0 : 1)],
    ['incidentbridge_settings_reload_failing', {}, constant(failing ? 1 : 0)],
    ['incidentbridge_unreadable_incidents_total', {}, bad([3 * hour, 40 * minute])],
    ['incidentbridge_missed_webhooks_total', {}, bad([5 * hour, 2 * hour, hour])],
    ['incidentbridge_resync_last_success_timestamp_seconds', {}, (ago) => now - ago - (failing && between(ago, 3 * hour, hour) ? 3 * hour - ago : 60)],
    ['incidentbridge_resync_interval_seconds', {}, constant(300)],
    ['incidentbridge_drift_repaired_total', {}, bad([4 * hour, 4 * hour, 30 * minute])],
    ['incidentbridge_signing_secret_matches_total', { secret: '0' }, count(webhooks)],
    ...histogram('incidentbridge_webhook_duration_seconds', {}, ['0.001', '0.005', '0.05', '0.5'], webhooks, failing ? 0.04 : 0.003),
    ...histogram('incidentbridge_delivery_latency_seconds', {}, ['0.1', '0.5', '1', '10', '300', '3600'], webhooks, failing ? 8 : 0.4),
  ];
  for (const generation of ['0', '1', '2']) series.push(['dotnet_collection_count_total', { generation }, (ago) => Math.floor((week - ago) / (100 * 10 ** generation))]);
  for (const [result, events] of [['stored', webhooks], ['duplicate', every(9 * hour, 400)], ['ignored', []]]) series.push(['incidentbridge_webhook_accepted_total', { result }, count(events)]);
  for (const reason of ['headers', 'timestamp', 'signature', 'malformed', 'too_large', 'store'])
    series.push(['incidentbridge_webhook_rejected_total', { reason }, bad(reason === 'signature' ? every(40 * minute, 60) : reason === 'timestamp' ? [5 * hour, hour] : [])]);
  for (const [severity, from, to] of [['critical', 2 * hour, 30 * minute], ['major', 5 * hour, 3 * hour], ['minor', hour, 0]])
    series.push(['incidentbridge_open_incidents', { severity }, (ago) => (between(ago, from, to - 1) ? 1 : 0)]);
  for (const reason of ['error', 'misplaced', 'empty']) series.push(['incidentbridge_template_failures_total', { reason }, bad(reason === 'error' ? [hour] : [])]);
  series.push(['incidentbridge_alerts_over_cap_total', {}, bad([3 * hour, 2 * hour])]);
  for (const port of ['webhook', 'management']) {
    series.push(['incidentbridge_connections', { port }, (ago) => (port === 'management' ? 1 : failing ? 12 + Math.round(8 * Math.sin(ago / 700)) : 2)]);
    for (const reason of ['limit', 'silent']) series.push(['incidentbridge_connections_refused_total', { port, reason }, bad(port === 'webhook' && reason === 'silent' ? every(70 * minute, 50) : [])]);
  }
  for (const grafana of ['main', 'emea']) {
    const away = (ago) => failing && grafana === 'emea' && outage(ago);
    series.push(
      ['incidentbridge_grafana_up', { grafana }, (ago) => (away(ago) ? 0 : 1)],
      ['incidentbridge_deliveries_pending', { grafana }, (ago) => (away(ago) ? 7 : 0)],
    );
    for (const reason of ['settings', 'client']) series.push(['incidentbridge_dead_letters', { grafana, reason }, (ago) => (failing && grafana === 'main' && reason === 'settings' && ago < hour ? 2 : 0)]);
    for (const [kind, events] of [['create', every(141 * minute, 190)], ['update', every(10 * minute, 30)], ['delete', every(20 * hour, 500)]]) {
      series.push(['incidentbridge_deliveries_total', { grafana, kind }, count(events)]);
      for (const reason of ['network', 'server']) series.push(['incidentbridge_deliveries_failed_total', { grafana, kind, reason }, bad(grafana === 'emea' && reason === 'network' && kind === 'update' ? every(10 * minute, 30).filter(outage) : [])]);
    }
  }
  for (const upstream of ['incident_io', 'grafana']) {
    const requests = every(upstream === 'grafana' ? 5 * minute : 10 * minute, 20);
    series.push(['incidentbridge_upstream_requests_total', { upstream }, count(requests)]);
    for (const reason of ['auth', 'rate_limited', 'client', 'server', 'timeout', 'network']) series.push(['incidentbridge_upstream_failed_total', { upstream, reason }, bad(reason === 'network' && upstream === 'grafana' ? requests.filter(outage) : [])]);
    series.push(...histogram('incidentbridge_upstream_duration_seconds', { upstream }, ['0.01', '0.1', '1', '10'], requests, upstream === 'grafana' ? 0.06 : 0.3));
  }
  return series;
}

/** The samples in the OpenMetrics text format, which promtool makes a database of. `now` is in unix seconds. */
export function openMetrics(now) {
  const byName = new Map();
  const add = (name, labels, value) => byName.set(name, [...(byName.get(name) ?? []), [labels, value]]);
  for (const [namespace, failing] of [['healthy', false], ['failing', true]]) {
    for (const [name, labels, value] of replica(failing, now)) add(name, { namespace, job: 'incident-bridge', instance: '10.0.0.1:8081', ...labels }, value);
  }
  // What else a Prometheus scrapes: a panel that counted these would lie.
  for (let index = 0; index < 5; index++) {
    const other = { namespace: 'shop', job: 'checkout', instance: `10.0.1.${index}:8080` };
    add('up', other, constant(1));
    add('process_start_time_seconds', other, constant(now - 2 * hour));
  }

  const times = scrapeTimes(now);
  const lines = [];
  for (const [name, series] of byName) {
    for (const [labels, value] of series) {
      const id = `${name}{${Object.entries(labels).map(([key, text]) => `${key}="${text}"`).join(',')}}`;
      for (const time of times) lines.push(`${id} ${value(now - time)} ${time}`);
    }
  }
  return `${lines.join('\n')}\n# EOF\n`;
}

/** Annotations as the bridge writes them, by minutes before now; an open one ends a quarter of an hour ahead. */
export function annotations(now) {
  const incident = (reference, name, severity, from, to) => {
    const open = to === null;
    return {
      time: (now - from * minute) * 1000,
      timeEnd: (now - (open ? -15 : to) * minute) * 1000,
      tags: ['incident-io', `severity:${severity}`, `status:${open ? 'open' : 'resolved'}`, 'incident-bridge-pictures'],
      text: `<b>${reference}</b> ${name}<br>${severity[0].toUpperCase()}${severity.slice(1)} · ${open ? 'Live · still open' : `Closed · lasted ${from - to} min`} · <a href="https://app.incident.io/">Open in incident.io</a>`,
    };
  };
  return [
    incident('INC-101', 'Checkout answers slowly', 'major', 300, 180),
    incident('INC-102', 'Database is sad', 'critical', 120, 30),
    incident('INC-103', 'Two alerts for one disk', 'minor', 60, null),
    incident('INC-104', 'Search shows old prices', 'minor', 5 * 24 * 60, 5 * 24 * 60 - 200),
    incident('INC-105', 'No logs from one region', 'major', 2 * 24 * 60, 2 * 24 * 60 - 500),
  ];
}
