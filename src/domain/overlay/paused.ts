import type { Intent } from "./intent.ts";
import type { Scaler } from "./scalers.ts";

/** An autoscaler held still while its workload moves (runbook: pause HPA during cutover; design §6 rule 5). */
export function pausedIntent(scaler: Scaler, replicas: number): Intent {
  if (scaler.kind === "ScaledObject") {
    return {
      stage: "primary-only",
      object: scaler.ref,
      fields: [
        {
          path: ["metadata", "annotations", "autoscaling.keda.sh/paused-replicas"],
          after: String(replicas),
          why: `KEDA stands still at ${replicas} pods until sign-off (it had ${scaler.min} to ${scaler.max}).`,
        },
      ],
    };
  }
  const why = `The autoscaler stands still at ${replicas} pods until sign-off (it had ${scaler.min} to ${scaler.max}).`;
  return {
    stage: "primary-only",
    object: scaler.ref,
    fields: [
      { path: ["spec", "minReplicas"], after: replicas, why },
      { path: ["spec", "maxReplicas"], after: replicas, why },
    ],
  };
}
