import { type JsonObject, objectAt } from "../../../src/domain/manifest.ts";
import type { Hand } from "./gates-hand.ts";
import { type Row, ref, secondary, to } from "./gates-row.ts";

const quota = ref("v1", "ResourceQuota", "shop");
const budget = ref("policy/v1", "PodDisruptionBudget", "db");

/** Budgets: disruptions, requests, quotas, room. */
export const budgetRows: readonly Row[] = [
  {
    gate: "pdb",
    when: "the database's budget is deleted",
    disturb: (hand) => hand.remove(budget),
    becomes: "fail",
    says: /budget db of deployment\/db is in Git but not in the cluster/,
    remedy: /Sync the app as it is first/,
    mend: (hand) => hand.create({ ...budget, spec: { maxUnavailable: 0, selector: { matchLabels: { app: "db" } } } }),
  },
  {
    gate: "pdb",
    when: "Git lets the only pod of the database be evicted",
    disturb: async (hand) => hand.edit("db.yaml", "maxUnavailable: 0", "maxUnavailable: 1"),
    becomes: "fail",
    says: /lets the only pod of stateful deployment\/db be evicted/,
    remedy: /Set `maxUnavailable: 0` in budget db/,
    mend: async (hand) => hand.edit("db.yaml", "maxUnavailable: 1", "maxUnavailable: 0"),
  },
  {
    gate: "requests-and-limits",
    when: "Git has no memory limit",
    disturb: async (hand) => hand.edit("db.yaml", "            limits:\n              memory: 1Gi\n", ""),
    becomes: "fail",
    says: /postgres of deployment\/db has no limits\.memory/,
    remedy: /Set resources\.limits\.memory of container postgres in Git/,
    mend: async (hand) =>
      hand.edit(
        "db.yaml",
        "              memory: 512Mi\n",
        "              memory: 512Mi\n            limits:\n              memory: 1Gi\n",
      ),
  },
  {
    gate: "quota",
    when: "the namespace's quota allows no more pods than there are",
    disturb: (hand) => pods(hand, "4"),
    becomes: "fail",
    says: /quota shop of namespace shop lacks room: pods 4 of 4 used/,
    remedy: /Raise pods of quota shop to \d+ or more/,
    mend: (hand) => pods(hand, "20"),
  },
  {
    gate: "quota",
    when: "a LimitRange allows less memory than a container's limit",
    disturb: (hand) =>
      hand.create({
        apiVersion: "v1",
        kind: "LimitRange",
        metadata: { namespace: "shop", name: "tight" },
        spec: { limits: [{ type: "Container", max: { memory: "512Mi" } }] },
      }),
    becomes: "fail",
    says: /postgres of deployment\/db.* has limits\.memory 1Gi, LimitRange tight of namespace shop demands at most 512Mi/,
    remedy: /change the LimitRange/,
    mend: (hand) => hand.remove(ref("v1", "LimitRange", "tight")),
  },
  {
    gate: "capacity",
    when: "the secondary has hardly a processor to give",
    disturb: (hand) => room(hand, { cpu: "50m" }),
    becomes: "fail",
    says: /does not fit on the secondary: it needs cpu/,
    remedy: /Free cpu on the secondary/,
    mend: (hand) => room(hand, { cpu: "16" }),
  },
];

function pods(hand: Hand, count: string): Promise<void> {
  return hand.patch(quota, to({ spec: { hard: { pods: count } } }));
}

/** What a kubelet says that its node can give. */
export function room(hand: Hand, allocatable: JsonObject): Promise<void> {
  return hand.patch(
    secondary,
    (now) => ({ status: { allocatable: { ...objectAt(objectAt(now["status"])["allocatable"]), ...allocatable } } }),
    "status",
  );
}
