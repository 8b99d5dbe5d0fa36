import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { Agent, request } from "node:http";
import { join } from "node:path";
import { createInterface } from "node:readline";

const secret = "bench";
const warmUp = 150;
const deliveries = 150;
const rounds = 2;
/** The issue's own requirement, in milliseconds. */
const allowedMedianMs = 50;

type Mode = "bare" | "idle" | "busy";
type Row = { readonly mode: Mode; readonly median: number; readonly p95: number; readonly utilization: number };

/** What a bench prints, and whether it met its requirement. */
export type BenchResult = { readonly lines: readonly string[]; readonly ok: boolean };

/**
 * How long a signed webhook waits for its answer, request by request on one kept connection of 127.0.0.1, beside a
 * bare Probot handler that stores nothing. The measured server is a process of its own and alone while it is
 * measured; the modes take turns, so that a slow moment of the machine meets all of them.
 */
export async function benchWebhook(): Promise<BenchResult> {
  const modes: readonly Mode[] = ["bare", "idle", "busy"];
  const times = new Map<Mode, number[]>(modes.map((mode) => [mode, []]));
  const loads = new Map<Mode, number[]>(modes.map((mode) => [mode, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const mode of modes) {
      const target = await startTarget(mode);
      await target.deliver(warmUp);
      await target.utilization();
      times.get(mode)?.push(...(await target.deliver(deliveries)));
      loads.get(mode)?.push(await target.utilization());
      await target.stop();
    }
  }

  const rows = modes.map((mode): Row => row(mode, times.get(mode) ?? [], loads.get(mode) ?? []));
  const bare = rows[0]?.median ?? Number.NaN;
  const busy = rows[2]?.median ?? Number.NaN;
  const titles: Record<Mode, string> = {
    bare: "bare Probot handler, stores nothing",
    idle: "lanekeeper, key stored durably",
    busy: "lanekeeper, the same while 4 jobs run",
  };
  return {
    ok: busy < allowedMedianMs,
    lines: [
      `answer to a signed webhook, ${rounds * deliveries} deliveries each`,
      ...rows.map(
        ({ mode, median, p95, utilization }) =>
          `  ${titles[mode].padEnd(38)} median ${ms(median)}  p95 ${ms(p95)}  ratio ${(median / bare).toFixed(1).padStart(5)}  event loop ${Math.round(utilization * 100)} % busy`,
      ),
      `  wanted while jobs run: median under ${allowedMedianMs} ms: ${busy < allowedMedianMs ? "met" : "NOT MET"}`,
    ],
  };
}

function row(mode: Mode, times: readonly number[], loads: readonly number[]): Row {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  return {
    mode,
    median: at(0.5),
    p95: at(0.95),
    utilization: loads.reduce((sum, load) => sum + load, 0) / loads.length,
  };
}

function ms(value: number): string {
  return `${value.toFixed(2).padStart(6)} ms`;
}

/** Starts one server process and gives what can be asked of it. */
async function startTarget(mode: Mode) {
  const child = spawn(process.execPath, [join(import.meta.dirname, "webhook-target.ts"), mode, secret], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const word = async () => Number(String((await lines.next()).value).split(" ")[1]);
  const port = await word();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let comment = 0;
  return {
    async deliver(count: number): Promise<number[]> {
      const taken: number[] = [];
      for (let number = 0; number < count; number += 1) {
        comment += 1;
        taken.push(await deliver(agent, port, comment));
      }
      return taken;
    },
    /** The share of time in which the server's event loop was busy since the last question. */
    utilization(): Promise<number> {
      child.stdin.write("?");
      return word();
    },
    async stop(): Promise<void> {
      agent.destroy();
      child.stdin.end();
      await once(child, "exit");
    },
  };
}

/** Posts one delivery and gives the milliseconds until its answer is complete. */
function deliver(agent: Agent, port: number, comment: number): Promise<number> {
  const user = { id: 1, login: "jane", type: "User" };
  const body = JSON.stringify({
    action: "created",
    installation: { id: 1 },
    repository: { id: 1, name: "homelab", full_name: "acme/homelab", owner: { id: 2, login: "acme" } },
    issue: { number: 1, title: "Two lanes", body: "x".repeat(6000) },
    comment: { id: comment, body: `/migrate app-${comment}`, user, performed_via_github_app: null },
    sender: user,
  });
  const headers = {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "x-github-event": "issue_comment",
    "x-github-delivery": `00000000-0000-4000-8000-${String(comment).padStart(12, "0")}`,
    "x-hub-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    request({ agent, host: "127.0.0.1", port, path: "/api/github/webhooks", method: "POST", headers }, (response) => {
      response.resume();
      response.on("end", () => {
        if (response.statusCode === 200) resolve(performance.now() - began);
        else reject(new Error(`the server answered ${response.statusCode}`));
      });
    })
      .on("error", reject)
      .end(body);
  });
}
