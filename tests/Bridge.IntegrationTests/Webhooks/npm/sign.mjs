// Signs payloads with the official libraries, the same ones on every run, and prints them as JSON:
//   node sign.mjs <secret> <unix seconds> <count> > recorded.json
import { libraries, versionOf } from "./libraries.mjs";

const [secret, seconds, count] = process.argv.slice(2);
const eventType = "public_incident.incident_updated_v2";
const names = [
  "plain", "", "café – 🚨 INC-1", "\"quoted\" \\ /", "line\nbreak\ttab\u0000nul", "<b>&amp;</b>", "\u2028\ufeff\ud7ff", "a".repeat(1000),
];
const layouts = [
  (event) => JSON.stringify(event),
  (event) => JSON.stringify(event, null, 2),
  (event) => ` ${JSON.stringify(event)}\r\n`,
  (event) => JSON.stringify(event).replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
];

const webhooks = [];
for (const [library, Webhook] of Object.entries(libraries)) {
  for (let index = 0; index < Number(count); index++) {
    const payload = { id: `INC${index}`, name: names[index % names.length] };
    const body = layouts[(index + Math.floor(index / names.length)) % layouts.length]({ event_type: eventType, [eventType]: payload });
    const id = `msg_${library}.${index}`;
    const signature = new Webhook(secret).sign(id, new Date(Number(seconds) * 1000), body);
    webhooks.push({ library: `${library} ${versionOf(library)}`, id, timestamp: seconds, incident: payload.id, body, signature });
  }
}

const document = { made_by: `node sign.mjs ${secret} ${seconds} ${count}`, secret, webhooks };
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
