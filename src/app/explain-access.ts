import { gatesWithout } from "./gates-without.ts";
import type { Access, AccessReport } from "./ports.ts";

/** Where Argo CD keeps its Applications and projects unless it is told otherwise. */
const ARGOCD_NAMESPACE = "argocd";

/** What a cluster lets us do, with the gates that each missing right makes unknown. */
export type ExplainedAccess = Omit<AccessReport, "missing"> & {
  readonly missing: readonly (AccessReport["missing"][number] & { readonly gates: readonly string[] })[];
};

/** Asks the cluster for our rights in those namespaces of apps; without any, in all of them. */
export async function explainAccess(access: Access, namespaces: readonly string[]): Promise<ExplainedAccess> {
  const report = await access.explain({ namespaces, argocd: ARGOCD_NAMESPACE });
  return { ...report, missing: report.missing.map((each) => ({ ...each, gates: gatesWithout(each.parts) })) };
}
