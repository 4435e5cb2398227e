// Looks at a page in Chromium, by its DevTools protocol over a pipe, in both themes and two widths. Prints as JSON what a reader would notice, and leaves a
// picture of each view.
//   node look.mjs ADDRESS FOLDER [CHROMIUM]

import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const [address, folder, chromium = 'chromium'] = process.argv.slice(2);
const patience = 60_000;

/** What is asked inside the page. It has no names from outside: its source is sent. */
function inspect() {
  for (const details of document.querySelectorAll('details')) details.open = true;

  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([red, green, blue]) => {
    const [r, g, b] = [red, green, blue].map((value) => value / 255).map((value) => (value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const background = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = channels(getComputedStyle(one).backgroundColor);
      if (color.length === 3 || color[3] > 0) return color;
    }
    return [255, 255, 255];
  };
  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.trim();
    const element = walker.currentNode.parentElement;
    if (!text || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const [light, dark] = [luminance(channels(style.color)), luminance(background(element))].sort((one, other) => other - one);
    const ratio = (light + 0.05) / (dark + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) faint.push(`${ratio.toFixed(2)}: ${text.slice(0, 40)}`);
  }

  const cut = [...document.querySelectorAll('body *')]
    .filter((element) => !element.closest('.skip, thead') && element.getClientRects().length && element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .map((element) => element.outerHTML.slice(0, 80));

  return {
    lang: document.documentElement.lang,
    title: document.title,
    scrolls: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    cut,
    faint,
    scripts: document.scripts.length,
    headings: [...document.querySelectorAll('h1, h2, h3, h4')].map((heading) => Number(heading.tagName[1])),
    landmarks: ['header', 'main', 'nav', 'footer'].filter((name) => document.querySelectorAll(name).length === 1),
    unnamedSections: [...document.querySelectorAll('section, nav, table')]
      .filter((one) => !one.getAttribute('aria-label') && !document.getElementById(one.getAttribute('aria-labelledby'))).length,
    headersWithoutScope: document.querySelectorAll('th:not([scope])').length,
    repeatedIds: [...document.querySelectorAll('[id]')].map((one) => one.id).filter((id, index, all) => all.indexOf(id) !== index),
    textSize: Math.min(...[...document.querySelectorAll('body *')].map((one) => parseFloat(getComputedStyle(one).fontSize))),
    text: document.body.innerText,
  };
}

const profile = await mkdtemp(path.join(tmpdir(), 'status-page-'));
await mkdir(folder, { recursive: true });
const browser = spawn(
  chromium,
  [
    '--headless=new', '--remote-debugging-pipe', '--disable-gpu', '--no-first-run', '--hide-scrollbars', '--disable-dev-shm-usage', `--user-data-dir=${profile}`,
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ],
  { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
);
const gone = new Promise((resolve) => browser.on('exit', resolve));
const [toBrowser, fromBrowser] = [browser.stdio[3], browser.stdio[4]];

/** Calls that wait for their answers, and who hears of events. */
const calls = new Map();
const listeners = new Set();
let last = 0;
let rest = '';
fromBrowser.setEncoding('utf8');
fromBrowser.on('data', (chunk) => {
  const messages = (rest + chunk).split('\0');
  rest = messages.pop();
  for (const message of messages.map((text) => JSON.parse(text))) {
    if (message.id === undefined) {
      for (const listener of listeners) listener(message);
      continue;
    }
    const { resolve, reject } = calls.get(message.id);
    calls.delete(message.id);
    if (message.error) reject(new Error(`${message.error.message} (${message.error.code})`));
    else resolve(message.result);
  }
});

function call(method, params = {}, sessionId = undefined) {
  return new Promise((resolve, reject) => {
    calls.set(++last, { resolve, reject });
    toBrowser.write(`${JSON.stringify({ id: last, method, params, sessionId })}\0`);
  });
}

async function look(theme, width) {
  const { targetId } = await call('Target.createTarget', { url: 'about:blank' });
  const { sessionId } = await call('Target.attachToTarget', { targetId, flatten: true });
  const ask = (method, params) => call(method, params, sessionId);
  const [requests, complaints] = [[], []];
  let loaded;
  const isLoaded = new Promise((resolve) => (loaded = resolve));
  const listener = ({ method, params, sessionId: of }) => {
    if (of !== sessionId) return;
    if (method === 'Network.requestWillBeSent' && !params.request.url.startsWith('data:')) requests.push(params.request.url);
    if (method === 'Log.entryAdded') complaints.push(`${params.entry.level}: ${params.entry.text}`);
    if (method === 'Runtime.consoleAPICalled' || method === 'Runtime.exceptionThrown') complaints.push(method);
    if (method === 'Page.loadEventFired') loaded();
  };
  listeners.add(listener);
  for (const domain of ['Page', 'Network', 'Runtime', 'Log']) await ask(`${domain}.enable`);
  await ask('Emulation.setDeviceMetricsOverride', { width, height: 900, deviceScaleFactor: 1, mobile: width < 700 });
  await ask('Emulation.setEmulatedMedia', { features: [{ name: 'prefers-color-scheme', value: theme }] });
  await ask('Page.navigate', { url: address });
  await isLoaded;
  const closed = (await ask('Page.getLayoutMetrics')).cssContentSize;
  const { data } = await ask('Page.captureScreenshot', { captureBeyondViewport: true, clip: { x: 0, y: 0, width, height: Math.min(closed.height, 8000), scale: 1 } });
  await writeFile(path.join(folder, `status-${theme}-${width}.png`), Buffer.from(data, 'base64'));
  const { result } = await ask('Runtime.evaluate', { expression: `(${inspect})()`, returnByValue: true });
  const { nodes } = await ask('Accessibility.getFullAXTree');
  const roles = {};
  for (const node of nodes.filter((one) => !one.ignored)) {
    const role = node.role?.value;
    roles[role] = (roles[role] ?? 0) + 1;
  }
  const unnamedLinks = nodes.filter((node) => !node.ignored && node.role?.value === 'link' && !node.name?.value).length;
  listeners.delete(listener);
  await call('Target.closeTarget', { targetId });
  return { theme, width, requests, complaints, roles, unnamedLinks, ...result.value };
}

async function lookAtAll() {
  const views = [];
  for (const theme of ['light', 'dark']) {
    for (const width of [400, 1280]) views.push(await look(theme, width));
  }
  return views;
}

let late;
try {
  const ended = gone.then((code) => { throw new Error(`${chromium} ended with ${code}`); });
  const timeout = new Promise((_, reject) => (late = setTimeout(() => reject(new Error(`nothing came of it in ${patience / 1000} s`)), patience)));
  console.log(JSON.stringify(await Promise.race([lookAtAll(), ended, timeout]), null, 1));
} finally {
  clearTimeout(late);
  browser.kill();
  await gone;
  await rm(profile, { recursive: true, force: true, maxRetries: 5 });
}
