import { App } from "octokit";
import type { Logger } from "pino";
import { z } from "zod";
import { UserError } from "../../app/errors.ts";
import type { Forge, Forges, Repository } from "../../app/ports.ts";
import { githubBranches } from "./branches.ts";
import { githubChecks } from "./checks.ts";
import { type Connection, connection } from "./connection.ts";
import { githubConversations } from "./conversations.ts";
import { githubError, unreadable, wasAnswered } from "./errors.ts";
import { githubFiles } from "./files.ts";
import { octokitClass } from "./octokit.ts";
import { githubPeople } from "./people.ts";
import { githubPullRequests } from "./pull-requests.ts";
import { defaultTreeLimits, type TreeLimits } from "./tree-limits.ts";
import { treeStore } from "./tree-store.ts";

export type ForgesOptions = {
  readonly appId: number;
  /** PEM; PKCS#1 or PKCS#8. */
  readonly privateKey: string;
  /** GITHUB_API_URL: the base of the API, for stand-ins. */
  readonly apiUrl?: string | undefined;
  /** GHE_HOST: the host name of a GitHub Enterprise Server. */
  readonly gheHost?: string | undefined;
  /** Calls go out at once, and what a stand-in cannot say (a check's app, a signature) counts as ours. */
  readonly isStandIn: boolean;
  readonly log: Logger;
  readonly limits?: TreeLimits;
};

/** What a job may do, at most; the token gets no more even where the App was granted more. */
const wanted = {
  metadata: "read",
  contents: "write",
  pull_requests: "write",
  issues: "write",
  checks: "write",
} as const;
/** An organization's permission: an App on a user's account never has it. */
const wantedWhereGranted = { members: "read" } as const;

const Installation = z.object({ id: z.number(), app_slug: z.string(), permissions: z.record(z.string(), z.string()) });
const Token = z.object({ token: z.string() });

/**
 * GitHub as the forge. Each `open` makes a token of its own, for the one
 * repository and no more rights than the job needs, and an octokit of its own:
 * the retry plugin's counter leaks from call to call within one octokit.
 */
export function githubForges(options: ForgesOptions): Forges {
  const trees = treeStore();
  const limits = options.limits ?? defaultTreeLimits;
  return {
    async open(repository) {
      return forge(await connect(options, repository), trees, limits);
    },
  };
}

function forge(connected: Connection, trees: ReturnType<typeof treeStore>, limits: TreeLimits): Forge {
  const files = githubFiles(connected, trees, limits);
  return {
    files,
    branches: githubBranches(connected, files),
    pullRequests: githubPullRequests(connected),
    checks: githubChecks(connected),
    conversations: githubConversations(connected),
    people: githubPeople(connected),
  };
}

async function connect(options: ForgesOptions, repository: Repository): Promise<Connection> {
  const { appId, privateKey, isStandIn, log } = options;
  const settings = { baseUrl: baseUrl(options), isStandIn, log };
  const app = new App({ appId, privateKey, Octokit: octokitClass(settings, `app-${appId}`) });
  const installation = await installationOf(app, repository);
  const { token } = await mint(app, installation, repository);
  const Octokit = octokitClass(settings, `installation-${installation.id}`);
  const self = { appId, login: `${installation.app_slug}[bot]` };
  return connection({ octokit: new Octokit({ auth: token }), repository, self, isStandIn, log });
}

function baseUrl({ apiUrl, gheHost }: ForgesOptions): string {
  if (apiUrl !== undefined) return apiUrl.replace(/\/+$/, "");
  return gheHost === undefined ? "https://api.github.com" : `https://${gheHost}/api/v3`;
}

async function installationOf(app: App, { owner, name }: Repository): Promise<z.infer<typeof Installation>> {
  const route = "GET /repos/{owner}/{repo}/installation";
  try {
    const { data } = await app.octokit.request(route, { owner, repo: name });
    return parsed(Installation, data, route);
  } catch (error) {
    const known = githubError(error, route);
    if (wasAnswered(known, 404)) {
      throw new UserError(
        `The app is not installed on ${owner}/${name}`,
        "Install it there from the app's page on GitHub.",
        { cause: known },
      );
    }
    if (wasAnswered(known, 401)) {
      throw new UserError("GitHub does not accept the app's key", "Check APP_ID, PRIVATE_KEY and the server's clock.", {
        cause: known,
      });
    }
    throw known;
  }
}

async function mint(
  app: App,
  installation: z.infer<typeof Installation>,
  { owner, name }: Repository,
): Promise<z.infer<typeof Token>> {
  const missing = Object.entries(wanted).filter(
    ([permission, access]) => !grants(installation.permissions[permission], access),
  );
  if (missing.length > 0) {
    const list = missing.map(([permission, access]) => `${permission}: ${access}`).join(", ");
    throw new UserError(
      `The app lacks permissions on ${owner}/${name}: ${list}`,
      "Accept the app's permissions in the repository's or organization's settings.",
    );
  }
  const optional = Object.entries(wantedWhereGranted).filter(([permission, access]) =>
    grants(installation.permissions[permission], access),
  );
  const route = "POST /app/installations/{installation_id}/access_tokens";
  try {
    const token: unknown = await app.octokit.auth({
      type: "installation",
      installationId: installation.id,
      repositoryNames: [name],
      permissions: { ...wanted, ...Object.fromEntries(optional) },
    });
    return parsed(Token, token, route);
  } catch (error) {
    throw githubError(error, route);
  }
}

function grants(granted: string | undefined, wants: "read" | "write"): boolean {
  return granted === "write" || granted === "admin" || granted === wants;
}

function parsed<T>(schema: z.ZodType<T>, data: unknown, route: string): T {
  const result = schema.safeParse(data);
  if (!result.success) throw unreadable(route, result.error.issues[0]?.message ?? "");
  return result.data;
}
