import { generateKeyPairSync } from "node:crypto";
import type { Repository } from "../../app/ports.ts";

/** The people of a stand-in: an engineer and a reviewer who may write, a stranger who may only read. In emulate's words. */
export const rights = [
  ["ada", "push"],
  ["grace", "push"],
  ["mallory", "pull"],
] as const;
export type Person = (typeof rights)[number][0];

const people = rights.map(([person]) => person);

/** emulate's own account, here the owner of the organization; its members are administrators of everything. */
export const OWNER = "admin";
/** The events of app.yml that emulate knows. */
export const events = ["issue_comment", "pull_request", "pull_request_review", "check_run", "check_suite", "push"];
/** What app.yml asks for and a job's token carries. */
const permissions = {
  metadata: "read",
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
  members: "read",
};

/** What emulate starts with. */
export function seedOf(
  { owner, name }: Repository,
  app: { readonly appId: number; readonly slug: string; readonly privateKey: string },
) {
  return {
    tokens: Object.fromEntries([OWNER, ...people].map((login) => [tokenFor(login), { login }])),
    github: {
      users: people.map((login) => ({ login, email: `${login}@example.com` })),
      orgs: [{ login: owner, members: [{ login: OWNER, role: "admin" }] }],
      repos: [{ owner, name, private: true, default_branch: "main" }],
      apps: [
        {
          app_id: app.appId,
          slug: app.slug,
          name: "Lanekeeper",
          private_key: app.privateKey,
          permissions,
          events,
          installations: [{ installation_id: 1, account: owner, repository_selection: "all" }],
        },
      ],
    },
  };
}

/** A key for the App, new at every start. */
export function newPrivateKey(): string {
  return generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  }).privateKey;
}

/** The access token of an account. */
export function tokenFor(login: string): string {
  return `stand-in-${login}`;
}
