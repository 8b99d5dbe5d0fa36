import type { Snapshot } from "../snapshot.ts";
import type { Workload } from "../workload.ts";
import { shellWord } from "./kubectl.ts";
import { namespaceOf } from "./look.ts";

/** The one-off patch that removes a field of the pod spec (`/tolerations`); it is printed for a person, never run. */
export function fieldRemoval(snapshot: Snapshot, { kind, ref }: Workload, path: string): string {
  const patch = JSON.stringify([{ op: "remove", path: `/spec/template/spec${path}` }]);
  const target = `${kind.toLowerCase()}/${ref.name}`;
  const words = ["kubectl", "-n", namespaceOf(snapshot, ref), "patch", target, "--type=json", "-p", patch];
  return words.map(shellWord).join(" ");
}
