import { laneNodes } from "../gates/look.ts";
import { numberAt, objectAt } from "../manifest.ts";
import { code, fence, joined, type Markdown, md } from "../markdown.ts";
import { mermaidLabel } from "../markdown-mermaid.ts";
import { table } from "../markdown-table.ts";
import type { Stage } from "../plan.ts";
import type { Report } from "../report.ts";

/** Pods of one workload on one lane; none: prepared, not running. */
type Group = { readonly name: string; readonly pods: number };
type Lane = { readonly name: string; readonly nodes: readonly string[]; readonly groups: readonly Group[] };

export type LanePicture = {
  /** Whether the scheduler said so, or it is only what the stage is meant to do. */
  readonly source: Markdown;
  readonly picture: Markdown;
  readonly table: Markdown;
};

/** Where a stage's pods stand, as a Mermaid picture and as a table that says the same. */
export function lanePicture(report: Report, stage: Stage): LanePicture {
  const placed = placedGroups(report, stage);
  const [primary, secondary] = placed ?? intendedGroups(report, stage);
  const { lanes } = report.snapshot.settings;
  const nodes = namesOf(report);
  const both: readonly Lane[] = [
    { name: lanes.primary, nodes: nodes.primary, groups: primary },
    { name: lanes.secondary, nodes: nodes.secondary, groups: secondary },
  ];
  return {
    source:
      placed === undefined
        ? md`as the stage is meant to work (the scheduler was not asked yet)`
        : md`as the scheduler places them from a fresh start`,
    picture: fence(
      ["flowchart LR", ...both.flatMap((lane, index) => subgraph(lane, index, report.app))].join("\n"),
      "mermaid",
    ),
    table: table(
      ["Lane", "Node", "Pods"],
      both.map(({ name, nodes: of, groups }) => [
        code(name),
        of.length === 0 ? md`not known` : joined(of.map(code)),
        podsText(groups),
      ]),
    ),
  };
}

/** Names of each lane's nodes; empty where no cluster was asked. */
export function namesOf(report: Report): {
  readonly primary: readonly string[];
  readonly secondary: readonly string[];
} {
  const nodes = laneNodes(report.snapshot);
  if (nodes.state !== "known") return { primary: [], secondary: [] };
  return {
    primary: nodes.value.primary.map(({ name }) => name),
    secondary: nodes.value.secondary.map(({ name }) => name),
  };
}

/** Replicas of a workload once a stage is in effect: as the stages set them, else as before. */
export function replicasAt(report: Report, stage: Stage, kind: string, name: string): number {
  const changed = report.diff
    .filter((change) => change.change === "update" && change.object.kind === kind && change.object.name === name)
    .filter((change) => change.stage === "primary-only" || stage === "dual-lane")
    .toSorted((a, b) => Number(a.stage === "dual-lane") - Number(b.stage === "dual-lane"))
    .flatMap(({ fields }) => fields.filter(({ path }) => path.join(".") === "spec.replicas"))
    .at(-1);
  return (
    numberAt(changed?.after) ??
    report.previous.find((each) => each.workload === name && each.kind === kind)?.replicas ??
    1
  );
}

function intendedGroups(report: Report, stage: Stage): readonly [readonly Group[], readonly Group[]] {
  const primary: Group[] = [];
  const secondary: Group[] = [];
  for (const { kind, name, strategy } of report.strategy.workloads) {
    const replicas = replicasAt(report, stage, kind, name);
    const spread = stage === "dual-lane" && (strategy === "A" || strategy === "B1");
    primary.push({ name, pods: spread ? Math.ceil(replicas / 2) : replicas });
    if (spread && replicas > 1) secondary.push({ name, pods: Math.floor(replicas / 2) });
  }
  for (const { change, object, fields, stage: of } of report.diff) {
    if (of !== stage || change !== "create" || (object.kind !== "Deployment" && object.kind !== "StatefulSet"))
      continue;
    const whole = objectAt(fields.find(({ path }) => path.length === 0)?.after);
    secondary.push({ name: object.name, pods: numberAt(objectAt(whole["spec"])["replicas"]) ?? 0 });
  }
  return [primary, secondary];
}

function placedGroups(report: Report, stage: Stage): readonly [readonly Group[], readonly Group[]] | undefined {
  const placement = report.placement.find((each) => each.stage === stage);
  if (placement === undefined) return undefined;
  const { secondary } = namesOf(report);
  const isSecondary = (node: string | undefined) =>
    node !== undefined && (secondary.includes(node) || node === report.snapshot.settings.lanes.secondary);
  const groups = (pods: typeof placement.pods) =>
    pods.map(({ name, node }) => ({ name: node === undefined ? `${name} waits` : name, pods: 1 }));
  return [
    groups(placement.pods.filter(({ node }) => !isSecondary(node))),
    groups(placement.pods.filter(({ node }) => isSecondary(node))),
  ];
}

function subgraph({ name, nodes, groups }: Lane, index: number, app: string): readonly string[] {
  const boxes = groups.flatMap(({ name: of, pods }) =>
    pods === 0
      ? [`${of} - none running`]
      : pods > 4
        ? [`${of} x ${pods}`]
        : Array.from({ length: pods }, (_, nth) => (pods === 1 ? of : `${of} ${nth + 1}`)),
  );
  const most = 16;
  const more = boxes.length > most ? [`and ${boxes.length - most} more`] : [];
  const shown = boxes.length === 0 ? [`nothing of ${app}`] : [...boxes.slice(0, most), ...more];
  return [
    `  subgraph lane${index}["${mermaidLabel([`${name} lane`, ...nodes].join(" - "))}"]`,
    ...shown.map((label, nth) => `    pod${index}x${nth}["${mermaidLabel(label)}"]`),
    "  end",
  ];
}

function podsText(groups: readonly Group[]): Markdown {
  if (groups.length === 0) return md`none of this app`;
  const most = 40;
  const shown = groups.slice(0, most).map(({ name, pods }) => (pods === 1 ? code(name) : md`${code(name)} × ${pods}`));
  return joined(groups.length > most ? [...shown, md`and ${groups.length - most} more workloads`] : shown);
}
