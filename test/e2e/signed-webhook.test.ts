import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readFolder } from "../../src/adapters/folder/read-folder.ts";
import { type StandIn, startStandIn } from "../../src/adapters/github/stand-in.ts";
import { configuredClusters } from "../../src/cli/configured-clusters.ts";
import { type RunningServer, startServer } from "../../src/cli/start-server.ts";
import { serverEnvironment } from "../../src/config/environment.ts";
import { startTap, type Tap } from "../support/tap.ts";

const examples = resolve(import.meta.dirname, "../../examples");
const secret = "a-long-secret-of-the-test";

let folder: string;
let standIn: StandIn;
let api: Tap;
let hooks: Tap;
let server: RunningServer;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-e2e-"));
  standIn = await startStandIn({ files: await readFolder(join(examples, "homelab")) });
  api = await startTap(standIn.url);
  hooks = await startTap("http://127.0.0.1:1");
  server = await boot();
  await standIn.deliverTo({ url: `${hooks.url}/api/github/webhooks`, secret });
}, 60_000);

afterAll(async () => {
  await server.stop();
  await Promise.all([api.close(), hooks.close()]);
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});

async function boot(): Promise<RunningServer> {
  const read = serverEnvironment({
    APP_ID: String(standIn.appId),
    PRIVATE_KEY: standIn.privateKey,
    WEBHOOK_SECRET: secret,
    GITHUB_API_URL: api.url,
    HOST: "127.0.0.1",
    PORT: "0",
    MANAGEMENT_PORT: "0",
    LOG_LEVEL: "fatal",
    LANEKEEPER_DATA: folder,
    LANEKEEPER_SNAPSHOTS: join(examples, "homelab-snapshots"),
  });
  if (!read.ok) throw new Error(read.problems.join("; "));
  const started = await startServer(read.value, await configuredClusters(read.value), () => {});
  hooks.to(`http://127.0.0.1:${started.port}`);
  return started;
}

/** Calls that change something on GitHub; minting a token changes nothing there. */
function writes(): readonly string[] {
  return api.passed
    .filter(({ method, path }) => method !== "GET" && !path.endsWith("/access_tokens"))
    .map(({ method, path }) => `${method} ${path}`);
}

/** Waits until a delivery has come in and every job it led to has ended. */
async function settled(deliveries: number): Promise<void> {
  await expect.poll(() => hooks.passed.filter(isCommand).length, { timeout: 20_000 }).toBe(deliveries);
  await expect
    .poll(async () => server.jobs.depth().then(({ waiting, running }) => waiting + running), {
      timeout: 30_000,
      interval: 20,
    })
    .toBe(0);
}

function isCommand({ headers, body }: Tap["passed"][number]): boolean {
  return headers["x-github-event"] === "issue_comment" && body.includes('"/migrate shop"');
}

async function deliverAgain(): Promise<number> {
  const first = hooks.passed.find(isCommand);
  if (first === undefined) throw new Error("nothing was delivered yet");
  const { host: _, "content-length": __, connection: ___, "transfer-encoding": ____, ...headers } = first.headers;
  const response = await fetch(`${hooks.url}${first.path}`, {
    method: "POST",
    headers: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)])),
    body: new Uint8Array(first.body),
  });
  return response.status;
}

it("turns one signed comment into one pull request, and stays with it however often the delivery comes", async () => {
  const issue = await standIn.openIssue("ada", "Run shop on both nodes");
  await standIn.comment("ada", issue, "/migrate shop");
  await settled(1);

  const pulls = (await standIn.request("grace", "GET", "/repos/acme/homelab/pulls?state=all")) as readonly {
    readonly title: string;
  }[];
  expect(pulls.map(({ title }) => title)).toEqual(["Migrate shop to two lanes (prod, strategy A)"]);
  const first = writes();
  expect(first.filter((call) => call.endsWith("/pulls"))).toHaveLength(1);
  expect(first.filter((call) => call.endsWith("/git/commits"))).toHaveLength(3);

  for (const count of [2, 3]) {
    expect(await deliverAgain()).toBe(200);
    await settled(count);
  }
  await server.stop();
  server = await boot();
  expect(await deliverAgain()).toBe(200);
  await settled(4);

  expect(writes()).toEqual(first);
}, 90_000);

it("answers a delivery with a wrong signature with 400 and does nothing", async () => {
  const before = writes().length;
  const response = await fetch(`${hooks.url}/api/github/webhooks`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-github-event": "issue_comment",
      "x-github-delivery": "1",
      "x-hub-signature-256": "sha256=00",
    },
    body: JSON.stringify({ action: "created", comment: { body: "/migrate shop" } }),
  });

  expect(response.status).toBe(400);
  expect(await server.jobs.depth()).toMatchObject({ waiting: 0, running: 0 });
  expect(writes()).toHaveLength(before);
});

it("does nothing for a person who may only read but say so", async () => {
  const issue = await standIn.openIssue("mallory", "Please");
  const before = writes().length;
  await standIn.comment("mallory", issue, "/migrate news");
  await expect.poll(() => writes().length, { timeout: 20_000 }).toBe(before + 1);

  expect(writes().at(-1)).toBe(`POST /repos/acme/homelab/issues/${issue}/comments`);
});
