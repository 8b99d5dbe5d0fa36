import type { Application, Source } from "../application.ts";
import { sameJson } from "../canonical.ts";
import { isZero } from "../catalogue/application-from.ts";
import { type JsonObject, listAt, objectAt } from "../manifest.ts";
import type { Verdict } from "../verdict.ts";
import { type Finding, fail, unread, verdictOf, warn } from "./findings.ts";
import type { GateInput } from "./gate.ts";
import { live } from "./look.ts";
import { applicationCommand } from "./source.ts";

/** What is read of the live `spec.source.kustomize`; other keys are not compared. */
const kustomizeKeys = [
  "namePrefix",
  "nameSuffix",
  "namespace",
  "version",
  "images",
  "replicas",
  "components",
  "commonLabels",
  "labelWithoutSelector",
  "labelIncludeTemplates",
  "forceCommonLabels",
  "patches",
];
/** Neither names, nor replicas, nor scheduling depend on these; image updaters write them. */
const harmlessKeys = ["images", "version"];

/**
 * Argo CD renders the app with plain kustomize, as Git says and as the stages were proved (facts §1.5 and §6): a plugin
 * may claim a folder by its own discovery, and options that only stand in the live Application change its build.
 */
export function sources({ snapshot }: GateInput): Verdict {
  const { application } = snapshot;
  const { file, line } = application.place;
  const running = live(snapshot, (cluster) => cluster.application);
  return verdictOf({
    findings:
      running.state === "unknown"
        ? [unread("the Application", running.reason)]
        : running.state === "absent"
          ? [unread("its sources", `Argo CD has no Application ${application.name}`)]
          : [...rendersWith(running.value.sourceType), ...differences(application, running.value, `${file}:${line}`)],
    good: "Argo CD renders the app with kustomize, and with the options that Git declares",
    notes:
      running.state === "known"
        ? [
            `rendered as ${running.value.sourceType ?? "?"}`,
            ...running.value.sources.map(({ kustomize }) => `kustomize options: ${optionNames(kustomize) || "none"}`),
          ]
        : [],
    wanted: `one Kustomize source with the options of ${file}:${line}`,
    command: applicationCommand(
      snapshot,
      "TYPE:.status.sourceType,TYPES:.status.sourceTypes,SOURCE:.spec.source,SOURCES:.spec.sources,HYDRATOR:.spec.sourceHydrator",
    ),
  });
}

function rendersWith(type: string | undefined): Finding[] {
  if (type === "Kustomize") return [];
  if (type === undefined) return [unread("how Argo CD renders the app", "it has not said so yet")];
  return [
    fail(
      `Argo CD renders the app as ${type}, not with kustomize: what the overlays come to there is not what was proved`,
      type === "Plugin"
        ? "Let the plugin leave the folder alone (its discovery), or migrate the app by hand with the runbook."
        : "Add a kustomization to the folder and let Argo CD render it with kustomize, then look again.",
    ),
  ];
}

function differences(declared: Application, running: Application, place: string): Finding[] {
  const together = `Bring the live Application and ${place} together (sync what manages it), then look again.`;
  const shapes = shapesOf(declared).join(", ") || "one plain source";
  const seen = shapesOf(running).join(", ") || "one plain source";
  if (shapes !== seen) return [fail(`the live Application has ${seen}, Git declares ${shapes}`, together)];
  return running.sources.flatMap((source, at) => options(declared.sources[at], source, together));
}

function shapesOf({ multiSource, hydrated, sources: all }: Application): readonly string[] {
  return [
    ...(hydrated ? ["a hydrator"] : []),
    ...(multiSource ? ["`spec.sources`"] : []),
    ...(all.some(({ helm, chart }) => helm || chart !== undefined) ? ["Helm"] : []),
    ...(all.some(({ plugin }) => plugin) ? ["a plugin"] : []),
    ...(all.some(({ directory }) => directory !== undefined) ? ["directory options"] : []),
  ];
}

function options(declared: Source | undefined, running: Source, together: string): Finding[] {
  const [written, seen] = [comparable(declared?.kustomize), comparable(running.kustomize)];
  const differing = kustomizeKeys.filter((key) => !sameJson(written[key], seen[key]));
  const said = (keys: readonly string[]) =>
    keys.map((key) => `\`${key}\`${isZero(seen[key]) ? " missing" : ""}`).join(", ");
  const grave = differing.filter((key) => !harmlessKeys.includes(key));
  if (grave.length > 0) {
    return [
      fail(
        `the live Application's kustomize options differ from Git's (${said(grave)}): Argo CD builds something else than was proved`,
        together,
      ),
    ];
  }
  return differing.length === 0
    ? []
    : [
        warn(
          `the live Application's kustomize options differ from Git's (${said(differing)}): whoever writes the Application from Git undoes them`,
          "Write them into the kustomization of the app, so that they come along to the overlays.",
        ),
      ];
}

/** Of patches the live side has only where they stand and what they are for. */
function comparable(kustomize: JsonObject | undefined): JsonObject {
  const kept = Object.entries(kustomize ?? {}).filter(([key, value]) => kustomizeKeys.includes(key) && !isZero(value));
  return Object.fromEntries(
    kept.map(([key, value]) =>
      key === "patches"
        ? [key, listAt(value).map((patch) => ({ path: objectAt(patch).path, target: objectAt(patch).target }))]
        : [key, value],
    ),
  );
}

function optionNames(kustomize: JsonObject | undefined): string {
  return Object.keys(comparable(kustomize)).join(", ");
}
