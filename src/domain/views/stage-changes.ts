import { code, fence, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { table } from "../markdown-table.ts";
import type { ObjectChange, Stage } from "../plan.ts";
import type { Report } from "../report.ts";
import { type LanePicture, lanePicture } from "./lane-picture.ts";
import { capital, counted, shortFields, stageWords } from "./words.ts";

/** The text of an object's changes as the lines of a `diff` block; made by src/render, which has the libraries. */
export type DiffText = (change: ObjectChange) => string;

export type StageView = {
  readonly number: number;
  readonly stage: Markdown;
  readonly says: Markdown;
  readonly path: Markdown;
  readonly objects: readonly { readonly title: Markdown; readonly diff: Markdown }[];
  readonly restarts: readonly Markdown[];
  readonly noObjects: boolean;
  /** How much there is, for a long list that is folded away; empty where it is short. */
  readonly folded: Markdown;
  /** What is not shown and where it is; empty when everything is shown. */
  readonly left: Markdown;
  /** Rule 2's deviation from the runbook, for stage 1 of an active-active app. */
  readonly deviation: boolean;
} & LanePicture;

/** How much of the changes is shown: each line, the names of the fields, or only how many there are. */
export type Detail = "lines" | "fields" | "counts";

/** What one stage changes, which pods that restarts, and where they stand afterwards. */
export function stageView(
  report: Report,
  stage: Stage,
  detail: Detail,
  diffText: DiffText,
  elsewhere: Markdown,
): StageView {
  const changes = report.diff.filter((change) => change.stage === stage);
  return {
    number: stageWords[stage].number,
    stage: code(stage),
    says: stageWords[stage].says,
    path: code(stage === "primary-only" ? report.paths.primaryOnly : report.paths.dualLane),
    objects:
      detail === "counts"
        ? []
        : changes.map((change) => ({ title: objectTitle(change), diff: objectText(change, report, detail, diffText) })),
    restarts: restartLines(report, stage, detail === "counts" ? 20 : 100),
    noObjects: changes.length === 0,
    folded: detail === "lines" && changes.length > 3 ? amount(changes) : md``,
    left: detail === "lines" ? md`` : md`${amount(changes)}; every line is in ${elsewhere}.`,
    deviation: stage === "primary-only" && report.strategy.workloads.some(({ strategy }) => strategy === "A"),
    ...lanePicture(report, stage),
  };
}

function restartLines(report: Report, stage: Stage, most: number): readonly Markdown[] {
  const all = report.restarts.filter((restart) => restart.stage === stage);
  const shown = all
    .slice(0, most)
    .map(({ workload, reason }) =>
      reason === undefined
        ? md`${code(workload)}: not touched; its pods go on running.`
        : md`${code(workload)}: its pods are replaced, the way its own rollout strategy says. ${neutral(capital(shortFields(clip(reason, 1000))))}.`,
    );
  return all.length > most
    ? [
        ...shown,
        md`and ${all.length - most} more workloads, ${all.slice(most).filter(({ reason }) => reason !== undefined).length} of them with new pods.`,
      ]
    : shown;
}

function amount(changes: readonly ObjectChange[]): Markdown {
  const fields = changes.flatMap((change) => change.fields).length;
  return md`${neutral(counted(changes.length, "object"))}, ${neutral(counted(fields, "field"))}`;
}

function objectTitle({ change, object, fields }: ObjectChange): Markdown {
  const what =
    change === "update"
      ? neutral(counted(fields.length, "field"))
      : change === "create"
        ? md`new object`
        : md`goes away`;
  const where = object.namespace === undefined ? md`` : md` in ${code(object.namespace)}`;
  return md`**${neutral(object.kind)} ${code(object.name)}**${where}, ${what}`;
}

function objectText(change: ObjectChange, report: Report, detail: Detail, diffText: DiffText): Markdown {
  if (change.change === "create") return createdText(change, report);
  if (detail === "lines") return fence(clip(diffText(change), 20_000), "diff");
  return table(
    ["Changed field"],
    change.fields.map(({ path }) => [code(path.join("."))]),
  );
}

/** A new object stands whole in a file of the same pull request; here only where. */
function createdText({ stage, object }: ObjectChange, { overlays, paths }: Report): Markdown {
  const folder = stage === "primary-only" ? paths.primaryOnly : paths.dualLane;
  const file = overlays
    .flatMap(({ files }) => files)
    .find(
      ({ path, content }) =>
        path.startsWith(`${folder}/`) &&
        !path.endsWith("/kustomization.yaml") &&
        /\/(?:standby|replicator)\.yaml$/.test(path) &&
        content.includes(object.name),
    );
  return file === undefined ? md`Whole in the folder ${code(folder)}.` : md`Whole in ${code(file.path)}.`;
}

/** What the scheduler said for each scenario; empty when it was not asked. */
export function placementTable({ placement }: Pick<Report, "placement">): Markdown {
  return table(
    ["Stage", "Case", "Pods"],
    placement.map(({ stage, scenario, pods }) => [
      code(stage),
      neutral(scenario),
      joined(
        pods.map(({ name, node, rejected }) =>
          node === undefined
            ? md`${code(name)} waits: ${joined(
                Object.entries(rejected).map(([where, why]) => md`${code(where)} ${neutral(clip(why, 200))}`),
                "; ",
              )}`
            : md`${code(name)} on ${code(node)}`,
        ),
        "<br>",
      ),
    ]),
  );
}
