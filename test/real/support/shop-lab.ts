import { readFileSync } from "node:fs";
import { parseAllDocuments } from "yaml";
import { clustersFromEnvironment } from "../../../src/adapters/kubernetes/clusters-from-environment.ts";
import type { ClusterQuestion } from "../../../src/app/ports.ts";
import type { ClusterView } from "../../../src/domain/cluster.ts";
import { type Lab, startLab } from "./lab.ts";
import { kubeconfigOf } from "./lab-accounts.ts";
import type { LabObject } from "./lab-client.ts";
import { laneNodes } from "./lab-nodes.ts";
import { definePlatform, defineScalers } from "./lab-platform.ts";
import { shop } from "./shop-objects.ts";

export const question: ClusterQuestion = {
  application: { name: "shop", namespace: "argocd" },
  namespaces: ["shop"],
  lanes: { label: "workload-lane", primary: "primary", secondary: "secondary" },
};

/** The objects of deploy/rbac.yaml. */
export const rbac = rolesOf("deploy/rbac.yaml");

function rolesOf(file: string): readonly LabObject[] {
  return parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as LabObject);
}

/** An API server that holds the shop, and the kubeconfig of deploy/rbac.yaml's service account. */
export type ShopLab = Lab & { readonly reader: string };

/** Starts it without controllers, so that nothing moves while a test looks. `roles` is the file that says who may read. */
export async function startShopLab(roles = "deploy/rbac.yaml"): Promise<ShopLab> {
  const lab = await startLab({ controllers: false });
  await definePlatform(lab.client);
  await defineScalers(lab.client);
  // Twice the nodes: a new one gets a taint until it is said to be ready, and nobody here says so.
  for (const object of [...shop, ...laneNodes, ...rolesOf(roles)]) await lab.client.apply(object);
  return { ...lab, reader: await kubeconfigOf(lab, "lanekeeper") };
}

/** What production sees through the kubeconfig. */
export async function observe(kubeconfig: string, more: Partial<ClusterQuestion> = {}): Promise<ClusterView> {
  const clusters = await clustersFromEnvironment([{ name: "default", kubeconfig, inCluster: false }]);
  const view = await clusters.get("default")?.observe({ ...question, ...more });
  if (view === undefined) throw new Error("no cluster");
  return view;
}

/** The parts that are unknown, with their reasons. */
export function unknowns({ observedAt: _, ...parts }: ClusterView): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, part]) => (part.state === "unknown" ? [[name, part.reason]] : [])),
  );
}
