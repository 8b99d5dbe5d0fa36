import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { startLab } from "../test/real/support/lab.ts";
import { type ClusterSize, fillCluster } from "./preflight-cluster.ts";
import { commandCount, findKubectl, type Kubectl, runCommands } from "./preflight-kubectl.ts";
import { startRelay } from "./preflight-relay.ts";
import type { Measured } from "./preflight-target.ts";
import type { BenchResult } from "./webhook.ts";

const root = resolve(import.meta.dirname, "..");
const size: ClusterSize = { pods: 500, claims: 100 };
const rounds = 5;
const looksPerRound = 5;
/** The issue's own requirements. */
const wanted = { inTurn: 20, sideBySide: 10, peakMiB: 250 };

/**
 * One preflight in a running process (the cluster read and every gate asked) beside the runbook's own kubectl
 * commands, one after the other and side by side. They take turns, so that a slow moment of the machine meets all of
 * them. Without the lab's programs or kubectl nothing is measured, and that is said.
 */
export async function benchPreflight(): Promise<BenchResult> {
  const title = `preflight of one app among ${size.pods} pods, ${size.claims} claims and ${size.claims} Longhorn volumes`;
  const kubectl = findKubectl();
  const bin = process.env["LAB_BIN"] ?? process.env["KUBEBUILDER_ASSETS"] ?? join(root, ".cache/lab/bin");
  const missing = [
    ...["etcd", "kube-apiserver"].filter((program) => !existsSync(join(bin, program))),
    ...(kubectl === undefined ? ["kubectl"] : []),
  ];
  if (kubectl === undefined || missing.length > 0) {
    const remedy = "`npm run lab:build` makes the servers, KUBECTL names a kubectl";
    return { ok: true, lines: [title, `  not measured: ${missing.join(" and ")} missing (${remedy})`] };
  }
  process.env["LAB_BIN"] ??= bin;
  const lab = await startLab({ controllers: false });
  try {
    await fillCluster(lab.client, size);
    return report(title, kubectl, await measure(lab.kubeconfig, lab.folder, kubectl));
  } finally {
    await lab.stop();
  }
}

type Figures = {
  readonly looks: readonly Measured[];
  readonly rendered: readonly Measured[];
  readonly inTurn: readonly number[];
  readonly sideBySide: readonly number[];
  readonly receivedBytes: number;
};

async function measure(kubeconfig: string, home: string, kubectl: Kubectl): Promise<Figures> {
  const target = startTarget("rendered");
  for (let number = 0; number < looksPerRound; number += 1) await target.look(kubeconfig);
  await runCommands(kubectl, kubeconfig, home, "in turn"); // fills kubectl's cache of what the server has
  const looks: Measured[] = [];
  const inTurn: number[] = [];
  const sideBySide: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    for (let number = 0; number < looksPerRound; number += 1) looks.push(await target.look(kubeconfig));
    inTurn.push(await runCommands(kubectl, kubeconfig, home, "in turn"));
    sideBySide.push(await runCommands(kubectl, kubeconfig, home, "side by side"));
  }
  const relay = await startRelay(kubeconfig);
  await target.look(relay.kubeconfig); // opens the connections, which a running process has
  relay.received();
  await target.look(relay.kubeconfig);
  const receivedBytes = relay.received();
  await target.stop();
  await relay.close();

  const rendering = startTarget("render");
  const rendered: Measured[] = [];
  for (let number = 0; number < 2 * looksPerRound; number += 1) rendered.push(await rendering.look(kubeconfig));
  await rendering.stop();
  return { looks, rendered: rendered.slice(looksPerRound), inTurn, sideBySide, receivedBytes };
}

function report(title: string, kubectl: Kubectl, figures: Figures): BenchResult {
  const last = figures.looks.at(-1);
  if (last === undefined) throw new Error("nothing was measured");
  const ms = median(figures.looks.map((look) => look.ms));
  const inTurn = median(figures.inTurn);
  const sideBySide = median(figures.sideBySide);
  const peakMiB = Math.max(...figures.looks.map((look) => look.peakMiB));
  const commands = commandCount(readFileSync(join(import.meta.dirname, "runbook-commands.sh"), "utf8"));
  const outcomes = Object.entries(last.outcomes);
  const others = outcomes.filter(([, outcome]) => outcome !== "pass");
  const unread = Object.entries(last.unread);
  const slowest = last.requests.toSorted((one, other) => other.ms - one.ms).slice(0, 3);
  const met = [
    [`${wanted.inTurn} times faster than one after the other`, inTurn / ms >= wanted.inTurn],
    [`${wanted.sideBySide} times faster than side by side`, sideBySide / ms >= wanted.sideBySide],
    [`peak memory under ${wanted.peakMiB} MiB`, peakMiB < wanted.peakMiB],
    ["every part of the cluster read", unread.length === 0],
  ] as const;
  const row = (name: string, value: number, more: string) =>
    `  ${name.padEnd(58)} ${String(Math.round(value)).padStart(6)} ms  ${more}`;
  return {
    ok: met.every(([, isMet]) => isMet),
    lines: [
      `${title} (medians of ${figures.looks.length} looks and ${rounds} runs, in turns)`,
      row(`cluster read and ${outcomes.length} gates, in a running process`, ms, `peak ${Math.round(peakMiB)} MiB`),
      row(
        `the runbook's ${commands} kubectl commands, one after the other`,
        inTurn,
        `ratio ${(inTurn / ms).toFixed(1)}`,
      ),
      row("the same commands side by side", sideBySide, `ratio ${(sideBySide / ms).toFixed(1)}`),
      row(
        "the first with the app found in Git and rendered before",
        median(figures.rendered.map((look) => look.ms)),
        `peak ${Math.round(Math.max(...figures.rendered.map((look) => look.peakMiB)))} MiB`,
      ),
      `  ${last.requests.length} requests, ${Math.round(figures.receivedBytes / 1024)} KiB received (headers and TLS included); slowest: ${slowest.map(({ path, ms: each }) => `${path.split("?")[0]} ${Math.round(each)} ms`).join(", ")}`,
      `  gates that do not pass: ${others.map(([gate, outcome]) => `${gate} (${outcome})`).join(", ") || "none"}; kubectl ${kubectl.version}`,
      ...unread.map(([part, reason]) => `  not read: ${part}: ${reason}`),
      ...met.map(([requirement, isMet]) => `  wanted: ${requirement}: ${isMet ? "met" : "NOT MET"}`),
    ],
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** The measured process, which looks when it is told to. */
function startTarget(mode: "rendered" | "render") {
  const child = fork(join(import.meta.dirname, "preflight-target.ts"), [mode]);
  const ended = new Promise<never>((_resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`the measured process ended with ${code}`)));
  });
  ended.catch(() => undefined);
  return {
    async look(kubeconfig: string): Promise<Measured> {
      child.send(kubeconfig);
      const [measured] = await Promise.race([once(child, "message"), ended]);
      return measured as Measured;
    },
    async stop(): Promise<void> {
      child.kill();
      await once(child, "exit");
    },
  };
}
