import { kubectl } from "../gates/kubectl.ts";
import { fence, type Markdown, md } from "../markdown.ts";
import type { Report } from "../report.ts";
import { argocd } from "./commands.ts";
import { namesOf } from "./lane-picture.ts";

export type FlapAction = { readonly says: Markdown; readonly block: Markdown };

/** The runbook's immediate actions (appendix), in order, with this cluster's names; each rehearsed before it is done. */
export function flapActions(report: Report): readonly FlapAction[] {
  const nodes = namesOf(report).secondary;
  const secondary = nodes.length === 0 ? ["<secondary-node>"] : nodes;
  const keepsData = report.strategy.workloads.some((workload) => workload.class !== "stateless");
  return [
    {
      says: md`Keep new pods off the secondary lane. **APPROVAL REQUIRED** for the second line.`,
      block: fence(
        secondary.flatMap((node) => [kubectl("cordon", node, "--dry-run=server"), kubectl("cordon", node)]).join("\n"),
        "bash",
      ),
    },
    {
      says: md`Take the app back to stage 1 in Git: the way back below, its first step. Where Git cannot be reached, roll Argo CD back to the last good sync (it only works while automated sync is off). **APPROVAL REQUIRED** for the second line.`,
      block: fence(
        [argocd("app", "history", report.app), `${argocd("app", "rollback", report.app)} HISTORY_ID`].join("\n"),
        "bash",
      ),
    },
    ...(keepsData
      ? [
          {
            says: md`If volumes rebuild in a storm, halt rebuilds for the moment, and write down the value to put back. **APPROVAL REQUIRED** for the last line.`,
            block: fence(
              [
                kubectl(
                  "-n",
                  "longhorn-system",
                  "get",
                  "settings.longhorn.io",
                  "concurrent-replica-rebuild-per-node-limit",
                ),
                kubectl(
                  "-n",
                  "longhorn-system",
                  "patch",
                  "settings.longhorn.io",
                  "concurrent-replica-rebuild-per-node-limit",
                  "--type=merge",
                  "-p",
                  '{"value":"0"}',
                  "--dry-run=server",
                ),
                kubectl(
                  "-n",
                  "longhorn-system",
                  "patch",
                  "settings.longhorn.io",
                  "concurrent-replica-rebuild-per-node-limit",
                  "--type=merge",
                  "-p",
                  '{"value":"0"}',
                ),
              ].join("\n"),
              "bash",
            ),
          },
          {
            says: md`If the data itself is in doubt, stop every writer first, then restore from the restore point of the checklist.`,
            block: md``,
          },
        ]
      : []),
  ];
}
