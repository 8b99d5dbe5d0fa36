import { runGates } from "../../../src/domain/gates/index.ts";
import type { Attestation, Strategy } from "../../../src/domain/settings.ts";
import type { GateResult } from "../../../src/domain/verdict.ts";
import { workloadsOf } from "../../../src/domain/workload.ts";
import { aSnapshot } from "../../support/snapshot.ts";

/** One gate's result in the healthy world with changes; every workload has the strategy (A unless said otherwise). */
export function ask(
  gate: string,
  changes: Parameters<typeof aSnapshot>[0] = {},
  {
    strategy = "A",
    attestations = [],
  }: { readonly strategy?: Strategy; readonly attestations?: readonly Attestation[] } = {},
): GateResult {
  const snapshot = aSnapshot(changes);
  const results = runGates(snapshot, workloadsOf(snapshot.base.objects), () => strategy, attestations);
  const result = results.find((candidate) => candidate.gate === gate);
  if (result === undefined) throw new Error(`no gate ${gate}`);
  return result;
}

/** A part of the cluster that could not be read. */
export const forbidden = { state: "unknown", reason: "forbidden" } as const;
