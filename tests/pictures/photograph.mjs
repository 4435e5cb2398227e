#!/usr/bin/env node
// Photographs both dashboards in a Grafana that you have, filled with a week of samples. CONTRIBUTING.md says how to run it.

import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { annotations, openMetrics } from './samples.mjs';

const run = promisify(execFile);
const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const name = 'incident-bridge-pictures';

const usage = `usage: tests/pictures/photograph.mjs --grafana URL [options]

  --grafana URL      the Grafana, for instance http://127.0.0.1:3000
  --prometheus URL   a Prometheus that Grafana can reach and that has the samples already; without it one is started on this machine
  --port N           port of the Prometheus that is started (default 9490)
  --out FOLDER       where the pictures go (default artifacts/pictures)
  --only REGEX       only pictures whose name matches, for instance '^overview-failing-dark-1280'
  --chromium NAME    the browser (default chromium)
  --no-pictures      import and fill only; implies --keep
  --keep             leave dashboards, annotations and data source in Grafana

The credentials come from GRAFANA_TOKEN, a service account's of the role Admin, or GRAFANA_USER and GRAFANA_PASSWORD (default admin, admin).`;

const { values: options } = parseArgs({
  options: {
    grafana: { type: 'string' },
    prometheus: { type: 'string' },
    port: { type: 'string', default: '9490' },
    out: { type: 'string', default: path.join(root, 'artifacts', 'pictures') },
    only: { type: 'string', default: '' },
    chromium: { type: 'string', default: 'chromium' },
    'no-pictures': { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (options.help || !options.grafana) {
  console.log(usage);
  process.exit(options.help ? 0 : 2);
}

const grafana = options.grafana.replace(/\/$/, '');
const { GRAFANA_TOKEN, GRAFANA_USER = 'admin', GRAFANA_PASSWORD = 'admin' } = process.env;
const authorization = GRAFANA_TOKEN ? `Bearer ${GRAFANA_TOKEN}` : `Basic ${Buffer.from(`${GRAFANA_USER}:${GRAFANA_PASSWORD}`).toString('base64')}`;

/** One request to Grafana's API. What it answers other than success ends the run, unless `allowed` has its status. */
async function api(method, resource, body, allowed = []) {
  const answer = await fetch(grafana + resource, { method, headers: { authorization, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
  const text = await answer.text();
  if (!answer.ok && !allowed.includes(answer.status)) throw new Error(`${method} ${resource}: HTTP ${answer.status} ${text.slice(0, 300)}`);
  try {
    return { status: answer.status, body: text ? JSON.parse(text) : null };
  } catch {
    throw new Error(`${method} ${resource} did not answer JSON: is ${grafana} a Grafana, with its whole path?`);
  }
}

/** Everything that has to be undone, the last first. */
const undo = [];

/** Ctrl+C ends the programs that were started, and with them the run, which then cleans up. */
let stopped = false;
process.on('SIGINT', () => (stopped = true));

async function startPrometheus(now) {
  const folder = await mkdtemp(path.join(tmpdir(), `${name}-`));
  undo.push(() => rm(folder, { recursive: true, force: true }));
  await writeFile(path.join(folder, 'samples'), openMetrics(now));
  await run('promtool', ['tsdb', 'create-blocks-from', '--max-block-duration=168h', 'openmetrics', path.join(folder, 'samples'), path.join(folder, 'data')]);
  await writeFile(path.join(folder, 'prometheus.yaml'), 'global: {}\n');
  const address = `127.0.0.1:${options.port}`;
  const prometheus = spawn('prometheus', [`--config.file=${folder}/prometheus.yaml`, `--storage.tsdb.path=${folder}/data`, '--storage.tsdb.retention.time=1y', `--web.listen-address=${address}`], { stdio: 'ignore' });
  const gone = new Promise((resolve) => prometheus.on('exit', resolve));
  undo.push(() => prometheus.kill() && gone);
  for (let attempt = 0; ; attempt++) {
    if (prometheus.exitCode !== null || attempt === 60) throw new Error(`Prometheus does not start on ${address}. Is the port free? --port chooses another one.`);
    if (await fetch(`http://${address}/-/ready`).then((answer) => answer.ok, () => false)) return `http://${address}`;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}

async function addDataSource(url) {
  const source = { name, uid: name, type: 'prometheus', access: 'proxy', url, jsonData: { timeInterval: '30s' } };
  const { status } = await api('POST', '/api/datasources', source, [409]);
  if (status === 409) await api('PUT', `/api/datasources/uid/${name}`, source);
  undo.push(() => options.keep || api('DELETE', `/api/datasources/uid/${name}`));
}

/** Copies, in a folder and under uids of their own: what this Grafana has of the dashboards already stays as it is. */
async function importDashboards() {
  await api('POST', '/api/folders', { uid: name, title: name }, [409, 412]);
  undo.push(() => options.keep || api('DELETE', `/api/folders/${name}`));
  const files = (await readdir(path.join(root, 'dashboards'))).sort();
  for (const file of files) {
    const dashboard = JSON.parse(await readFile(path.join(root, 'dashboards', file), 'utf8'));
    await api('POST', '/api/dashboards/db', { dashboard: { ...dashboard, uid: copy(path.basename(file, '.json')) }, folderUid: name, overwrite: true });
  }
  return files.map((file) => path.basename(file, '.json'));
}

const copy = (uid) => uid.replace('incident-bridge', 'pictures');

async function postAnnotations(now) {
  for (const annotation of annotations(now)) {
    const { id } = (await api('POST', '/api/annotations', annotation)).body;
    // A number that is missing or 0 must never be in the path of a DELETE: Grafana would delete all annotations of the organization.
    if (!Number.isSafeInteger(id) || id <= 0) throw new Error(`Grafana gave an annotation the number ${id}.`);
    undo.push(() => options.keep || api('DELETE', `/api/annotations/${id}`, undefined, [404]));
  }
}

/** Chromium can't be told to send a header, so it asks this, which adds the credentials. It listens on loopback, for as long as pictures are taken. */
async function startProxy() {
  const target = new URL(grafana);
  const client = target.protocol === 'https:' ? https : http;
  const proxy = http.createServer((incoming, outgoing) => {
    const { origin, referer, ...headers } = incoming.headers;
    const request = client.request(
      { hostname: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: { ...headers, host: target.host, authorization } },
      (answer) => {
        outgoing.writeHead(answer.statusCode, answer.headers);
        answer.pipe(outgoing);
      },
    );
    request.on('error', () => outgoing.destroy());
    incoming.pipe(request);
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  undo.push(() => {
    proxy.closeAllConnections();
    proxy.close();
  });
  return `http://127.0.0.1:${proxy.address().port}${target.pathname.replace(/\/$/, '')}`;
}

/** Every picture: its name, the address and the size of the window. "empty" is a time from which there are no samples. */
function* pictures(dashboards, now) {
  for (const dashboard of dashboards) {
    for (const state of ['healthy', 'failing', 'empty']) {
      for (const theme of ['dark', 'light']) {
        for (const width of [1280, 1920, 420]) {
          for (const [range, seconds] of [['15m', 900], ['6h', 21600], ['7d', 604800]]) {
            const end = state === 'empty' ? now - 90 * 86400 : now;
            const query = new URLSearchParams({ from: (end - seconds) * 1000, to: end * 1000, theme, 'var-datasource': name, 'var-job': '$__all', 'var-instance': '$__all' });
            query.set('var-namespace', state === 'empty' ? '$__all' : state);
            const overview = dashboard.endsWith('overview');
            yield {
              name: `${dashboard.replace('incident-bridge-', '')}-${state}-${theme}-${width}-${range}`,
              address: `/d/${copy(dashboard)}/_?${query}&kiosk`,
              size: [width, width > 700 ? (overview ? 3000 : 1400) : overview ? 9000 : 2200],
            };
          }
        }
      }
    }
  }
}

async function photograph(base, picture, profile) {
  const file = path.join(options.out, `${picture.name}.png`);
  await run(options.chromium, [
    '--headless=new', '--hide-scrollbars', '--disable-gpu', '--no-first-run', `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--window-size=${picture.size.join(',')}`, '--virtual-time-budget=20000', '--timeout=60000', `--screenshot=${file}`, base + picture.address,
  ], { timeout: 120_000 });
  console.log(file);
}

async function main() {
  const now = Math.floor(Date.now() / 1000);
  const health = (await api('GET', '/api/health')).body;
  console.log(`Grafana ${health.version ?? 'of unknown version'} at ${grafana}`);
  await addDataSource(options.prometheus ?? (await startPrometheus(now)));
  const dashboards = await importDashboards();
  await postAnnotations(now);
  console.log(`imported ${dashboards.join(', ')} into the folder ${name}`);
  if (options['no-pictures']) {
    if (options.prometheus) return;
    console.log('Prometheus runs until Ctrl+C.');
    await new Promise((resolve) => process.once('SIGINT', resolve));
    return;
  }

  await mkdir(options.out, { recursive: true });
  const profile = await mkdtemp(path.join(tmpdir(), `${name}-`));
  undo.push(() => rm(profile, { recursive: true, force: true }));
  const base = await startProxy();
  const only = new RegExp(options.only);
  for (const picture of pictures(dashboards, now)) {
    if (stopped) throw new Error('Stopped.');
    if (only.test(picture.name)) await photograph(base, picture, profile);
  }
}

options.keep ||= options['no-pictures'];
try {
  await main();
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  for (const step of undo.reverse()) {
    await Promise.resolve().then(step).catch((error) => {
      console.error(`clean-up: ${error.message}`);
      process.exitCode = 1;
    });
  }
}
