import { spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import type { BenchResult } from "./webhook.ts";

const root = resolve(import.meta.dirname, "..");
const exitReport = "process.on('exit',()=>console.error('peak '+process.resourceUsage().maxRSS))";

/** The largest repository at hand, and an app of it that gets a plan. */
const cases = [{ repo: join(root, "examples/homelab"), app: "bookshelf" }, ...corpusCases()];

/** `plan` as a whole process, engine start included, beside Node starting and doing nothing. */
export async function benchPlan(): Promise<BenchResult> {
  const idle = await median(["-e", "0"], 3);
  const rows: string[] = [];
  let ok = true;
  for (const { repo, app } of cases) {
    const { ms, peakMiB } = await median(["src/main.ts", "plan", app, "--repo", repo, "--offline", "--json"], 3);
    if (ms > 3_000 || peakMiB > 400) ok = false;
    rows.push(
      `  plan ${app} (${repo.split("/").at(-1)}): ${Math.round(ms)} ms, ${Math.round(ms / idle.ms)} times a bare node; peak ${Math.round(peakMiB)} MiB`,
    );
  }
  return { ok, lines: ["plan, cold (median of 3; required: under 3,000 ms and 400 MiB)", ...rows] };
}

function corpusCases(): readonly { readonly repo: string; readonly app: string }[] {
  const corpus = process.env["CORPUS_DIR"];
  if (corpus === undefined) return [];
  const known: Readonly<Record<string, string>> = { GiganticMinecraft__seichi_infra: "garage-admin" };
  return readdirSync(corpus).flatMap((name) =>
    known[name] === undefined ? [] : [{ repo: join(corpus, name), app: known[name] }],
  );
}

async function median(
  args: readonly string[],
  times: number,
): Promise<{ readonly ms: number; readonly peakMiB: number }> {
  const runs: { ms: number; peakMiB: number }[] = [];
  for (let at = 0; at < times; at += 1) runs.push(await once(args));
  const middle = runs.toSorted((a, b) => a.ms - b.ms)[Math.floor(times / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return { ms: middle.ms, peakMiB: Math.max(...runs.map(({ peakMiB }) => peakMiB)) };
}

function once(args: readonly string[]): Promise<{ ms: number; peakMiB: number }> {
  const start = performance.now();
  const child = spawn(process.execPath, ["--import", `data:text/javascript,${exitReport}`, ...args], {
    cwd: root,
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  return new Promise((resolveRun, reject) => {
    child.on("error", reject);
    child.on("close", () => {
      const peak = said.match(/peak (\d+)/)?.[1];
      if (peak === undefined) reject(new Error(`the measured process said: ${said}`));
      else resolveRun({ ms: performance.now() - start, peakMiB: Number(peak) / 1024 });
    });
  });
}
