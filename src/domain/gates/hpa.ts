import type { Autoscaler } from "../cluster.ts";
import { laneNodes as overlayNodes } from "../overlay/lane-nodes.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { liveScalers, scalersInGit, stageReplicas } from "./autoscalers.ts";
import { type Finding, fail, unread, verdictOf } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach, shellWord } from "./kubectl.ts";
import { isOffline, namespaceOf, namespacesOf, titleOf } from "./look.ts";
import { overlapFindings } from "./overlapping-selectors.ts";
import { runsTwice } from "./reach.ts";
import { rangeFindings, scalerNames } from "./scaler-range.ts";

/**
 * Autoscalers stand still while an app moves (runbook §3.2 A and §3.3; facts §3, row 20). One in Git is held still by
 * stage 1 itself; one that only runs is nobody's in Git and overrides the stage's replicas, so a person holds it.
 * Of two on one workload, stage 1 would hold one.
 */
export function hpa({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  return verdictOf({
    findings: workloads.flatMap((workload) => {
      const strategy = strategyOf(workload);
      return strategy === "stay" ? [] : judge(workload, strategy, snapshot);
    }),
    good: workloads.some((workload) => namesOf(workload, snapshot).length > 0)
      ? "every autoscaler is held still while its workload moves, or its workload stays"
      : `no HPA scales a workload of the app${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: workloads.flatMap((workload) =>
      namesOf(workload, snapshot).map((name) => `${titleOf(workload)}: HPA ${name}, strategy ${strategyOf(workload)}`),
    ),
    wanted: "at most one autoscaler a workload, in Git, with room for two pods",
    command: kubectlEach(namespacesOf(snapshot, workloads), "get", "hpa"),
  });
}

function judge(workload: Workload, strategy: Strategy, snapshot: Snapshot): readonly Finding[] {
  const written = scalersInGit(workload, snapshot);
  const live = liveScalers(workload, snapshot);
  const onlyLive = notInGit(workload, snapshot);
  const [first, ...others] = written;
  const any = onlyLive.length > 0 || written.some(({ kind }) => kind === "HorizontalPodAutoscaler");
  const held = stageReplicas(workload, strategy, first);
  return [
    ...(live.state === "unknown" && !isOffline(snapshot) ? [unread("the autoscalers", live.reason)] : []),
    ...(written.some(({ kind }) => kind === "HorizontalPodAutoscaler") && others.length > 0
      ? [
          fail(
            `${written.map(({ kind, ref }) => `${scalerNames[kind]} ${ref.name}`).join(" and ")} scale ${titleOf(workload)} at once: stage 1 would hold only the first of them still`,
            "Leave one of them in Git.",
          ),
        ]
      : []),
    ...onlyLive.flatMap((each) => byHand(each, workload, { held, beside: first?.ref.name }, snapshot)),
    ...(runsTwice(strategy) && first?.kind === "HorizontalPodAutoscaler"
      ? rangeFindings(first, workload, { nodes: overlayNodes(snapshot.observation, snapshot.settings).count, held })
      : []),
    ...(any ? overlapFindings(workload, snapshot) : []),
  ];
}

/** An autoscaler that nothing in Git holds; a person may have set both limits to what the stage asks for. */
function byHand(
  { name, minReplicas, maxReplicas }: Autoscaler,
  workload: Workload,
  { held, beside }: { readonly held: number; readonly beside: string | undefined },
  snapshot: Snapshot,
): Finding[] {
  const title = titleOf(workload);
  if (beside !== undefined) {
    return [
      fail(
        `HPA ${name} scales ${title} too and is not in Git: it works against ${beside}`,
        `Delete the HPA ${name}, or write it into Git in the place of ${beside}.`,
      ),
    ];
  }
  if (minReplicas === held && maxReplicas === held) return [];
  const patch = JSON.stringify({ spec: { minReplicas: held, maxReplicas: held } });
  const words = ["kubectl", "-n", namespaceOf(snapshot, workload.ref), "patch", `hpa/${name}`, "--type=merge", "-p"];
  return [
    fail(
      `HPA ${name} scales ${title} between ${minReplicas} and ${maxReplicas} pods and is not in Git: no stage holds it still, and it overrides the stage's ${held}`,
      `Write it into Git, or hold it still by hand until sign-off: \`${[...words, patch].map(shellWord).join(" ")}\`; afterwards give it back its ${minReplicas} to ${maxReplicas}.`,
    ),
  ];
}

function notInGit(workload: Workload, snapshot: Snapshot): readonly Autoscaler[] {
  const live = liveScalers(workload, snapshot);
  const written = new Set(scalersInGit(workload, snapshot).map(({ ref }) => ref.name));
  return live.state === "known" ? live.value.filter(({ name }) => !written.has(name)) : [];
}

function namesOf(workload: Workload, snapshot: Snapshot): readonly string[] {
  const written = scalersInGit(workload, snapshot)
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler")
    .map(({ ref, min, max }) => `${ref.name} (${min} to ${max})`);
  const live = notInGit(workload, snapshot).map(
    ({ name, minReplicas, maxReplicas }) => `${name} (${minReplicas} to ${maxReplicas}, not in Git)`,
  );
  return [...written, ...live];
}
