import { objectAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import { selects, stringMap, type Workload, workloadsOf } from "../workload.ts";
import { liveScalers, scalersInGit } from "./autoscalers.ts";
import { type Finding, unread, warn } from "./findings.ts";
import { isOffline, liveList, namespaceOf, titleOf } from "./look.ts";

/**
 * An HPA averages over every pod that its target's selector matches, other workloads' too; where two HPAs' selectors
 * overlap, both stop since Kubernetes 1.27 (`AmbiguousSelector`; facts §3, row 20).
 */
export function overlapFindings(workload: Workload, snapshot: Snapshot): readonly Finding[] {
  const live = liveList(snapshot, (cluster) => cluster.workloads);
  const namespace = namespaceOf(snapshot, workload.ref);
  const rendered = workloadsOf(snapshot.base.objects).filter(
    ({ ref }) => namespaceOf(snapshot, ref) === namespace && ref.name !== workload.ref.name,
  );
  const names = new Set([workload, ...rendered].map(titleOf));
  const matched = rendered
    .filter(({ podLabels }) => selects(workload.selector, podLabels))
    .map((other) => ({ title: titleOf(other), scaled: isScaled(other, snapshot) }));
  const foreign = (live.state === "known" ? live.value : [])
    .filter((other) => other.namespace === namespace)
    .map((other) => ({ other, title: `${other.kind.toLowerCase()}/${other.name}` }))
    .filter(({ title }) => !names.has(title))
    .filter(({ other }) => selects(workload.selector, stringMap(objectAt(objectAt(other.template.metadata).labels))))
    .map(({ title }) => ({ title, scaled: false }));
  return [
    ...[...matched, ...foreign].map(({ title, scaled }) =>
      warn(
        `the selector of ${titleOf(workload)} matches the pods of ${title} too, so its HPA averages over both${scaled ? ", and where both have an HPA neither scales (AmbiguousSelector)" : ""}`,
        `Give the pods of ${titleOf(workload)} and ${title} a label that tells them apart, in both selectors.`,
      ),
    ),
    ...(live.state === "unknown" && !isOffline(snapshot) ? [unread("the workloads", live.reason)] : []),
  ];
}

function isScaled(workload: Workload, snapshot: Snapshot): boolean {
  const live = liveScalers(workload, snapshot);
  return scalersInGit(workload, snapshot).length > 0 || (live.state === "known" && live.value.length > 0);
}
