import { type JsonObject, objectAt, stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import { stringMap, type Workload } from "../workload.ts";
import { type Finding, fail, unread, warn } from "./findings.ts";
import { shellWord } from "./kubectl.ts";
import { liveWorkload, namespaceOf, titleOf } from "./look.ts";
import { requiredNodeAffinity, termsText } from "./node-terms.ts";

/**
 * Pins of the running workload that Git does not write. No apply removes them, and Argo CD shows the app as Synced
 * (facts §1.4), so each comes with the line that a person runs once. Where Git writes the field too, the next sync
 * settles it.
 */
export function livePinFindings(workload: Workload, stays: boolean, snapshot: Snapshot): Finding[] {
  const live = liveWorkload(snapshot, workload);
  if (live.state === "unknown") return [unread("the workloads", live.reason)];
  if (live.state === "absent") return [];
  const pod = objectAt(live.value.template.spec);
  return [...nodeName(pod, workload), ...nodeSelector(pod, workload), ...nodeAffinity(pod, workload)].map(
    ({ text, path }) => {
      const title = titleOf(workload);
      const whole = `${title} runs with ${text}, which is not in Git: no sync takes it away`;
      return stays
        ? warn(`${whole}; it stays`, "")
        : fail(whole, `Once, by hand: \`${removal(snapshot, workload, path)}\`. Or write it into Git, if it is meant.`);
    },
  );
}

type Pin = { readonly text: string; readonly path: string };

function nodeName(live: JsonObject, { pod }: Workload): Pin[] {
  const name = stringAt(live.nodeName);
  const written = stringAt(pod.nodeName);
  return name === undefined || name === "" || (written !== undefined && written !== "")
    ? []
    : [{ text: `nodeName ${name}`, path: "/nodeName" }];
}

function nodeSelector(live: JsonObject, { pod }: Workload): Pin[] {
  const written = stringMap(pod.nodeSelector);
  return Object.entries(stringMap(live.nodeSelector))
    .filter(([key]) => !Object.hasOwn(written, key))
    .map(([key, value]) => ({
      text: `nodeSelector ${key}=${value}`,
      path: `/nodeSelector/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`,
    }));
}

function nodeAffinity(live: JsonObject, { pod }: Workload): Pin[] {
  const required = requiredNodeAffinity(live);
  if (required === undefined || requiredNodeAffinity(pod) !== undefined) return [];
  return [
    {
      text: `required node affinity ${termsText(required)}`,
      path: "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution",
    },
  ];
}

/** The one-off patch that removes one field of the pod template; it is printed for a person, never run. */
function removal(snapshot: Snapshot, { kind, ref }: Workload, path: string): string {
  const patch = JSON.stringify([{ op: "remove", path: `/spec/template/spec${path}` }]);
  const words = [
    "kubectl",
    "-n",
    namespaceOf(snapshot, ref),
    "patch",
    `${kind.toLowerCase()}/${ref.name}`,
    "--type=json",
    "-p",
    patch,
  ];
  return words.map(shellWord).join(" ");
}
