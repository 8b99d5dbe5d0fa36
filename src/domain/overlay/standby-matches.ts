import { isObject, type Manifest, objectAt } from "../manifest.ts";
import { selects, stringMap, type Workload } from "../workload.ts";
import { guards } from "./budgets.ts";
import { sameNamespace } from "./same-namespace.ts";
import { scalerOf } from "./scalers.ts";
import { STANDBY, STANDBY_LABEL, standbyName } from "./standby.ts";

/**
 * What else has to do with a standby's pods, each with its effect (design §6 rule 5, facts §4): they carry the
 * primary's labels, so whoever selects the primary selects them too. `home` is the namespace of objects that name none.
 */
export function standbyMatches(
  workload: Workload,
  objects: readonly Manifest[],
  home: string | undefined,
): readonly string[] {
  const { ref } = workload;
  const standby = `the standby ${standbyName(ref.name)}`;
  const pods = { ref, podLabels: { ...workload.podLabels, [STANDBY_LABEL]: STANDBY } };
  const scaler = scalerOf(workload, objects, home);
  return [
    ...objects.flatMap((manifest) => {
      const { kind, metadata } = manifest;
      if (kind === "PodDisruptionBudget" && guards(manifest, pods, home)) {
        return [`PodDisruptionBudget ${metadata.name} also counts the pods of ${standby} once they run.`];
      }
      const { selector } = objectAt(manifest["spec"]);
      const serves =
        kind === "Service" &&
        isObject(selector) &&
        Object.keys(selector).length > 0 &&
        sameNamespace(metadata.namespace, ref.namespace, home);
      if (!serves || !selects({ matchLabels: stringMap(selector) }, pods.podLabels)) return [];
      return [
        `Service ${metadata.name} also selects the pods of ${standby}: wanted, so that clients keep their address after a failover.`,
      ];
    }),
    ...(scaler === undefined
      ? []
      : [
          `${scaler.kind} ${scaler.ref.name} scales ${ref.name} alone, and stands still while that is at zero: ${standby} is scaled by hand.`,
        ]),
  ];
}
