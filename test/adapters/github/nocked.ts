import { generateKeyPairSync } from "node:crypto";
import nock from "nock";
import pino from "pino";
import { afterEach, beforeEach, expect } from "vitest";
import { githubForges } from "../../../src/adapters/github/forges.ts";
import type { TreeLimits } from "../../../src/adapters/github/tree-limits.ts";
import type { Forge } from "../../../src/app/ports.ts";

export const api = "https://github.test";
export const root = "/repos/acme/homelab";
export const appId = 4711;
export const bot = { login: "lanekeeper[bot]", type: "Bot" };
export const granted = {
  metadata: "read",
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  members: "read",
  statuses: "write",
};

const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  publicKeyEncoding: { type: "spki", format: "pem" },
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
});
export const key = privateKey;

/** Every line that was logged since `aForge`. */
export const logged: string[] = [];

/** The forge of acme/homelab on a GitHub that answers only what a test tells it to. */
export async function aForge(
  options: { readonly isStandIn?: boolean; readonly limits?: TreeLimits } = {},
): Promise<Forge> {
  logged.length = 0;
  const { isStandIn = true, ...rest } = options;
  tell().get(`${root}/installation`).reply(200, { id: 7, app_slug: "lanekeeper", permissions: granted });
  tell().post("/app/installations/7/access_tokens").reply(201, { token: "ghs_secret", permissions: granted });
  const log = pino({ level: "debug" }, { write: (line: string) => logged.push(line) });
  return githubForges({ appId, privateKey, apiUrl: api, isStandIn, log, ...rest }).open({
    owner: "acme",
    name: "homelab",
  });
}

/** What GitHub shall answer next. */
export function tell(): nock.Scope {
  return nock(api);
}

/** A link header that names a next page. */
export const more = { link: `<${api}/somewhere?page=2>; rel="next"` };

/** In every test of the file: no call leaves this machine, none goes unanswered, and every answer is asked for. */
export function answerOnlyWhatIsTold(): void {
  const unanswered: string[] = [];
  beforeEach(() => {
    nock.disableNetConnect();
    nock.emitter.on("no match", (request: { readonly method?: string; readonly path?: string }) => {
      unanswered.push(`${request.method} ${request.path}`);
    });
  });
  afterEach(() => {
    const pending = nock.pendingMocks();
    nock.emitter.removeAllListeners("no match");
    nock.cleanAll();
    nock.enableNetConnect();
    expect({ unanswered: unanswered.splice(0), pending }).toEqual({ unanswered: [], pending: [] });
  });
}
