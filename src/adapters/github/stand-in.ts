import { createEmulator } from "emulate";
import { z } from "zod";
import type { Repository } from "../../app/ports.ts";
import type { FileTree } from "../../domain/file-tree.ts";
import { commitAll, pushFiles } from "./stand-in-commits.ts";
import { events, newPrivateKey, OWNER, type Person, rights, seedOf, tokenFor } from "./stand-in-seed.ts";

/** A GitHub of one repository and one installed App, in this process, that forgets everything when it is closed. */
export type StandIn = {
  /** The base of the API and of the pages: a GITHUB_API_URL. */
  readonly url: string;
  readonly repository: Repository;
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  /** The App's bot account. */
  readonly botLogin: string;
  /** The first commit with the files of the start, at the tip of `main`. */
  readonly commit: string;
  /** Sends the repository's events, signed with the secret, to the URL from now on. */
  deliverTo(webhook: { readonly url: string; readonly secret: string }): Promise<void>;
  /** Any call of the API as a person, or as the owner of the repository. Throws on any answer but 2xx. */
  request(as: Person | "owner", method: string, path: string, body?: unknown): Promise<unknown>;
  /** Opens an issue; gives its number. */
  openIssue(as: Person, title: string, body?: string): Promise<number>;
  /** Comments on an issue or pull request; gives the comment's id. */
  comment(as: Person, issue: number, body: string): Promise<number>;
  /** A commit on top of a branch, which is made from `main` when it is not there. A file of `undefined` is removed. Gives the commit. */
  push(as: Person, branch: string, message: string, files: ReadonlyMap<string, string | undefined>): Promise<string>;
  close(): Promise<void>;
};

export type StandInOptions = {
  /** What the repository's `main` holds. */
  readonly files: FileTree;
  readonly repository?: Repository;
  /** Port on 127.0.0.1; a free one when absent. */
  readonly port?: number;
};

/**
 * Starts a stand-in for GitHub (emulate) with the files committed to `main`.
 * It has no tarballs and no reactions, never moves a pull request's head and
 * names no app for a check; `isStandIn` tells the adapters.
 */
export async function startStandIn(options: StandInOptions): Promise<StandIn> {
  const repository = options.repository ?? { owner: "acme", name: "homelab" };
  const app = { appId: 4711, slug: "lanekeeper", privateKey: newPrivateKey() };
  const emulator = await createEmulator({
    service: "github",
    port: options.port ?? 0,
    hostname: "127.0.0.1",
    seed: seedOf(repository, app),
  });
  const url = emulator.url.replace("//localhost:", "//127.0.0.1:");
  const root = `/repos/${repository.owner}/${repository.name}`;
  const request = (as: Person | "owner", method: string, path: string, body?: unknown) =>
    call(url, as === "owner" ? OWNER : as, method, path, body);
  const git = (as: Person | "owner") => (method: string, path: string, body?: unknown) =>
    request(as, method, `${root}/git${path}`, body);

  const standIn: StandIn = {
    url,
    repository,
    appId: app.appId,
    privateKey: app.privateKey,
    botLogin: `${app.slug}[bot]`,
    commit: "",
    request,
    async deliverTo(webhook) {
      await request("owner", "POST", `${root}/hooks`, {
        name: "web",
        active: true,
        events,
        config: { ...webhook, content_type: "json" },
      });
    },
    async openIssue(as, title, body = "") {
      return numberIn(await request(as, "POST", `${root}/issues`, { title, body }), "number");
    },
    async comment(as, issue, body) {
      return numberIn(await request(as, "POST", `${root}/issues/${issue}/comments`, { body }), "id");
    },
    push: (as, branch, message, files) => pushFiles(git(as), branch, message, files),
    close: () => emulator.close(),
  };
  try {
    for (const [person, permission] of rights) {
      await request("owner", "PUT", `${root}/collaborators/${person}`, { permission });
    }
    return { ...standIn, commit: await commitAll(git("owner"), options.files) };
  } catch (error) {
    await emulator.close();
    throw error;
  }
}

async function call(url: string, login: string, method: string, path: string, body: unknown): Promise<unknown> {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokenFor(login)}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`The stand-in answered ${response.status} to ${method} ${path}: ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

function numberIn(answer: unknown, field: string): number {
  return z.looseObject({ [field]: z.number() }).parse(answer)[field] as number;
}
