// What a user would write instead of the bridge: verifies, keeps the event in memory, and answers 204.
import process from "node:process";
import express from "express";
import { Webhook } from "svix";

const webhook = new Webhook(process.env.SIGNING_SECRET);
const events = [];
let count = 0;

const app = express();

app.post("/webhooks/incident-io", express.raw({ type: "application/json", limit: "4mb" }), (request, response) => {
  try {
    const event = webhook.verify(request.body, request.headers);
    events[count++ % 10_000] = event;
    response.sendStatus(204);
  } catch {
    response.sendStatus(401);
  }
});

// How many it has taken, to hold against what the load generator counted.
app.get("/taken", (_, response) => response.send(String(count)));

const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));

// It does not outlive who started it.
process.stdin.resume().on("end", () => process.exit());
