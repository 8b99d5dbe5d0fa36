import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clustersFromEnvironment } from "../../../src/adapters/kubernetes/clusters-from-environment.ts";
import { UserError } from "../../../src/app/errors.ts";
import { apiServer, question } from "./api-server.ts";

let api: Awaited<ReturnType<typeof apiServer>>;
let folder: string;
beforeEach(async () => {
  api = await apiServer();
  folder = await mkdtemp(join(tmpdir(), "kubeconfig-"));
});
afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

const named = (name: string, kind: string, content: object) => ({ name, [kind]: content });

/** A kubeconfig with one context, written to the folder; gives its path. */
async function kubeconfig(user: object, more: object = {}, file = "config"): Promise<string> {
  const server = api.config().getCurrentCluster()?.server;
  const content = {
    apiVersion: "v1",
    kind: "Config",
    clusters: [named("lab", "cluster", { server, "insecure-skip-tls-verify": true })],
    users: [named("reader", "user", user)],
    contexts: [named("lab", "context", { cluster: "lab", user: "reader" })],
    "current-context": "lab",
    ...more,
  };
  await writeFile(join(folder, file), JSON.stringify(content));
  return join(folder, file);
}

/** Observes through the kubeconfig and gives the credentials that the server saw, or why there were none. */
async function seenBy(path: string, context?: string): Promise<unknown> {
  const clusters = await clustersFromEnvironment([{ name: "default", kubeconfig: path, context, inCluster: false }]);
  const view = await clusters.get("default")?.observe(question);
  if (view?.server.state !== "known") return view?.server;
  return api.requests.at(-1)?.headers.authorization;
}

describe("clusters from the environment", () => {
  it("are none when nothing is configured", async () => {
    expect([...(await clustersFromEnvironment([])).keys()]).toEqual([]);
    const unset = { name: "default", kubeconfig: "", inCluster: false };
    expect([...(await clustersFromEnvironment([unset])).keys()]).toEqual([]);
  });

  it("are known by name, each with its own context", async () => {
    const path = await kubeconfig({ token: "one" });
    const other = await kubeconfig(
      {},
      {
        users: [named("second", "user", { token: "two" })],
        clusters: [],
        contexts: [named("other", "context", { cluster: "lab", user: "second" })],
      },
      "other",
    );
    const clusters = await clustersFromEnvironment([
      { name: "home", kubeconfig: path, inCluster: false },
      { name: "away", kubeconfig: `${path}${delimiter}${other}`, context: "other", inCluster: false },
    ]);

    await clusters.get("home")?.observe(question);
    expect(api.requests.at(-1)?.headers.authorization).toBe("Bearer one");
    await clusters.get("away")?.observe(question);
    expect(api.requests.at(-1)?.headers.authorization).toBe("Bearer two");
    expect(clusters.get("default")).toBeUndefined();
  });

  it("use the first file's current context, as kubectl does", async () => {
    const path = await kubeconfig({ token: "one" });
    const other = await kubeconfig({}, { clusters: [], users: [], contexts: [], "current-context": "other" }, "other");

    expect(await seenBy(`${path}${delimiter}${other}`)).toBe("Bearer one");
  });

  it("read a token file next to the kubeconfig, without its line break", async () => {
    await writeFile(join(folder, "token"), "from-file\n");

    expect(await seenBy(await kubeconfig({ tokenFile: "token" }))).toBe("Bearer from-file");
  });

  it("ask an exec plugin", async () => {
    const plugin = join(folder, "plugin");
    await writeFile(plugin, `#!/bin/sh\necho '{"kind":"ExecCredential","status":{"token":"from-plugin"}}'\n`);
    await chmod(plugin, 0o755);

    expect(
      await seenBy(await kubeconfig({ exec: { apiVersion: "client.authentication.k8s.io/v1", command: plugin } })),
    ).toBe("Bearer from-plugin");
  });

  it("say why an exec plugin gave nothing, without secrets", async () => {
    const plugin = join(folder, "plugin");
    await writeFile(plugin, "#!/bin/sh\necho 'login failed: password=hunter2' >&2\nexit 1\n");
    await chmod(plugin, 0o755);

    expect(
      await seenBy(await kubeconfig({ exec: { apiVersion: "client.authentication.k8s.io/v1", command: plugin } })),
    ).toEqual({
      state: "unknown",
      reason: "the credentials cannot be used: login failed: password=[redacted]",
    });
  });

  it("need no user for a server that asks for none", async () => {
    const path = await kubeconfig({}, { users: [], contexts: [named("lab", "context", { cluster: "lab", user: "" })] });

    expect(await seenBy(path)).toBeUndefined();
    expect(api.requests.length).toBeGreaterThan(0);
  });
});

describe("a kubeconfig that cannot be used", () => {
  const cluster = (more: object) => ({
    clusters: [named("lab", "cluster", { server: "http://127.0.0.1:1", ...more })],
  });

  it.each([
    ["has no contexts", { contexts: undefined }, undefined, "it has no `contexts`"],
    ["does not have the context", {}, "prod", "it has no context `prod`, only lab"],
    ["has no current context", { "current-context": "" }, undefined, "it has no context `(none is current)`, only lab"],
    ["lacks the cluster", { clusters: [] }, undefined, "the cluster of context `lab` is not in it"],
    ["lacks the user", { users: [] }, undefined, "the user of context `lab` is not in it"],
    [
      "would send the token in the open",
      cluster({}),
      undefined,
      "is http:, which needs insecure-skip-tls-verify: true",
    ],
    [
      "goes through a SOCKS proxy",
      cluster({ "insecure-skip-tls-verify": true, "proxy-url": "socks5://p" }),
      undefined,
      "the proxy-url of context `lab` is neither http: nor https:",
    ],
    ["has a cluster without a server", { clusters: [named("lab", "cluster", {})] }, undefined, "server is missing"],
  ])("is refused at the start when it %s", async (_what, more, context, problem) => {
    const path = await kubeconfig({ token: "hunter2" }, more);
    const opening = seenBy(path, context);

    await expect(opening).rejects.toThrow(UserError);
    await expect(opening).rejects.toThrow(problem);
  });

  it("is refused when it is not there, or is not YAML, without quoting it", async () => {
    const path = join(folder, "broken");
    await writeFile(path, "users:\n- token: [hunter2\n");

    await expect(seenBy(join(folder, "nowhere"))).rejects.toThrow("there is no such file");
    await expect(seenBy(path)).rejects.toThrow("it is not YAML");
    await expect(seenBy(path)).rejects.not.toThrow("hunter2");
  });
});
