import { createHash } from "node:crypto";
import { TransientError } from "../../src/app/errors.ts";
import type { Branches } from "../../src/app/ports.ts";
import type { FileContent, FileTree } from "../../src/domain/file-tree.ts";
import type { Writes } from "./writes.ts";

export type Commit = {
  readonly sha: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: string;
  readonly tree: FileTree;
  readonly changed: readonly string[];
};

/** Commits and branches of one repository. */
export class Branching {
  readonly refs = new Map<string, string>();
  readonly #commits = new Map<string, Commit>();
  readonly #writes: Writes;

  constructor(files: FileTree, writes: Writes) {
    this.#writes = writes;
    this.refs.set("main", this.#add([], "Everything so far", "ada", new Map(files), []));
  }

  commit(sha: string): Commit {
    const commit = this.#commits.get(sha);
    if (commit === undefined) throw new Error(`no commit ${sha}`);
    return commit;
  }

  /** Somebody pushes a commit to a branch, which is made from main where it is not there; null takes a file away. */
  push(branch: string, files: Readonly<Record<string, string | null>>, message = "A change", author = "ada"): string {
    const parent = this.refs.get(branch) ?? this.#tip("main");
    const sha = this.#commitOn(parent, files, message, author);
    this.refs.set(branch, sha);
    return sha;
  }

  /** The commits of `branch` that `base` does not have, oldest first. */
  above(branch: string, base: string): readonly Commit[] {
    const had = this.#ancestors(this.#tip(base));
    return [...this.#ancestors(this.#tip(branch))]
      .filter((sha) => !had.has(sha))
      .map((sha) => this.commit(sha))
      .reverse();
  }

  merge(branch: string, base: string, how: "merge" | "squash"): void {
    const changed = this.above(branch, base).flatMap((commit) => commit.changed);
    const head = this.commit(this.#tip(branch));
    const tree = new Map(this.commit(this.#tip(base)).tree);
    for (const path of changed) tree.set(path, head.tree.get(path) ?? "");
    const parents = how === "merge" ? [this.#tip(base), head.sha] : [this.#tip(base)];
    this.refs.set(base, this.#add(parents, `Merge ${branch}`, "grace", tree, changed));
  }

  port(): Branches {
    return {
      find: async (branch, base) => {
        const tip = this.refs.get(branch);
        if (tip === undefined) return undefined;
        return {
          tip,
          commits: this.above(branch, base).map(({ sha, message, author }) => ({
            sha,
            tree: sha,
            message,
            author,
            ours: author === "lanekeeper[bot]",
          })),
        };
      },
      publish: async (branch, base, commits, replaces) =>
        this.#writes.do(`publish ${branch}`, () => {
          if (this.refs.get(branch) !== replaces) throw new TransientError("the branch moved");
          const tip = commits.reduce(
            (parent, { message, files }) =>
              this.#commitOn(
                parent,
                Object.fromEntries(files.map(({ path, content }) => [path, content])),
                message,
                "lanekeeper[bot]",
              ),
            base,
          );
          this.refs.set(branch, tip);
          return tip;
        }),
      remove: async (branch, tip) => {
        if (this.refs.get(branch) === undefined) return;
        if (this.refs.get(branch) !== tip) throw new TransientError("the branch moved");
        this.#writes.do(`remove ${branch}`, () => void this.refs.delete(branch));
      },
    };
  }

  #commitOn(parent: string, files: Readonly<Record<string, string | null>>, message: string, author: string): string {
    const tree = new Map<string, FileContent>(this.commit(parent).tree);
    for (const [path, content] of Object.entries(files)) {
      if (content === null) tree.delete(path);
      else tree.set(path, content);
    }
    return this.#add([parent], message, author, tree, Object.keys(files));
  }

  #add(
    parents: readonly string[],
    message: string,
    author: string,
    tree: FileTree,
    changed: readonly string[],
  ): string {
    const sha = createHash("sha1").update(`${this.#commits.size} ${message}`).digest("hex");
    this.#commits.set(sha, { sha, parents, message, author, tree, changed });
    return sha;
  }

  #tip(branch: string): string {
    const tip = this.refs.get(branch);
    if (tip === undefined) throw new Error(`no branch ${branch}`);
    return tip;
  }

  /** A commit and everything before it, newest first. */
  #ancestors(sha: string, found: Set<string> = new Set()): ReadonlySet<string> {
    if (found.has(sha)) return found;
    found.add(sha);
    for (const parent of this.commit(sha).parents) this.#ancestors(parent, found);
    return found;
  }
}
