import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { AccessReport, Clusters } from "../../src/app/ports.ts";
import { logAccess } from "../../src/cli/explain-access.ts";
import { runCommandLine } from "../../src/cli/run.ts";
import { apiServer, groups, json } from "../adapters/kubernetes/api-server.ts";
import { type Asked, accessReviews, answerReviews, type Rule, rulesReviews } from "../adapters/kubernetes/reviews.ts";

let api: Awaited<ReturnType<typeof apiServer>>;
let folder: string;
beforeEach(async () => {
  api = await apiServer();
  api.on("/apis", json(200, groups(["apps", "v1"])));
  folder = await mkdtemp(join(tmpdir(), "access-"));
});
afterEach(async () => {
  await api.close();
  await rm(folder, { recursive: true });
});

/** What `lanekeeper preflight` with these words prints and ends with, against the stand-in. */
async function preflight(...words: readonly string[]) {
  const kubeconfig = join(folder, "kubeconfig");
  await writeFile(kubeconfig, api.config().exportConfig());
  const printed: string[] = [];
  const terminal = {
    out: (text: string) => printed.push(text),
    err: (text: string) => printed.push(text),
    progress: () => {},
  };
  const code = await runCommandLine(["preflight", ...words], { KUBECONFIG: kubeconfig }, terminal);
  return { code, text: printed.join("\n") };
}

describe("lanekeeper preflight --explain-access", () => {
  const anything = () => true;
  const secrets = (): Rule[] => [{ apiGroups: [""], resources: ["secrets"], verbs: ["list"] }];
  const noQuotas = ({ resource }: Asked) => resource !== "resourcequotas";

  it("ends with 0 when all is granted and nothing more", async () => {
    answerReviews(api, anything);

    expect(await preflight("--explain-access")).toEqual({
      code: 0,
      text: expect.stringMatching(/^cluster default: \d+ rights are as needed, 0 missing, 0 more than needed$/),
    });
  });

  it("ends with 3 when something is missing, and names the gates that cannot be answered", async () => {
    answerReviews(api, noQuotas);

    const { code, text } = await preflight("--explain-access");

    expect(code).toBe(3);
    expect(text).toContain(
      "list resourcequotas in all namespaces: unknown without it: quotas; gates that cannot be answered: quota",
    );
  });

  it("ends with 1 when there is more than needed, also when something else is missing", async () => {
    answerReviews(api, noQuotas, secrets);

    const { code, text } = await preflight("--explain-access");

    expect(code).toBe(1);
    expect(text).toContain("list secrets in every namespace asked about: it reads Secrets");
  });

  it("ends with 3 when the server cannot be asked", async () => {
    api.on(accessReviews, json(500, { kind: "Status" }));
    api.on(rulesReviews, json(500, { kind: "Status" }));

    const { code, text } = await preflight("--explain-access");

    expect(code).toBe(3);
    expect(text).toContain("could not be asked:");
  });

  it("asks in the namespaces that are named", async () => {
    const asked = answerReviews(api, anything);

    await preflight("--explain-access", "--namespace", "shop", "--namespace=wiki");

    const events = asked.filter(({ resource }) => resource === "events").map(({ namespace }) => namespace);
    expect(events.toSorted()).toEqual(["shop", "wiki"]);
  });

  it("prints JSON for programs", async () => {
    answerReviews(api, noQuotas);

    const { text } = await preflight("--explain-access", "--json");

    expect(JSON.parse(text)).toMatchObject([
      { cluster: "default", missing: [{ right: "list resourcequotas", parts: ["quotas"], gates: ["quota"] }] },
    ]);
  });

  it("takes no app and no recording", async () => {
    expect(await preflight("shop", "--explain-access")).toMatchObject({ code: 2 });
    expect(await preflight("--explain-access", "--offline")).toMatchObject({ code: 2 });
    expect((await preflight()).text).toContain("The app is missing");
  });
});

describe("the server's words on access at its start", () => {
  const fine: AccessReport = { granted: 40, missing: [], excess: [], unasked: [] };

  /** What is logged of one cluster with that answer. */
  async function logged(answer: () => Promise<AccessReport>) {
    const lines: (readonly [string, unknown, string])[] = [];
    const clusters: Clusters = {
      named: () => ({ cluster: { observe: () => Promise.reject() }, access: { explain: answer } }),
    };
    const note = (level: string) => (fields: unknown, text: string) => {
      lines.push([level, fields, text]);
    };
    await logAccess([{ name: "default" }], clusters, { info: note("info"), warn: note("warn") } as never);
    return lines;
  }

  it("are one line when it is as needed", async () => {
    expect(await logged(async () => fine)).toEqual([
      ["info", { cluster: "default", granted: 40 }, "access to the cluster is as needed"],
    ]);
  });

  it("are a warning for what is missing, too much, or could not be asked", async () => {
    const missing = [{ right: "list nodes", where: "cluster-wide", parts: ["quotas"] }];
    const excess = [{ right: "list secrets", where: "in namespace shop", danger: "it reads Secrets" }];

    expect(await logged(async () => ({ ...fine, missing, excess, unasked: ["no answer within 10 s"] }))).toEqual([
      [
        "warn",
        { cluster: "default", missing: [{ ...missing[0], gates: ["quota"] }] },
        "access to the cluster is missing",
      ],
      ["warn", { cluster: "default", excess }, "access to the cluster is more than needed"],
      ["warn", { cluster: "default", unasked: ["no answer within 10 s"] }, "access to the cluster could not be asked"],
    ]);
  });

  it("are a warning, and no end, when something breaks", async () => {
    const lines = await logged(() => Promise.reject(new Error("broken")));

    expect(lines.map(([level, , text]) => [level, text])).toEqual([
      ["warn", "access to the cluster could not be asked"],
    ]);
  });
});
