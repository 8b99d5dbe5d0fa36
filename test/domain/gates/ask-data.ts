import type { ClusterView } from "../../../src/domain/cluster.ts";
import type { Strategy } from "../../../src/domain/settings.ts";
import type { GateResult } from "../../../src/domain/verdict.ts";
import { dataCluster, withData } from "../../support/longhorn.ts";
import { ask } from "./ask.ts";

/** One gate's result for the Deployment web with its Longhorn claim, strategy B2 unless said otherwise. */
export function askData(gate: string, changes: Partial<ClusterView> = {}, strategy: Strategy = "B2"): GateResult {
  return ask(gate, { objects: withData, cluster: dataCluster(changes) }, { strategy });
}
