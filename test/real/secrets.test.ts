import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillCluster } from "../../bench/preflight-cluster.ts";
import { sandboxedKustomize } from "../../src/adapters/engines/sandboxed-kustomize.ts";
import { githubForges } from "../../src/adapters/github/forges.ts";
import { type StandIn, startStandIn } from "../../src/adapters/github/stand-in.ts";
import { sqliteJobs } from "../../src/adapters/jobs/sqlite-jobs.ts";
import { kubernetesCluster } from "../../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../../src/adapters/kubernetes/kube-config.ts";
import { recordedCluster } from "../../src/adapters/kubernetes/recorded-cluster.ts";
import { makePlan } from "../../src/app/make-plan.ts";
import type { Cluster } from "../../src/app/ports.ts";
import { recordSnapshot } from "../../src/app/record.ts";
import { runJob } from "../../src/app/run-job.ts";
import { commandJob } from "../../src/app/webhook-keys.ts";
import { planJson } from "../../src/cli/plan-json.ts";
import { readSettings } from "../../src/config/read-settings.ts";
import type { Decision } from "../../src/domain/decide.ts";
import type { FileTree } from "../../src/domain/file-tree.ts";
import { runbookSettings } from "../../src/domain/settings.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { type Lab, startLab } from "./support/lab.ts";
import { livePlaces, plantInCluster } from "./support/planted-cluster.ts";
import { gitPlaces, plantedRepository } from "./support/planted-repository.ts";
import { leaks, type Planted, secretsOf, shapes } from "./support/secret-shapes.ts";
import { question } from "./support/shop-lab.ts";

const texts = createRenderer();
const kustomize = sandboxedKustomize({ timeoutMs: 120_000 });
const repository = plantedRepository(shapes);
let lab: Lab;
let folder: string;
let live: readonly Planted[];
let cluster: ReturnType<typeof kubernetesCluster>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanekeeper-secrets-"));
  lab = await startLab({ controllers: false });
  await fillCluster(lab.client, { pods: 12, claims: 2 });
  live = await plantInCluster(lab.client);
  cluster = kubernetesCluster({ config: await loadKubeConfig({ kubeconfig: lab.kubeconfig, context: undefined }) });
});
afterAll(async () => {
  await kustomize.close();
  await cluster?.close();
  await lab?.stop();
  await rm(folder, { recursive: true, force: true });
});

it("plants at least 30 shapes of secret in each of many places, all there to be read", async () => {
  expect(shapes.length).toBeGreaterThanOrEqual(30);
  const paths = [
    ...["/api/v1/nodes", "/api/v1/persistentvolumes", "/apis/storage.k8s.io/v1/volumeattachments"],
    ...["pods", "events", "configmaps", "services"].map((resource) => `/api/v1/namespaces/shop/${resource}`),
    ...["deployments", "replicasets"].map((resource) => `/apis/apps/v1/namespaces/shop/${resource}`),
    ...["/api/v1/namespaces/shop", "/apis/networking.k8s.io/v1/namespaces/shop/ingresses"],
    ...["/apis/coordination.k8s.io/v1/namespaces/shop/leases", "/apis/argoproj.io/v1alpha1/applications"],
    "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/settings",
    "/apis/keda.sh/v1alpha1/namespaces/shop/scaledobjects",
  ];
  const answers = await Promise.all(paths.map(async (path) => (await lab.client.request("GET", path)).content));
  // As the text that people wrote, not as the JSON that it is in: Secrets are in base64, pull secrets' names are small.
  const there = leaks(live, { "the cluster": answers.map(strings).join("\n") });

  expect(new Set(there.map((each) => each.split(",")[0]))).toEqual(
    new Set(livePlaces.filter((place) => place !== "Secrets")),
  );
  expect(there.length).toBeGreaterThan(30 * (livePlaces.length - 2));
});

/** Every text in it. */
function strings(content: unknown): string {
  if (typeof content === "string") return content;
  if (typeof content !== "object" || content === null) return "";
  return Object.entries(content)
    .map(([name, value]) => `${name} ${strings(value)}`)
    .join("\n");
}

async function record(): Promise<string> {
  const view = await cluster.observe(question);
  return recordSnapshot(view, { app: "shop", namespaces: ["shop"], lanes: question.lanes });
}

async function decide(seen: Cluster, files: FileTree): Promise<Decision> {
  const identity = {
    fullName: "acme/homelab",
    urls: ["https://git.example/acme/homelab"],
    branch: "main",
    defaultBranch: "main",
    commit: "1f0c2d4e6f8a9b0c1d8f3a1c0b6f1a4b0e9d3b7a",
    isPublic: false,
  };
  const request = {
    wishes: { strategies: {}, attestations: [], by: "ada" },
    date: "2026-01-02",
    requestedBy: "ada",
  };
  const ports = { kustomize, cluster: seen, texts, version: "0.1.0", now: () => new Date(), progress: () => undefined };
  return makePlan({ identity, files }, { app: "shop", settings: runbookSettings, request }, ports);
}

/** The plan with every text that the command line makes of it, and the files that it would write. */
async function planWith(seen: Cluster, files: FileTree) {
  const decision = await decide(seen, files);
  if (decision.plan.outcome === "refused") throw new Error(decision.plan.refusal.message);
  return { decision, written: filesOf(decision), said: sayingsOf(decision) };
}

function filesOf({ plan }: Decision): Readonly<Record<string, string>> {
  if (plan.outcome === "refused") return {};
  return Object.fromEntries(plan.commits.flatMap(({ files }) => files.map(({ path, content }) => [path, content])));
}

/** Everything that is said of a decision; not its files, and not the list of changes, which has them as objects. */
function sayingsOf(decision: Decision): Readonly<Record<string, string>> {
  const { plan } = decision;
  if (plan.outcome === "refused") return {};
  const { commits: _, diff: __, ...rest } = planJson(plan) as { readonly commits: unknown; readonly diff: unknown };
  const key = { app: "shop", env: "prod" };
  const asked = { by: "ada", command: "/migrate shop plan" };
  const standing = { pullRequest: undefined, checks: [], stale: false };
  return {
    "the plan as JSON, without files and changes": JSON.stringify(rest),
    "the plan for a terminal": texts.planText(decision),
    "the preflight for a terminal": texts.preflightText(decision),
    "the pull request": `${plan.title}\n${plan.body}`,
    ...Object.fromEntries(plan.checks.map((check) => [`the check ${check.name}`, JSON.stringify(check)])),
    "the reply to plan": texts.answer({ type: "decision", key, decision, standing }, asked),
    "the status comment": texts.answer({ type: "standing", key, what: "opened", decision, standing }, asked),
  };
}

describe("what stands in the cluster", () => {
  /** Selectors are matched with labels, so they are kept as they are, and shown nowhere. */
  const isNoLabel = ({ place }: Planted) => place !== "labels";

  /** Random words in the place of a name, or bare in a driver's error: nothing tells them from a name or an id yet. */
  const knownGaps = [
    "attachment errors, a base32 seed: in the recording",
    "lease holders, 32 hexadecimal digits: in the recording",
    "lease holders, a base32 seed: in the recording",
    "names of session cookies, a base32 seed: in the recording",
  ];

  it("is not in a recording, but for labels and four bare random words", async () => {
    expect(leaks(live.filter(isNoLabel), { "the recording": await record() })).toEqual(knownGaps);
  });

  it("is in nothing that is said or written from the recording", async () => {
    const file = join(folder, "shop.snapshot.json");
    await writeFile(file, await record());

    const { decision, said, written } = await planWith(recordedCluster(file), repository.files);

    const failing = decision.plan.verdicts.filter(({ outcome }) => outcome === "fail").map(({ gate }) => gate);
    expect(failing).toEqual(expect.arrayContaining(["crash-loops", "flapping", "volume-attachments"]));
    const all = { ...said, ...written, "the plan as JSON": JSON.stringify(planJson(decision.plan)) };
    expect(leaks(live, all)).toEqual([]);
  });
});

describe("what stands in Git", () => {
  /** Few at a time: of a long list of changes the pull request shows no lines. */
  const some = Array.from({ length: Math.ceil(shapes.length / 3) }, (_, number) =>
    shapes.slice(3 * number, 3 * number + 3),
  );

  it.each(some.map((each) => [each.map(({ shape }) => shape).join(", "), each] as const))(
    "is in nothing that is said of the plan, and in no file but the standby's: %s",
    async (_names, few) => {
      const { files, planted } = plantedRepository(few);

      const { said, written } = await planWith(cluster, files);

      expect(said["the pull request"]).toContain("dual-lane/standby.yaml");
      expect(leaks(planted, said)).toEqual([]);
      // The standby is the workload once more, in the same repository and for the same readers.
      const standby = Object.keys(written).find((path) => path.endsWith("/standby.yaml")) ?? "no standby";
      const { [standby]: text, ...others } = written;
      expect(leaks(planted, others)).toEqual([]);
      expect(new Set(leaks(planted, { it: text ?? "" }).map((each) => each.split(",")[0]))).toEqual(
        new Set(gitPlaces.slice(0, 3)),
      );
    },
  );
});

describe("a base that does not build", () => {
  it.each([
    ["a patch without its object", { patches: [{ patch: patchOf("a patch of nothing", "nobody") }] }],
    ["a patch that is no YAML", { patches: [{ patch: `${patchOf("a broken patch", "shop")}\n  ]: {` }] }],
    [
      "a literal that is none",
      { configMapGenerator: [{ name: "x", literals: patched("literals").map(({ text }) => text) }] },
    ],
  ])("is refused without what stands in it: %s", async (_what, kustomization) => {
    const broken = new Map(repository.files).set(
      "apps/shop/kustomization.yaml",
      JSON.stringify({ resources: ["app.yaml"], ...kustomization }),
    );
    const planted = [...patched("a patch of nothing"), ...patched("a broken patch"), ...patched("literals")];

    const decision = await decide(cluster, broken);

    if (decision.plan.outcome !== "refused") throw new Error("it builds");
    expect(decision.plan.refusal.code).toBe("base-does-not-build");
    const asked = { by: "ada", command: "/migrate shop" };
    const standing = { pullRequest: undefined, checks: [], stale: false };
    const key = { app: "shop", env: "prod" };
    const said = {
      "the plan as JSON": JSON.stringify(planJson(decision.plan)),
      "the plan for a terminal": texts.planText(decision),
      "the status comment": texts.answer({ type: "decision", key, decision, standing }, asked),
    };
    expect(leaks([...planted, ...repository.planted], said)).toEqual([]);
  });

  function patched(place: string): readonly Planted[] {
    return secretsOf(place, shapes.slice(0, 6).concat(shapes.slice(-6)));
  }

  function patchOf(place: string, name: string): string {
    const env = patched(place).map(({ text: value }, number) => ({ name: `PASSWORD_${number}`, value }));
    const template = { spec: { containers: [{ name: "shop", env }] } };
    return JSON.stringify({ apiVersion: "apps/v1", kind: "Deployment", metadata: { name }, spec: { template } });
  }
});

describe("the server", () => {
  const lines: string[] = [];
  const log = pino({ level: "trace" }, { write: (line: string) => void lines.push(line) });
  let standIn: StandIn;

  beforeAll(async () => {
    standIn = await startStandIn({ files: repository.files });
  });
  afterAll(() => standIn?.close());

  /** Runs one comment's job as the server does; gives the issue. */
  async function runCommand(command: string, seen: Cluster): Promise<number> {
    const forges = githubForges({ ...standIn, apiUrl: standIn.url, isStandIn: true, log });
    const aliases = { "https://git.example/acme/homelab.git": "acme/homelab" };
    const clusters = { named: () => ({ cluster: seen, aliases }) };
    const ports = {
      forges,
      clusters,
      kustomize,
      readSettings,
      texts,
      version: "0.1.0",
      now: () => new Date(),
      progress: () => undefined,
    };
    const jobs = sqliteJobs({ file: join(folder, "jobs.sqlite"), log, now: () => new Date() });
    const issue = await standIn.openIssue("ada", "Two nodes");
    const comment = await standIn.comment("ada", issue, command);
    await jobs.put(commandJob(standIn.repository, { issue, comment }, "shop"));
    jobs.work((payload, attempt) => runJob(payload, attempt, ports, log));
    await jobs.idle();
    await jobs.stop(1_000);
    return issue;
  }

  /** Everything that can be read on GitHub, the log and the job store. */
  async function outputs(issues: readonly number[]): Promise<Readonly<Record<string, string>>> {
    const get = async (path: string) => await standIn.request("owner", "GET", `/repos/acme/homelab${path}`);
    const pulls = (await get("/pulls?state=all")) as readonly {
      readonly number: number;
      readonly head: { sha: string };
    }[];
    const comments = await Promise.all(
      [...issues, ...pulls.map(({ number }) => number)].map((number) => get(`/issues/${number}/comments`)),
    );
    const checks = await Promise.all(pulls.map(({ head }) => get(`/commits/${head.sha}/check-runs`)));
    return {
      "the pull requests": strings(pulls),
      "the comments": strings(comments),
      "the checks": strings(checks),
      "the log": lines.map((line) => strings(JSON.parse(line))).join("\n"),
      "the job store": await readFile(join(folder, "jobs.sqlite"), "latin1"),
    };
  }

  it("says no secret on GitHub and writes none to its log", async () => {
    const opened = await runCommand("/migrate shop", cluster);
    const planned = await runCommand("/migrate shop plan", cluster);

    const all = await outputs([opened, planned]);

    expect(all["the pull requests"]).toContain("Migrate shop to two lanes (prod, strategy B2)");
    expect(all["the checks"]).toContain("lanekeeper/preflight");
    expect(all["the comments"]).toContain("shop");
    expect(all["the log"]).toContain("command looked at");
    expect(leaks([...live, ...repository.planted], all)).toEqual([]);
  });

  it("says nothing of what a credential plugin says when it fails", async () => {
    const planted = live.filter(({ place }) => place === "event messages");
    const script = join(folder, "login");
    await writeFile(
      script,
      `#!/bin/sh\ncat >&2 <<'END'\n${planted.map(({ text }) => text).join("\n")}\nEND\nexit 1\n`,
      { mode: 0o755 },
    );
    const config = JSON.parse(await readFile(lab.kubeconfig, "utf8"));
    config.users[0].user = {
      exec: { apiVersion: "client.authentication.k8s.io/v1", command: script, interactiveMode: "Never" },
    };
    const kubeconfig = join(folder, "plugin.kubeconfig");
    await writeFile(kubeconfig, JSON.stringify(config));
    const broken = kubernetesCluster({ config: await loadKubeConfig({ kubeconfig, context: undefined }) });

    const issue = await runCommand("/migrate shop plan", broken);
    await broken.close();

    const all = { ...(await outputs([issue])), "the view": JSON.stringify(await broken.observe(question)) };
    expect(all["the view"]).toContain("the credentials cannot be used");
    expect(leaks([...live, ...repository.planted], all)).toEqual([]);
  });
});
