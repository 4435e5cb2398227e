import { readFileSync } from "node:fs";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";

export const libraries = { standardwebhooks: StandardWebhook, svix: SvixWebhook };

export function versionOf(library) {
  const manifest = new URL(`./node_modules/${library}/package.json`, import.meta.url);
  return JSON.parse(readFileSync(manifest, "utf8")).version;
}
