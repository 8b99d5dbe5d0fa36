import { sameJson } from "../canonical.ts";
import type { LiveWorkload } from "../cluster.ts";
import { isObject, type Json, listAt, objectAt } from "../manifest.ts";
import { valueAt } from "../overlay/intent.ts";
import { tolerates } from "../overlay/tolerations.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Workload } from "../workload.ts";
import { fieldRemoval } from "./field-removal.ts";
import { type Finding, fail, warn } from "./findings.ts";
import { titleOf } from "./look.ts";

const required = "requiredDuringSchedulingIgnoredDuringExecution";
const preferred = "preferredDuringSchedulingIgnoredDuringExecution";

/** Fields of the pod spec that decide where pods go, beside the pins. */
const fields: readonly { readonly text: string; readonly path: readonly string[] }[] = [
  { text: "tolerations", path: ["tolerations"] },
  { text: "topologySpreadConstraints", path: ["topologySpreadConstraints"] },
  { text: "required pod anti-affinity", path: ["affinity", "podAntiAffinity", required] },
  { text: "preferred pod anti-affinity", path: ["affinity", "podAntiAffinity", preferred] },
  { text: "required pod affinity", path: ["affinity", "podAffinity", required] },
  { text: "preferred pod affinity", path: ["affinity", "podAffinity", preferred] },
];

/**
 * Where a running workload's placement differs from Git's. A list that Git does not write stays for good (facts §1.4); one
 * that Git writes the next sync settles, but for the spread list, whose entries the apply mixes up (facts §1.2).
 */
export function placementDrift(workload: Workload, live: LiveWorkload, snapshot: Snapshot): readonly Finding[] {
  const running = objectAt(live.template.spec);
  const title = titleOf(workload);
  return fields.flatMap(({ text, path }) => {
    const [written, seen] = [entries(valueAt(workload.pod, path)), entries(valueAt(running, path))];
    if (sameJson(written, seen)) return [];
    if (written.length > 0) {
      const lasting = text === "topologySpreadConstraints";
      return [
        lasting
          ? fail(
              `${title} runs with other ${text} than Git says, and an apply cannot mend that list`,
              `Once, by hand: \`${fieldRemoval(snapshot, workload, `/${path.join("/")}`)}\`, then sync the app.`,
            )
          : warn(`${title} runs with other ${text} than Git says`, "Sync the app as it is first, then look again."),
      ];
    }
    const reaches = text === "tolerations" && tolerates(seen, snapshot.settings.lanes.taint);
    const grave = reaches || text === "topologySpreadConstraints" || path.includes(required);
    const words = `${title} runs with ${text} that Git does not write: no sync takes them away`;
    const remedy = `Once, by hand: \`${fieldRemoval(snapshot, workload, `/${path.join("/")}`)}\`. Or write them into Git, if they are meant.`;
    return [
      grave
        ? fail(`${words}${reaches ? ", and they open the secondary to its pods" : ""}`, remedy)
        : warn(words, remedy),
    ];
  });
}

/** A list as the API server keeps it: nothing is as good as none, and null as good as nothing. */
function entries(value: Json | undefined): readonly Json[] {
  return listAt(value).map(withoutNulls);
}

function withoutNulls(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) =>
      entry === null || entry === undefined ? [] : [[key, withoutNulls(entry)]],
    ),
  );
}
