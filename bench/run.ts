import { benchPlan } from "./plan.ts";
import { benchPreflight } from "./preflight.ts";
import { benchWebhook } from "./webhook.ts";

/** `npm run bench`: every bench in turn; exit 1 when one misses its requirement. */
const benches = [benchWebhook, benchPlan, benchPreflight];

for (const bench of benches) {
  const { lines, ok } = await bench();
  console.log(lines.join("\n"));
  if (!ok) process.exitCode = 1;
}
