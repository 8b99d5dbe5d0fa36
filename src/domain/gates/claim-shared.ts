import type { Pod } from "../cluster.ts";
import { listAt, type Manifest, objectAt, stringAt } from "../manifest.ts";
import type { Strategy } from "../settings.ts";
import type { Snapshot } from "../snapshot.ts";
import type { Verdict } from "../verdict.ts";
import type { Workload } from "../workload.ts";
import { unreadClaim } from "./data-class.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { kubectlEach } from "./kubectl.ts";
import { isOffline, liveList, namespaceOf, namespacesOf, podsOf, type Seen, titleOf } from "./look.ts";
import { keyOf, type MountedClaim, mountedClaims } from "./mounted-claims.ts";

/** A claim for one node or one pod at a time, and everybody of the app who mounts it. */
type Shared = {
  readonly claim: MountedClaim;
  readonly modes: readonly string[];
  readonly workloads: readonly Workload[];
  readonly bystanders: readonly Bystander[];
};

/** A DaemonSet, Job or CronJob of Git; `title` is `cronjob/backup`. */
type Bystander = { readonly kind: string; readonly name: string; readonly title: string };

/**
 * One ReadWriteOnce claim under several workloads ties them all to one node (facts §3, row 5), and a Job or CronJob that
 * mounts it has to run there too, though no overlay moves it (row 23): after a failover it takes the volume back, or
 * waits. The replicas of one workload are the access-modes gate's.
 */
export function claimShared({ snapshot, workloads, strategyOf }: GateInput): Verdict {
  const mounted = mountedClaims(snapshot, workloads);
  const claims = exclusiveClaims(mounted, snapshot);
  const others = foreignPods(claims, workloads, snapshot);
  return verdictOf({
    findings: [
      ...mounted.flatMap(({ use }) => unreadClaim(use, snapshot)),
      ...claims.flatMap((shared) => sharedFindings(shared, strategyOf)),
      ...(others.state === "unknown" ? [unread("the pods", others.reason)] : others.value),
    ],
    good:
      mounted.length === 0
        ? "no claims are mounted"
        : `no ReadWriteOnce claim has several users${isOffline(snapshot) ? " in Git (no cluster was asked)" : ""}`,
    notes: claims.map(describe),
    wanted: "each ReadWriteOnce claim is mounted by one workload and by no job",
    command: kubectlEach(
      namespacesOf(snapshot, workloads),
      "get",
      "pods",
      "-o",
      "custom-columns=NAME:.metadata.name,OWNER:.metadata.ownerReferences[0].kind,CLAIMS:.spec.volumes[*].persistentVolumeClaim.claimName",
    ),
  });
}

/** Claims whose every mode is for one node, or one pod, at a time. */
function exclusiveClaims(mounted: readonly MountedClaim[], snapshot: Snapshot): readonly Shared[] {
  return [...Map.groupBy(mounted, keyOf).values()].flatMap((group): Shared[] => {
    const claim = group[0];
    if (claim?.use.accessModes.state !== "known") return [];
    const modes = claim.use.accessModes.value;
    if (modes.length === 0 || !modes.every((mode) => mode.startsWith("ReadWriteOnce"))) return [];
    const workloads = [...new Set(group.map(({ workload }) => workload))];
    return [{ claim, modes, workloads, bystanders: usersBeside(claim, snapshot) }];
  });
}

function usersBeside(claim: MountedClaim, snapshot: Snapshot): readonly Bystander[] {
  return snapshot.base.objects.flatMap((object): Bystander[] => {
    const { kind, metadata } = object;
    const mounts = listAt(podSpec(object)["volumes"]).some(
      (volume) => stringAt(objectAt(objectAt(volume)["persistentVolumeClaim"])["claimName"]) === claim.name,
    );
    if (!mounts || namespaceOf(snapshot, metadata) !== claim.namespace) return [];
    return [{ kind, name: metadata.name, title: `${kind.toLowerCase()}/${metadata.name}` }];
  });
}

/** The pod spec of a kind that is reported and never moved (design §1); empty for others. */
function podSpec({ kind, spec }: Manifest) {
  const own = objectAt(spec);
  switch (kind) {
    case "DaemonSet":
    case "Job":
      return objectAt(objectAt(own["template"])["spec"]);
    case "CronJob":
      return objectAt(objectAt(objectAt(objectAt(own["jobTemplate"])["spec"])["template"])["spec"]);
    default:
      return {};
  }
}

function sharedFindings(shared: Shared, strategyOf: (workload: Workload) => Strategy): Finding[] {
  const stays = shared.workloads.map((workload) => strategyOf(workload) === "stay");
  // Where everybody stays, they stay together.
  if (stays.every((each) => each)) return [];
  return [
    ...workloadFindings(shared, stays.includes(true)),
    ...shared.bystanders.map(({ kind, title }) => bystanderFinding(shared, kind, title)),
  ];
}

function workloadFindings({ claim, modes, workloads }: Shared, oneStays: boolean): Finding[] {
  if (workloads.length < 2) return [];
  const titles = workloads.map(titleOf).join(" and ");
  if (modes.includes("ReadWriteOncePod")) {
    const text = `${titles} mount ReadWriteOncePod claim ${claim.name}, which allows one pod in the whole cluster`;
    return [fail(text, "Part their data, or move it to a claim that allows both.")];
  }
  if (oneStays) {
    const text = `${titles} mount claim ${claim.name}, and not all of them move: what stays keeps the volume from the others' new node`;
    return [fail(text, "Choose strategies that move them together, or part their data.")];
  }
  return [
    warn(
      `${titles} mount claim ${claim.name} together: they must run on one node`,
      "Fail them over together, or part their data.",
    ),
  ];
}

function bystanderFinding({ claim, workloads }: Shared, kind: string, title: string): Finding {
  const owners = workloads.map(titleOf).join(" and ");
  const text = `${title} mounts claim ${claim.name} of ${owners} too, and no overlay moves it: after a failover its pods and the app's want the volume on different nodes`;
  const remedy =
    kind === "CronJob"
      ? `Suspend ${title} for the window and while the app runs on the secondary, or let it reach its data through the app.`
      : `See to it that ${title} does not run while the app is on the secondary.`;
  return warn(text, remedy);
}

/** Pods that mount such a claim and belong to nothing of the app in Git. */
function foreignPods(
  claims: readonly Shared[],
  workloads: readonly Workload[],
  snapshot: Snapshot,
): Seen<readonly Finding[]> {
  if (isOffline(snapshot) || claims.length === 0) return { state: "known", value: [] };
  const pods = liveList(snapshot, (cluster) => cluster.pods);
  if (pods.state === "unknown") return pods;
  const own = new Set(
    workloads.flatMap((workload) => {
      const found = podsOf(snapshot, workload);
      return found.state === "known" ? found.value.map(({ uid }) => uid) : [];
    }),
  );
  const running = pods.value.filter(
    ({ uid, deleting, phase }) => !own.has(uid) && !deleting && phase !== "Succeeded" && phase !== "Failed",
  );
  return {
    state: "known",
    value: claims.flatMap((shared) =>
      running
        .filter((pod) => mounts(pod, shared) && !shared.bystanders.some((bystander) => isOf(pod, bystander)))
        .map(({ name, owner }) => {
          const of = owner === undefined ? "" : ` of ${owner.kind.toLowerCase()}/${owner.name}`;
          const text = `pod ${name}${of}, which is not the app's, mounts claim ${shared.claim.name}`;
          return warn(text, `Find out what it is; while it runs, claim ${shared.claim.name} is tied to its node.`);
        }),
    ),
  };
}

function mounts(pod: Pod, { claim }: Shared): boolean {
  return pod.namespace === claim.namespace && pod.claims.includes(claim.name);
}

/** A CronJob's pods belong to Jobs that are named after it. */
function isOf({ owner }: Pod, { kind, name }: Bystander): boolean {
  if (kind === "CronJob") return owner?.kind === "Job" && owner.name.startsWith(`${name}-`);
  return owner?.kind === kind && owner.name === name;
}

function describe({ claim, modes, workloads, bystanders }: Shared): string {
  const users = [...workloads.map(titleOf), ...bystanders.map(({ title }) => title)];
  return `claim ${claim.name} (${modes.join("+")}): ${users.join(", ")}`;
}
