// Reads [{ secret, id, timestamp, body (base64), signature }] from stdin and prints, for each official library and webhook,
// { library, id, problem }: problem is null when the library accepts it now.
import { readFileSync } from "node:fs";
import { libraries } from "./libraries.mjs";

const verdicts = [];
for (const webhook of JSON.parse(readFileSync(0, "utf8"))) {
  for (const [library, Webhook] of Object.entries(libraries)) {
    let problem = null;
    try {
      new Webhook(webhook.secret).verify(Buffer.from(webhook.body, "base64"), {
        "webhook-id": webhook.id,
        "webhook-timestamp": webhook.timestamp,
        "webhook-signature": webhook.signature,
      });
    } catch (error) {
      problem = error.message;
    }

    verdicts.push({ library, id: webhook.id, problem });
  }
}

process.stdout.write(JSON.stringify(verdicts));
