import { type Json, type JsonObject, listAt, objectAt } from "../manifest.ts";
import type { Lanes } from "../settings.ts";

type Taint = Lanes["taint"];

/** True when one of the tolerations tolerates the taint (Kubernetes documentation: taints and tolerations). */
export function tolerates(tolerations: Json | undefined, taint: Taint): boolean {
  return listAt(tolerations).some((entry) => {
    const { key, operator, value, effect } = objectAt(entry);
    if (effect !== undefined && effect !== "" && effect !== taint.effect) return false;
    if (key === undefined || key === "") return operator === "Exists";
    if (key !== taint.key) return false;
    if (operator === "Exists") return true;
    return (operator === undefined || operator === "" || operator === "Equal") && (value ?? "") === taint.value;
  });
}

/** The toleration that opens the secondary lane (runbook §3.2). */
export function laneToleration({ key, value, effect }: Taint): JsonObject {
  return { key, operator: "Equal", value, effect };
}

/** The whole list that a patch must write: the app's own entries, then the lane's (the field replaces, facts §1.1). */
export function withLaneToleration(tolerations: Json | undefined, taint: Taint): readonly Json[] {
  return tolerates(tolerations, taint) ? listAt(tolerations) : [...listAt(tolerations), laneToleration(taint)];
}
