import { posix } from "node:path";
import type { Settings } from "../settings.ts";

/** Where an app's overlays and its runbook stand (runbook, PR planning template; design §6, §7). */
export type OverlayPaths = {
  readonly base: string;
  readonly primaryOnly: string;
  readonly dualLane: string;
  readonly runbook: string;
};

/**
 * `overlays/<env>/<app>/…` below the settings' paths; `date` is YYYY-MM-DD in UTC. A runbook of that name that is there
 * already belongs to another environment or an earlier try, so ours carries the environment's name too.
 */
export function overlayPaths(
  settings: Settings,
  app: string,
  base: string,
  date: string,
  runbooks: readonly string[],
): OverlayPaths {
  const root = posix.join(settings.paths.overlays, settings.environment, app);
  const plain = posix.join(settings.paths.runbooks, `${app}-${date}.md`);
  return {
    base,
    primaryOnly: `${root}/primary-only`,
    dualLane: `${root}/dual-lane`,
    runbook: runbooks.includes(plain)
      ? posix.join(settings.paths.runbooks, `${app}-${date}-${settings.environment}.md`)
      : plain,
  };
}

/** The files that the two overlays may consist of: what must not be there yet without our header. */
export function overlayFilePaths({ primaryOnly, dualLane }: OverlayPaths): readonly string[] {
  return [
    `${primaryOnly}/kustomization.yaml`,
    `${primaryOnly}/patch-topology-and-anti-affinity.yaml`,
    `${dualLane}/kustomization.yaml`,
    `${dualLane}/patch-toleration-and-affinity.yaml`,
    `${dualLane}/standby.yaml`,
    `${dualLane}/replicator.yaml`,
  ];
}

/** How a kustomization in `from` names the folder `to`. */
export function relativeFolder(from: string, to: string): string {
  return posix.relative(`/${from}`, `/${to}`);
}
