import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFolder } from "../adapters/folder/read-folder.ts";
import type { StandIn } from "../adapters/github/stand-in.ts";
import { UserError } from "../app/errors.ts";
import { serverEnvironment } from "../config/environment.ts";
import { packageRoot } from "../config/package.ts";
import { configuredClusters } from "./configured-clusters.ts";
import { demoReport } from "./demo-report.ts";
import { exitCodes } from "./exit-codes.ts";
import type { RunningServer } from "./start-server.ts";
import type { Terminal } from "./terminal.ts";
import type { CliVerb } from "./verb.ts";

/** `lanekeeper demo`: the main job from a comment to a pull request, against a stand-in for GitHub on this machine. */
export const demo: CliVerb = {
  usage: "lanekeeper demo [--app APP] [--keep]",
  says: "shows the main job end to end on examples/homelab, with nothing to prepare",
  options: { app: { type: "string" }, keep: { type: "boolean" } },
  meanings: {
    app: "another app of examples/homelab (default: shop)",
    keep: "leave it running to look around; end it with Ctrl-C",
  },
  words: 0,
  async run({ options, terminal }) {
    const app = typeof options["app"] === "string" ? options["app"] : "shop";
    const folder = await mkdtemp(join(tmpdir(), "lanekeeper-demo-"));
    const { standIn, server } = await start(folder, terminal);
    try {
      const issue = await standIn.openIssue("ada", `Run ${app} on both nodes`, "We have a second node now.");
      terminal.err(`@ada comments on issue #${issue}: /migrate ${app}`);
      await standIn.comment("ada", issue, `/migrate ${app}`);
      await answered(standIn, server, issue);
      terminal.out(await demoReport(standIn, issue, app));
      if (options["keep"] === true) await untilEnded(terminal, standIn, server);
      return exitCodes.proposed;
    } finally {
      await server.stop();
      await standIn.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
};

async function start(
  folder: string,
  terminal: Terminal,
): Promise<{ readonly standIn: StandIn; readonly server: RunningServer }> {
  const { startStandIn } = await import("../adapters/github/stand-in.ts");
  terminal.err("Starting a stand-in for GitHub and putting examples/homelab into it …");
  const standIn = await startStandIn({ files: await readFolder(join(packageRoot, "examples", "homelab")) });
  const secret = randomBytes(24).toString("hex");
  const read = serverEnvironment({
    APP_ID: String(standIn.appId),
    PRIVATE_KEY: standIn.privateKey,
    WEBHOOK_SECRET: secret,
    GITHUB_API_URL: standIn.url,
    HOST: "127.0.0.1",
    PORT: "0",
    MANAGEMENT_PORT: "0",
    LOG_LEVEL: "error",
    LANEKEEPER_DATA: folder,
    LANEKEEPER_SNAPSHOTS: join(packageRoot, "examples", "homelab-snapshots"),
  });
  if (!read.ok) throw new Error(`the demo's own settings are wrong: ${read.problems.join("; ")}`);
  terminal.err("Starting Lanekeeper, with a recorded snapshot in the cluster's place …");
  const { startServer } = await import("./start-server.ts");
  const server = await startServer(read.value, await configuredClusters(read.value), (step) =>
    terminal.err(`  … ${step}`),
  );
  await standIn.deliverTo({ url: `http://127.0.0.1:${server.port}${read.value.webhookPath}`, secret });
  return { standIn, server };
}

/** Waits for the bot's comment: the last thing that a command writes. Says so when a job failed. */
async function answered(standIn: StandIn, server: RunningServer, issue: number): Promise<void> {
  const { owner, name } = standIn.repository;
  const deadline = Date.now() + 60_000;
  while (Date.now() < deadline) {
    const comments = (await standIn.request(
      "ada",
      "GET",
      `/repos/${owner}/${name}/issues/${issue}/comments`,
    )) as readonly { readonly user: { readonly login: string } }[];
    if (comments.some(({ user }) => user.login === standIn.botLogin)) return;
    if ((await server.jobs.depth()).failed > 0)
      throw new UserError("The job failed; its error stands above", "Please report it with that text.");
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new UserError("Lanekeeper did not answer within a minute", "Is the machine very busy? Try again.");
}

async function untilEnded(terminal: Terminal, standIn: StandIn, server: RunningServer): Promise<void> {
  const { owner, name } = standIn.repository;
  terminal.out(
    [
      "",
      "Everything is still running; end it with Ctrl-C.",
      `  comment again:  curl -X POST ${standIn.url}/repos/${owner}/${name}/issues/1/comments -H 'authorization: Bearer ada' -d '{"body":"/migrate bookshelf"}'`,
      `  read comments:  curl ${standIn.url}/repos/${owner}/${name}/issues/1/comments -H 'authorization: Bearer ada'`,
      `  metrics:        curl http://127.0.0.1:${server.managementPort}/metrics`,
    ].join("\n"),
  );
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
