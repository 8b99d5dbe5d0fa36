import { type Refusal, refusal } from "../refusal.ts";
import type { Closure, ClosureFinding } from "./kustomization-closure.ts";
import { isBelow } from "./tree-path.ts";

/**
 * Refuses a base that cannot be built from the repository alone, or that goes through a folder above `overlay` (where
 * the overlays would stand), which kustomize calls a cycle. Missing files and the like are not refused here: kustomize
 * says them in its own words when the base is built.
 */
export function closureRefusal(closure: Closure, overlay?: string): Refusal | undefined {
  const first = (kind: ClosureFinding["kind"]) => closure.findings.filter((finding) => finding.kind === kind);
  const remote = first("remote");
  const [place] = remote;
  if (place !== undefined) {
    return refusal(
      "remote-base",
      `The app's base builds on something outside this repository: ${listed(remote)}. Nothing is fetched, so the build cannot be proved.`,
      "Commit a copy of it to the repository and name the copy.",
      place,
    );
  }
  const [charts] = first("helm-charts");
  if (charts !== undefined) {
    return refusal(
      "helm-charts",
      `The app's base inflates Helm charts (${charts.detail}), which needs Helm and the network; the build cannot be proved.`,
      "Render the chart (`helm template`), commit what it prints and list it under `resources`.",
      charts,
    );
  }
  const [plugin] = first("plugin");
  if (plugin !== undefined) {
    return refusal(
      "kustomize-plugin",
      `The app's base uses a kustomize plugin, ${plugin.detail}, which is a program of its own and is not run here.`,
      "Commit what the plugin prints and list it under `resources`.",
      plugin,
    );
  }
  const above = overlay === undefined ? undefined : closure.folders.find((folder) => isBelow(overlay, folder));
  return above === undefined ? undefined : aboveRefusal(above, overlay ?? "");
}

function aboveRefusal(above: string, overlay: string): Refusal {
  return refusal(
    "path-above-overlay",
    `The app's base goes through the kustomization of \`${above || "."}\`, which holds the overlays' folder ${overlay}; kustomize refuses that as a cycle.`,
    above === ""
      ? "Take the root's kustomization out of the app's base."
      : `Set \`paths.overlays\` in .github/lanekeeper.yml to a folder outside ${above}.`,
    { file: above },
  );
}

function listed(findings: readonly ClosureFinding[]): string {
  const shown = findings.slice(0, 3).map(({ detail }) => `\`${detail}\``);
  return findings.length > 3 ? `${shown.join(", ")} and ${findings.length - 3} more` : shown.join(", ");
}
