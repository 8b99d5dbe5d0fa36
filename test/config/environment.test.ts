import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { commandLineEnvironment, serverEnvironment, type Variables } from "../../src/config/environment.ts";
import { environmentReference } from "../../src/config/variables.ts";

const { privateKey: pem } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
const enough: Variables = { APP_ID: "4711", PRIVATE_KEY: pem, WEBHOOK_SECRET: "s3cret-of-the-webhook" };

function noFile(): never {
  throw Object.assign(new Error("no such file"), { code: "ENOENT" });
}

function problems(env: Variables): readonly string[] {
  const read = serverEnvironment({ ...enough, ...env }, noFile);
  return read.ok ? [] : read.problems;
}

function server(env: Variables, readFile: (path: string) => string = noFile) {
  const read = serverEnvironment({ ...enough, ...env }, readFile);
  if (!read.ok) throw new Error(read.problems.join("\n"));
  return read.value;
}

describe("the server's environment", () => {
  it("needs three variables, and has a default for the rest", () => {
    expect(serverEnvironment(enough, noFile)).toEqual({
      ok: true,
      value: {
        appId: 4711,
        privateKey: pem,
        webhookSecret: "s3cret-of-the-webhook",
        webhookPath: "/api/github/webhooks",
        host: "localhost",
        port: 3000,
        logLevel: "info",
        gheHost: undefined,
        githubApiUrl: undefined,
        isStandIn: false,
        dataDirectory: ".lanekeeper",
        managementHost: "127.0.0.1",
        managementPort: 8081,
        kustomizeBin: undefined,
        clusters: [],
        snapshots: undefined,
      },
    });
  });

  it("says everything that is missing at once, and takes an empty variable for a missing one", () => {
    expect(serverEnvironment({ WEBHOOK_SECRET: "" }, noFile)).toEqual({
      ok: false,
      problems: [
        "APP_ID is missing: the GitHub App's id",
        "PRIVATE_KEY is missing: the App's private key (or PRIVATE_KEY_PATH, the file that holds it)",
        "WEBHOOK_SECRET is missing: the secret of the App's webhook, without which anybody could send commands",
      ],
    });
  });

  it.each<[Variables, string]>([
    [{ APP_ID: "my-app" }, "APP_ID must be the App's id, a whole number"],
    [{ APP_ID: "0" }, "APP_ID must be the App's id, a whole number"],
    [{ WEBHOOK_SECRET: "development" }, "WEBHOOK_SECRET must not be `development`, which is Probot's public default"],
    [{ WEBHOOK_SECRET: "  " }, "WEBHOOK_SECRET must not be blank"],
    [{ WEBHOOK_PATH: "hooks" }, "WEBHOOK_PATH must be a path that begins with a slash"],
    [{ PORT: "http" }, "PORT must be a port number"],
    [{ PORT: "65536" }, "PORT must be a port number"],
    [{ PORT: "8081" }, "MANAGEMENT_PORT must differ from PORT: what is private must not listen where GitHub does"],
    [{ LOG_LEVEL: "loud" }, "LOG_LEVEL must be trace, debug, info, warn, error or fatal"],
    [{ GHE_HOST: "https://github.acme.example" }, "GHE_HOST must be a host, without scheme and path"],
    [{ GITHUB_API_URL: "ftp://x" }, "GITHUB_API_URL must be an http or https URL"],
    [{ GITHUB_API_URL: "https://ada:secret@x" }, "GITHUB_API_URL must not hold a user or a password"],
    [
      { ARGOCD_SERVER: "https://argocd.example?x=1", ARGOCD_AUTH_TOKEN: "t" },
      "ARGOCD_SERVER must not hold a query or a fragment",
    ],
    [{ ARGOCD_SERVER: "argocd.example" }, "ARGOCD_AUTH_TOKEN is missing: ARGOCD_SERVER needs it"],
    [{ ARGOCD_AUTH_TOKEN: "t" }, "ARGOCD_SERVER is missing: ARGOCD_AUTH_TOKEN is of no use without it"],
    [
      { DATABASE_URL: "postgres://ada:secret@db/x" },
      "DATABASE_URL PostgreSQL is not supported yet; leave it out to use SQLite in LANEKEEPER_DATA",
    ],
    [
      { DATABASE_URL: "mysql://db" },
      "DATABASE_URL must be a postgres:// URL, or be left out to use SQLite in LANEKEEPER_DATA",
    ],
    [{ LANEKEEPER_CLUSTERS: "clusters.yml" }, "LANEKEEPER_CLUSTERS names a file that cannot be read (ENOENT)"],
    [
      { LANEKEEPER_CLUSTER: "clusters.yml" },
      "LANEKEEPER_CLUSTER is not a variable of Lanekeeper; did you mean LANEKEEPER_CLUSTERS?",
    ],
  ])("refuses %j", (env, problem) => {
    expect(problems(env)).toEqual([problem]);
  });

  it("never prints a value, because any may be a secret in the wrong place", () => {
    const secret = "hunter2hunter2";
    const env = Object.fromEntries(environmentReference.map(({ name }) => [name, secret]));

    expect(JSON.stringify(serverEnvironment(env, noFile))).not.toContain(secret);
    expect(JSON.stringify(commandLineEnvironment(env, noFile))).not.toContain(secret);
  });

  it("takes the private key in every form that Probot takes", () => {
    const pkcs8 = generateKeyPairSync("rsa", {
      modulusLength: 2048,
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    }).privateKey;
    const forms = (key: string) => [
      key,
      key.trim(),
      key.replaceAll("\n", "\\n"),
      key.replaceAll("\n", " "),
      key.replaceAll("\n", "\r\n"),
      Buffer.from(key).toString("base64"),
    ];

    for (const form of forms(pem)) expect(server({ PRIVATE_KEY: form }).privateKey).toBe(pem);
    for (const form of forms(pkcs8)) expect(server({ PRIVATE_KEY: form }).privateKey).toBe(pkcs8);
  });

  it("reads the private key from a file, when it is not given itself", () => {
    const files = (path: string) => (path === "key.pem" ? pem : "not a key");
    const read = (PRIVATE_KEY_PATH: string) =>
      serverEnvironment({ ...enough, PRIVATE_KEY: "", PRIVATE_KEY_PATH }, files);

    expect(read("key.pem")).toMatchObject({ ok: true, value: { privateKey: pem } });
    expect(read("other.pem")).toEqual({
      ok: false,
      problems: ["PRIVATE_KEY_PATH names a file that holds no RSA private key in PEM"],
    });
    expect(problems({ PRIVATE_KEY: "", PRIVATE_KEY_PATH: "key.pem" })).toEqual([
      "PRIVATE_KEY_PATH names a file that cannot be read (ENOENT)",
    ]);
  });

  it("refuses a key that is none, or not RSA", () => {
    const { privateKey: ec } = generateKeyPairSync("ec", {
      namedCurve: "P-256",
      publicKeyEncoding: { type: "spki", format: "pem" },
      privateKeyEncoding: { type: "pkcs8", format: "pem" },
    });
    const expected = ["PRIVATE_KEY is not an RSA private key in PEM, nor one in base64"];

    for (const key of ["x", ec, pem.replace(/[A-Za-z]{20}/, ""), pem.slice(0, 200)])
      expect(problems({ PRIVATE_KEY: key })).toEqual(expected);
  });

  it("takes a plain http API for a stand-in, and GitHub's own for GitHub", () => {
    expect(server({ GITHUB_API_URL: "http://127.0.0.1:4000/" })).toMatchObject({
      githubApiUrl: "http://127.0.0.1:4000",
      isStandIn: true,
    });
    expect(server({ GITHUB_API_URL: "https://api.github.com" })).toMatchObject({
      githubApiUrl: "https://api.github.com",
      isStandIn: false,
    });
    expect(server({ GITHUB_API_URL: "https://github.acme.example/api/v3/" }).githubApiUrl).toBe(
      "https://github.acme.example/api/v3",
    );
  });

  it("lets both ports be free ones", () => {
    expect(server({ PORT: "0", MANAGEMENT_PORT: "0" })).toMatchObject({ port: 0, managementPort: 0 });
  });
});

describe("clusters", () => {
  it("are one called default, from the kubeconfig or from the pod that we run in", () => {
    const argocd = { ARGOCD_SERVER: "argocd.example:8443", ARGOCD_AUTH_TOKEN: "token" };

    expect(
      server({ KUBECONFIG: "/home/ada/.kube/config", KUBERNETES_SERVICE_HOST: "10.0.0.1", ...argocd }).clusters,
    ).toEqual([
      {
        name: "default",
        kubeconfig: "/home/ada/.kube/config",
        context: undefined,
        inCluster: false,
        argocd: { server: "https://argocd.example:8443", token: { value: "token" } },
        repositories: undefined,
        aliases: {},
        destinations: ["https://kubernetes.default.svc", "in-cluster"],
      },
    ]);
    expect(server({ KUBERNETES_SERVICE_HOST: "10.0.0.1" }).clusters).toMatchObject([
      { name: "default", kubeconfig: undefined, inCluster: true },
    ]);
  });

  it("are the file's, where one is named; Argo CD's variables serve those that name none", () => {
    const file = `
clusters:
  homelab:
    context: homelab
    argocd: { server: https://argocd.home.example/, tokenFile: tokens/home }
    repositories: [acme/homelab]
    aliases: { "ssh://git@mirror.lan/homelab.git": acme/homelab }
  shared:
    repositories: ["acme/*"]
    destinations: [https://10.0.0.9:6443, shared]
`;
    const env = {
      KUBECONFIG: "kube",
      LANEKEEPER_CLUSTERS: "/etc/lanekeeper/clusters.yml",
      ARGOCD_SERVER: "argocd.example",
      ARGOCD_AUTH_TOKEN: "token",
    };

    expect(server(env, () => file).clusters).toEqual([
      {
        name: "homelab",
        kubeconfig: "kube",
        context: "homelab",
        inCluster: false,
        argocd: { server: "https://argocd.home.example", token: { file: "/etc/lanekeeper/tokens/home" } },
        repositories: ["acme/homelab"],
        aliases: { "ssh://git@mirror.lan/homelab.git": "acme/homelab" },
        destinations: ["https://kubernetes.default.svc", "in-cluster"],
      },
      {
        name: "shared",
        kubeconfig: "kube",
        context: undefined,
        inCluster: false,
        argocd: { server: "https://argocd.example", token: { value: "token" } },
        repositories: ["acme/*"],
        aliases: {},
        destinations: ["https://10.0.0.9:6443", "shared"],
      },
    ]);
  });

  it("say all that is wrong with the file, with its lines", () => {
    const file = `clusters:
  home lab: { repositories: [acme] }
  other:
    contxt: x
    argocd: { server: "ftp://x" }
`;
    const read = serverEnvironment({ ...enough, LANEKEEPER_CLUSTERS: "clusters.yml" }, () => file);

    expect(read).toEqual({
      ok: false,
      problems: [
        "LANEKEEPER_CLUSTERS, line 2: clusters.home lab.repositories[0]: must read owner/name or owner/*",
        "LANEKEEPER_CLUSTERS, line 5: clusters.other.argocd.server: must be an http or https URL",
        "LANEKEEPER_CLUSTERS, line 5: clusters.other.argocd.tokenFile: is missing; it must be text",
        "LANEKEEPER_CLUSTERS, line 3: clusters.other.repositories: is missing; it must be a list",
        "LANEKEEPER_CLUSTERS, line 4: clusters.other.contxt: is not a known key; did you mean `context`?",
        "LANEKEEPER_CLUSTERS, line 2: clusters.home lab: `home lab` is not a cluster's name",
      ],
    });
  });

  it.each([
    ["", "the file must be a mapping, not empty"],
    ["clusters: {}", "clusters: names no cluster"],
    ["clusters: [", "not YAML: "],
  ])("refuse the file %j", (file, words) => {
    const read = serverEnvironment({ ...enough, LANEKEEPER_CLUSTERS: "clusters.yml" }, () => file);

    expect(read).toMatchObject({ ok: false, problems: [expect.stringContaining(words)] });
  });
});

describe("the command line's environment", () => {
  it("needs nothing, and no GitHub keys", () => {
    expect(commandLineEnvironment({ APP_ID: "not looked at" }, noFile)).toEqual({
      ok: true,
      value: { clusters: [], snapshots: undefined, kustomizeBin: undefined, logLevel: "info" },
    });
  });

  it("names what is wrong with what it needs", () => {
    expect(commandLineEnvironment({ LOG_LEVEL: "loud", ARGOCD_AUTH_TOKEN: "t" }, noFile)).toEqual({
      ok: false,
      problems: [
        "LOG_LEVEL must be trace, debug, info, warn, error or fatal",
        "ARGOCD_SERVER is missing: ARGOCD_AUTH_TOKEN is of no use without it",
      ],
    });
  });

  it("has the clusters, recordings and binary of its variables", () => {
    expect(
      commandLineEnvironment(
        { KUBECONFIG: "kube", LANEKEEPER_SNAPSHOTS: "recordings", KUSTOMIZE_BIN: "/bin/kustomize" },
        noFile,
      ),
    ).toMatchObject({
      ok: true,
      value: {
        clusters: [{ name: "default", kubeconfig: "kube" }],
        snapshots: "recordings",
        kustomizeBin: "/bin/kustomize",
      },
    });
  });
});

describe("the reference of variables", () => {
  it("names the defaults that hold", () => {
    const byName = new Map(environmentReference.map((variable) => [variable.name, variable.default]));
    const value = server({});

    expect(byName.get("PORT")).toBe(String(value.port));
    expect(byName.get("HOST")).toBe(value.host);
    expect(byName.get("WEBHOOK_PATH")).toBe(value.webhookPath);
    expect(byName.get("LOG_LEVEL")).toBe(value.logLevel);
    expect(byName.get("LANEKEEPER_DATA")).toBe(value.dataDirectory);
    expect(byName.get("MANAGEMENT_HOST")).toBe(value.managementHost);
    expect(byName.get("MANAGEMENT_PORT")).toBe(String(value.managementPort));
  });

  it("calls required what the server does not start without", () => {
    for (const { name, required } of environmentReference) {
      const { [name]: _, ...rest } = enough;
      expect.soft(serverEnvironment(rest, noFile).ok, name).toBe(!required);
    }
  });

  it("knows every variable that is read", async () => {
    const { serverVariables } = await import("../../src/config/variables.ts");

    expect(environmentReference.map(({ name }) => name).sort()).toEqual(Object.keys(serverVariables.shape).sort());
  });
});
