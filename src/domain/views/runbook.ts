import { checklistOf } from "../checklist.ts";
import { code, fence, joined, type Markdown, md, neutral } from "../markdown.ts";
import { clip } from "../markdown-clean.ts";
import { table } from "../markdown-table.ts";
import type { Report } from "../report.ts";
import { checklistLines } from "./checklist-lines.ts";
import { guardCommands, longhornCommands, lookCommands } from "./commands.ts";
import { evidenceTables, showsEverything } from "./evidence.ts";
import { flapActions } from "./flap-actions.ts";
import { gateEvidence, gateTables } from "./gate-tables.ts";
import { hasOneControlPlane, riskRegister } from "./risks.ts";
import { type DiffText, placementTable, stageView } from "./stage-changes.ts";
import { automatedPolicy, failoverTest, primaryNodes, rolloutSteps, secondaryNodes } from "./steps.ts";
import { strategyTables } from "./strategy-tables.ts";
import { previousTable, wayBackSteps } from "./way-back.ts";
import {
  askedBy,
  capital,
  gatesInWords,
  isMixed,
  moment,
  shortFields,
  stageTwoWords,
  strategyTitle,
  strategyWords,
} from "./words.ts";

/** Everything that the committed runbook says, as the template needs it. */
export function runbookView(report: Report, diffText: DiffText) {
  const { app, env, date, snapshot, paths, strategy, verdicts } = report;
  const { settings, observation, repository } = snapshot;
  const all = Number.POSITIVE_INFINITY;
  const here = md`this file`;
  const full = showsEverything(snapshot);
  const keepsData = strategy.workloads.some((workload) => workload.class !== "stateless");
  const moving = strategy.workloads
    .filter((workload) => workload.strategy === "A" || workload.strategy === "B1")
    .map(({ name }) => code(name));
  const standby = strategy.workloads.filter((workload) => workload.strategy === "B2").map(({ name }) => code(name));
  const hybrid = strategy.workloads.filter((workload) => workload.strategy === "C").map(({ name }) => code(name));
  return {
    app: code(app),
    env: code(env),
    date: neutral(date),
    asked: askedBy(report),
    stageTwo: stageTwoWords(report),
    at: neutral(moment(snapshot.at)),
    version: neutral(report.version),
    planId: code(report.planId),
    branch: code(report.branch),
    commit: repository.commit === undefined ? md`not known` : code(repository.commit),
    kustomize: neutral(snapshot.base.kustomize),
    server: serverVersion(report),
    lanes: {
      label: code(`${settings.lanes.label}=${settings.lanes.primary}`),
      other: code(`${settings.lanes.label}=${settings.lanes.secondary}`),
      taint: code(`${settings.lanes.taint.key}=${settings.lanes.taint.value}:${settings.lanes.taint.effect}`),
      primary: primaryNodes(report),
      secondary: secondaryNodes(report),
    },
    paths: {
      base: code(paths.base === "" ? "." : paths.base),
      primaryOnly: code(paths.primaryOnly),
      dualLane: code(paths.dualLane),
    },
    place: code(`${snapshot.application.place.file}:${snapshot.application.place.line}`),
    gains: gains(report),
    oneControlPlane: hasOneControlPlane(report),
    strategyTitle: strategyTitle(strategy.headline),
    strategySays: neutral(capital(strategyWords[strategy.headline].says)),
    mixed: isMixed(report),
    strategy: strategyTables(report, all, here),
    gateWords: neutral(capital(gatesInWords(verdicts))),
    gates: gateTables(verdicts, all, all, here),
    gateEvidence: gateEvidence(verdicts, full),
    offline: observation.mode === "offline",
    summaryOnly: !full,
    evidence: full ? evidenceTables(report) : [],
    evidenceCommands: fence(
      [...lookCommands(report), ...guardCommands(report), ...(keepsData ? longhornCommands() : [])].join("\n"),
      "bash",
    ),
    promises: table(
      ["", "Promise", "How it was checked"],
      report.promises.map(({ promise, holds, detail }) => [
        holds ? md`✅ holds` : md`❌ broken`,
        neutral(clip(promise, 300)),
        neutral(clip(shortFields(detail), 2000)),
      ]),
    ),
    stages: [
      stageView(report, "primary-only", "lines", diffText, here),
      stageView(report, "dual-lane", "lines", diffText, here),
    ],
    placement: placementTable(report),
    checklist: checklistLines(checklistOf(report)),
    rollout: rolloutSteps(report),
    failoverTest: failoverTest(report),
    moving: joined(moving),
    standby: joined(standby),
    hybrid: joined(hybrid),
    standbyFile: code(`${paths.dualLane}/standby.yaml`),
    primaryPatch: code(`${paths.primaryOnly}/patch-topology-and-anti-affinity.yaml`),
    autoscalers: autoscalerNames(report),
    bakeHours: neutral(hoursInWords(settings.bakeHours)),
    automated: snapshot.application.automated,
    syncPolicy: code(automatedPolicy(snapshot.application)),
    wayBack: wayBackSteps(report),
    previous: previousTable(report),
    flap: flapActions(report),
    keepsData,
    ...riskRegister(report),
    warnings: report.warnings.map((warning) => neutral(clip(warning, 500))),
  };
}

/** What the move gives, in one plain sentence a kind. */
function gains({ strategy }: Report): readonly Markdown[] {
  const named = (wanted: readonly string[]) =>
    joined(strategy.workloads.filter((workload) => wanted.includes(workload.strategy)).map(({ name }) => code(name)));
  const both = named(["A", "B1"]);
  const standby = named(["B2", "C"]);
  const stay = named(["stay"]);
  return [
    ...(both === "" ? [] : [md`${both}: goes on serving while one of the two nodes is down for maintenance or lost.`]),
    ...(standby === ""
      ? []
      : [
          md`${standby}: goes on running where it is; if its node has to go down, people can start it on the other one in a few known steps.`,
        ]),
    ...(stay === "" ? [] : [md`${stay}: gains nothing; it stays where it is.`]),
  ];
}

function serverVersion({ snapshot: { observation } }: Report): Markdown {
  if (observation.mode === "offline") return md`not asked`;
  const { server } = observation.cluster;
  return server.state === "known" ? code(server.value.version) : md`not known`;
}

function autoscalerNames({ snapshot: { base, observation } }: Report): Markdown {
  const inGit = base.objects
    .filter(({ kind }) => kind === "HorizontalPodAutoscaler" || kind === "ScaledObject")
    .map(({ metadata }) => metadata.name);
  const live =
    observation.mode === "live" && observation.cluster.autoscalers.state === "known"
      ? observation.cluster.autoscalers.value.map(({ name }) => name)
      : [];
  return joined([...new Set([...inGit, ...live])].map(code));
}

function hoursInWords(hours: number): string {
  if (hours >= 48 && hours % 24 === 0) return `${hours / 24} days`;
  return hours === 1 ? "1 hour" : `${hours} hours`;
}
