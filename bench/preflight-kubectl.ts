import { execFileSync, spawn } from "node:child_process";
import { readdirSync, realpathSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";

const script = join(import.meta.dirname, "runbook-commands.sh");

/** A kubectl that does the work itself, its version, and what is told of it. */
export type Kubectl = { readonly program: string; readonly version: string };

/**
 * The kubectl of `KUBECTL` or of the path; undefined: there is none. The Google Cloud CLI's asks the server for its
 * version and then starts another one: that one is taken, so that nobody is measured twice.
 */
export function findKubectl(): Kubectl | undefined {
  const named = process.env["KUBECTL"] ?? "kubectl";
  const version = versionOf(named);
  if (version === undefined) return undefined;
  if (!version.endsWith("-dispatcher")) return { program: named, version };
  const folders = (process.env["PATH"] ?? "").split(delimiter).map((folder) => join(folder, "kubectl"));
  const folder = dirname(realpathSync([named, ...folders].filter((each) => each.includes("/")).find(isThere) ?? named));
  const newest = readdirSync(folder)
    .filter((name) => /^kubectl\.\d+\.\d+$/.test(name))
    .toSorted((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .at(-1);
  if (newest === undefined) return { program: named, version };
  const program = join(folder, newest);
  return { program, version: versionOf(program) ?? version };
}

function isThere(path: string): boolean {
  try {
    return realpathSync(path) !== "";
  } catch {
    return false;
  }
}

function versionOf(program: string): string | undefined {
  try {
    const said = execFileSync(program, ["version", "--client"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
    return said.match(/Client Version: (\S+)/)?.[1];
  } catch {
    return undefined;
  }
}

/** How many commands the script has. */
export function commandCount(text: string): number {
  return text.split("\n").filter((line) => line.startsWith("show ")).length;
}

/** Runs the runbook's commands; gives the milliseconds until the last has ended. `home` is where kubectl keeps its cache. */
export async function runCommands(
  { program }: Kubectl,
  kubeconfig: string,
  home: string,
  order: "in turn" | "side by side",
): Promise<number> {
  const began = performance.now();
  const flags = order === "side by side" ? ["--side-by-side"] : [];
  const child = spawn("sh", [script, ...flags, "shop", "shop"], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { PATH: process.env["PATH"], HOME: home, KUBECONFIG: kubeconfig, KUBECTL: program },
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
  });
  const code = await new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (code !== 0) throw new Error(`the runbook's commands ended with ${code}: ${said}`);
  return performance.now() - began;
}
