import { UserError } from "../app/errors.ts";
import { serverEnvironment } from "../config/environment.ts";
import { version } from "../config/package.ts";
import { configuredClusters } from "./configured-clusters.ts";
import { exitCodes } from "./exit-codes.ts";
import type { CliVerb } from "./verb.ts";

/** `lanekeeper serve`: the GitHub App. Everything it needs comes from the environment. */
export const serve: CliVerb = {
  usage: "lanekeeper serve",
  says: "runs the GitHub App; settings come from the environment (see README)",
  options: {},
  meanings: {},
  words: 0,
  async run({ env, terminal }) {
    const read = serverEnvironment(env);
    if (!read.ok)
      throw new UserError(
        `The server cannot start:\n${read.problems.map((problem) => `  - ${problem}`).join("\n")}`,
        "README.md lists every variable.",
      );
    // GitHub, jobs and metrics are half a second of loading that no other verb needs.
    const { startServer } = await import("./start-server.ts");
    const server = await startServer(read.value, await configuredClusters(read.value), () => {});
    terminal.out(`lanekeeper ${version} takes deliveries on ${read.value.host}:${server.port}`);
    await new Promise<void>((resolve) => {
      for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => resolve());
    });
    await server.stop();
    return exitCodes.proposed;
  },
};
