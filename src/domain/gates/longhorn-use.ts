import type { ClusterView } from "../cluster.ts";
import type { Known } from "../known.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectl } from "./kubectl.ts";
import { live, liveList, titleOf } from "./look.ts";
import { classOf, distinctClaims, keyOf, mountedClaims, unfollowed } from "./mounted-claims.ts";

/** Longhorn's CSI driver, by which its volumes and classes are told from others (facts §5, PVC map). */
export const longhornDriver = "driver.longhorn.io";

/** A volume of the app's claims that Longhorn keeps. */
export type AppVolume = {
  /** Longhorn's own name of it: the volume handle. */
  readonly name: string;
  readonly claim: string;
  readonly workloads: readonly Workload[];
  /** None of its workloads moves. */
  readonly stays: boolean;
};

/** What of the app's data is Longhorn's. */
export type LonghornUse = {
  /** How many claims the app mounts at all. */
  readonly claims: number;
  /** In the order of the render, a set's by ordinal: the order in which one after the other is mended. */
  readonly volumes: readonly AppVolume[];
  /** Claims of a Longhorn class that have no volume yet. */
  readonly pending: readonly { readonly claim: string; readonly stays: boolean }[];
  /** Claims of which it cannot be told. */
  readonly findings: readonly Finding[];
};

/** Follows the claims of the workloads to Longhorn's volumes: claim, PersistentVolume, driver and handle. */
export function longhornUse({ snapshot, workloads, strategyOf }: GateInput): LonghornUse {
  const all = mountedClaims(snapshot, workloads);
  const claims = distinctClaims(all).map((claim) => {
    const users = all.filter((other) => keyOf(other) === keyOf(claim)).map(({ workload }) => workload);
    return { claim, users, stays: users.every((workload) => strategyOf(workload) === "stay") };
  });
  const unbound = claims.filter(({ claim }) => claim.volume.state === "absent");
  const classes = liveList(snapshot, (cluster) => cluster.storageClasses);
  return {
    claims: claims.length,
    volumes: claims.flatMap(({ claim: { name, volume }, users, stays }) =>
      volume.state === "known" && volume.value.csi?.driver === longhornDriver
        ? [{ name: volume.value.csi.handle, claim: name, workloads: users, stays }]
        : [],
    ),
    pending: unbound.flatMap(({ claim, stays }) =>
      classes.state === "known" && classOf(claim, classes.value)?.provisioner === longhornDriver
        ? [{ claim: claim.name, stays }]
        : [],
    ),
    findings: [
      ...claims.flatMap(({ claim }) => unfollowed(claim)),
      ...(classes.state === "unknown" && unbound.length > 0 ? [unread("the storage classes", classes.reason)] : []),
    ],
  };
}

/** What one Longhorn gate says once it is known that there is something to judge. */
export type LonghornGate<T> = {
  /** What it says of a Longhorn that is not there: a gate that only warns does so here too. */
  readonly missing: "fail" | "warn";
  readonly pick: (cluster: ClusterView) => Known<T>;
  readonly judge: (
    seen: T,
    use: LonghornUse,
  ) => { readonly findings: readonly Finding[]; readonly notes: readonly string[] };
  readonly good: string;
  readonly wanted: string;
  readonly command: string;
};

/**
 * The part that all Longhorn gates share. An app without claims, or with claims of others only, passes: nothing is
 * asked of a Longhorn that it does not use. A claim that needs a Longhorn
 * which discovery does not list is a fact, not an outage.
 */
export function longhornVerdict<T>(input: GateInput, { missing, pick, judge, ...words }: LonghornGate<T>): Verdict {
  const use = longhornUse(input);
  const idle = idleReason(use);
  if (idle !== undefined) return verdictOf({ ...words, findings: use.findings, good: idle, notes: [] });
  const seen = live(input.snapshot, pick);
  if (seen.state === "unknown")
    return verdictOf({ ...words, findings: [...use.findings, unread("Longhorn", seen.reason)], notes: [] });
  if (seen.state === "absent")
    return verdictOf({ ...words, findings: [...use.findings, ...notInstalled(use, missing)], notes: [] });
  const { findings, notes } = judge(seen.value, use);
  return verdictOf({ ...words, findings: [...use.findings, ...findings], notes });
}

/** Why there is nothing to judge; undefined when there is. */
export function idleReason({ claims, volumes, pending }: LonghornUse): string | undefined {
  if (claims === 0) return "no claims are mounted";
  return volumes.length + pending.length === 0
    ? "Longhorn is not used: no claim of the app is of its making"
    : undefined;
}

/** What to say where a claim needs Longhorn and discovery does not list it. */
function notInstalled({ volumes, pending }: LonghornUse, missing: "fail" | "warn"): Finding[] {
  const names = [...volumes, ...pending].map(({ claim }) => claim);
  const text = `${names.length === 1 ? `claim ${names[0]} is` : `claims ${names.join(", ")} are`} of Longhorn, which is not installed in this cluster`;
  const remedy = "Install Longhorn, or move the data to a class that the cluster has.";
  return [missing === "fail" ? fail(text, remedy) : warn(text, remedy)];
}

/** Something wrong with one volume, and what is to be done with it (empty: nothing by itself). */
export type VolumeProblem = {
  readonly volume: AppVolume;
  readonly outcome: Finding["outcome"];
  readonly text: string;
  readonly todo: string;
};

/** A problem of that volume. */
export function problem(volume: AppVolume, outcome: Finding["outcome"], text: string, todo: string): VolumeProblem {
  return { volume, outcome, text, todo };
}

/**
 * The findings of problems with volumes. All of them carry the same remedy, a list of the volumes in a stable order:
 * Longhorn's changes are staged one volume at a time, so that rebuilds do not become a storm (runbook, risk register).
 * Where every workload of a volume stays with it, nothing of it stands in the way of a move.
 */
export function volumeFindings(problems: readonly VolumeProblem[]): Finding[] {
  const remedy = oneAtATime(problems.filter(({ volume }) => !volume.stays));
  return problems.map(({ volume, outcome, text, todo }) => {
    const whole = `${nameOf(volume)} ${text}`;
    const staying = volume.workloads.map(titleOf).join(" and ");
    if (volume.stays)
      return warn(`${whole}; ${staying} ${volume.workloads.length === 1 ? "stays" : "stay"} with it`, "");
    return { outcome, text: whole, remedy: todo === "" ? "" : remedy };
  });
}

function oneAtATime(problems: readonly VolumeProblem[]): string {
  const steps = [
    ...Map.groupBy(
      problems.filter(({ todo }) => todo !== ""),
      ({ volume }) => volume.name,
    ).values(),
  ].map((group) => {
    const todo = [...new Set(group.map((problem) => problem.todo))].join(", then ");
    return `${group[0] === undefined ? "" : nameOf(group[0].volume)}: ${todo}`;
  });
  if (steps.length < 2) return steps.map((step) => `For ${step}.`).join("");
  const list = steps.map((step, index) => `(${index + 1}) ${step}`).join("; ");
  return `One volume at a time, in this order: ${list}. Do one, wait until it is healthy again, then the next.`;
}

/** `volume pvc-1 (claim data)` */
export function nameOf({ name, claim }: AppVolume): string {
  return `volume ${name} (claim ${claim})`;
}

/** A read-only question about Longhorn's own objects, in the namespace where it usually lives. */
export function longhornCommand(...words: readonly string[]): string {
  return kubectl("-n", "longhorn-system", ...words);
}
