import type { CommandPorts } from "../../src/app/answer-command.ts";
import { answerCommand } from "../../src/app/answer-command.ts";
import type { Kustomize } from "../../src/app/kustomize.ts";
import type { Forge } from "../../src/app/ports.ts";
import { readSettings } from "../../src/config/read-settings.ts";
import type { ClusterView } from "../../src/domain/cluster.ts";
import type { FileContent, FileTree } from "../../src/domain/file-tree.ts";
import { createRenderer } from "../../src/render/renderer.ts";
import { aCluster, NOON } from "../support/snapshot.ts";
import { Branching, type Commit } from "./branching.ts";
import { Talk } from "./talk.ts";
import { Writes } from "./writes.ts";

const texts = createRenderer();
const repository = { owner: "acme", name: "homelab" };

type MutablePull = {
  number: number;
  state: "open" | "closed" | "merged";
  title: string;
  body: string;
  branch: string;
  base: string;
  labels: string[];
  sha: string;
};
type MutableCheck = { id: number; name: string; headSha: string; externalId: string; conclusion: string };

/**
 * A repository on GitHub and a cluster that remember what was done to them: branches, commits, pull requests, checks,
 * comments, reactions, each write counted and, on request, cut off. The use case sees them through its own ports.
 */
export class World {
  readonly writes = new Writes();
  readonly branching: Branching;
  readonly talk: Talk;
  readonly pulls: MutablePull[] = [];
  readonly checks: MutableCheck[] = [];
  readonly people = new Map<string, "none" | "read" | "write" | "admin">([
    ["ada", "write"],
    ["grace", "admin"],
    ["mallory", "read"],
  ]);
  cluster: ClusterView = aCluster();
  /** How often the cluster was looked at. */
  looks = 0;
  readonly #kustomize: Kustomize;

  constructor(files: FileTree, kustomize: Kustomize) {
    this.branching = new Branching(files, this.writes);
    this.talk = new Talk(this.writes, (issue) => this.pulls.find(({ number }) => number === issue)?.branch);
    this.#kustomize = kustomize;
  }

  /** Somebody writes a comment and the bot does its work; what came of it. Without a login it is ada, on issue 1. */
  async says(body: string, { by = "ada", issue = 1 } = {}): ReturnType<typeof answerCommand> {
    return this.delivers(this.talk.write(issue, by, body), issue);
  }

  /** The same comment is delivered, once more or for the first time. */
  async delivers(comment: number, issue = 1): ReturnType<typeof answerCommand> {
    return answerCommand({ repository, issue, comment }, this.ports());
  }

  /** The bot's comments on an issue, without their two hidden lines. */
  answers(issue = 1): readonly string[] {
    return this.talk.comments
      .filter((comment) => comment.issue === issue && comment.ours)
      .map(({ body }) => body.split("\n").slice(2).join("\n"));
  }

  /** The bot's only comment on an issue. */
  answer(issue = 1): string {
    const [answer, ...more] = this.answers(issue);
    if (answer === undefined || more.length > 0) throw new Error(`${this.answers(issue).length} answers`);
    return answer;
  }

  /** The only pull request. */
  get pull(): MutablePull {
    const [pull, ...more] = this.pulls;
    if (pull === undefined || more.length > 0) throw new Error(`${this.pulls.length} pull requests`);
    return pull;
  }

  /** The commits of a branch above main, oldest first. */
  commits(branch = "lanekeeper/prod/shop/migrate"): readonly Commit[] {
    return this.branching.above(branch, "main");
  }

  /** Somebody merges the pull request with a merge commit or squashed; the branch stays or goes. */
  merges(number: number, how: "merge" | "squash", keepBranch: boolean): void {
    const pull = this.pullOf(number);
    this.branching.merge(pull.branch, pull.base, how);
    pull.state = "merged";
    if (!keepBranch) this.branching.refs.delete(pull.branch);
  }

  pullOf(number: number): MutablePull {
    const pull = this.pulls.find((each) => each.number === number);
    if (pull === undefined) throw new Error(`no pull request ${number}`);
    return pull;
  }

  /** Everything that people can see, but for words that tell one run from another. */
  standing(): unknown {
    return {
      branches: [...this.branching.refs].map(([branch, tip]) => ({
        branch,
        commits:
          branch === "main"
            ? []
            : this.branching.above(branch, "main").map(({ message, changed }) => ({ message, changed })),
        tree: [...this.branching.commit(tip).tree],
      })),
      pulls: this.pulls.map(({ sha: _, ...pull }) => pull),
      checks: this.checks
        .filter(({ headSha }) => [...this.branching.refs.values()].includes(headSha))
        .map(({ name, externalId, conclusion }) => ({ name, externalId, conclusion })),
      comments: this.talk.comments.map(({ body, ours }) => ({ body, ours })),
      reactions: [...this.talk.reactions],
    };
  }

  ports(): CommandPorts {
    return {
      forges: { open: async () => this.forge() },
      clusters: {
        named: (name) =>
          name === "default"
            ? {
                cluster: {
                  observe: async () => {
                    this.looks += 1;
                    return this.cluster;
                  },
                },
              }
            : undefined,
      },
      kustomize: this.#kustomize,
      readSettings,
      texts,
      version: "0.1.0",
      now: () => new Date(NOON),
      progress: () => {},
    };
  }

  forge(): Forge {
    const { branching, talk } = this;
    return {
      files: {
        facts: async () => ({
          repository,
          defaultBranch: "main",
          isPublic: false,
          urls: ["https://github.com/acme/homelab.git", "git@github.com:acme/homelab.git"],
        }),
        tip: async (branch) => branching.refs.get(branch),
        tree: async (commit) => branching.commit(commit).tree,
        file: async (commit, path) => textOf(branching.commit(commit).tree.get(path)),
      },
      branches: branching.port(),
      pullRequests: this.#pullRequests(),
      checks: this.#checks(),
      conversations: talk.port(),
      people: { permission: async (login) => this.people.get(login) ?? "none", isMember: async () => false },
    };
  }

  #pullRequests(): Forge["pullRequests"] {
    const shown = (pull: MutablePull) => {
      const sha = this.branching.refs.get(pull.branch) ?? pull.sha;
      return {
        number: pull.number,
        url: `https://github.com/acme/homelab/pull/${pull.number}`,
        state: pull.state,
        title: pull.title,
        body: pull.body,
        base: pull.base,
        labels: [...pull.labels],
        ours: true,
        head: { branch: pull.branch, sha, sameRepository: true },
      };
    };
    return {
      find: async (branch) => {
        const found = this.pulls.filter((pull) => pull.branch === branch);
        const newest = found.find(({ state }) => state === "open") ?? found.at(-1);
        return newest === undefined ? undefined : shown(newest);
      },
      get: async (number) => shown(this.pullOf(number)),
      open: async ({ branch, base, title, body }) =>
        this.writes.do(`open pull request from ${branch}`, () => {
          if (this.pulls.some((pull) => pull.branch === branch && pull.state === "open"))
            throw new Error(`a second pull request from ${branch}`);
          const sha = this.branching.refs.get(branch);
          if (sha === undefined) throw new Error(`no branch ${branch}`);
          const pull: MutablePull = {
            number: 5 + this.pulls.length,
            state: "open",
            title,
            body,
            branch,
            base,
            labels: [],
            sha,
          };
          this.pulls.push(pull);
          return shown(pull);
        }),
      update: async (number, change) =>
        this.writes.do(`update pull request ${number}`, () => void Object.assign(this.pullOf(number), change)),
      close: async (number) =>
        this.writes.do(
          `close pull request ${number}`,
          () => void Object.assign(this.pullOf(number), { state: "closed" }),
        ),
      addLabels: async (number, labels) =>
        this.writes.do(`label pull request ${number}`, () => void this.pullOf(number).labels.push(...labels)),
    };
  }

  #checks(): Forge["checks"] {
    return {
      list: async (headSha) => {
        const newest = new Map(
          this.checks.filter((check) => check.headSha === headSha).map((check) => [check.name, check]),
        );
        return [...newest.values()].map((check) => ({ ...check }));
      },
      create: async (headSha, { name, conclusion }, externalId) =>
        this.writes.do(
          `create check ${name}`,
          () => void this.checks.push({ id: 100 + this.checks.length, name, headSha, externalId, conclusion }),
        ),
      update: async (id, { conclusion }, externalId) =>
        this.writes.do(
          `update check ${id}`,
          () => void Object.assign(this.checks.find((check) => check.id === id) ?? {}, { conclusion, externalId }),
        ),
    };
  }
}

function textOf(content: FileContent | undefined): string | undefined {
  return typeof content === "string" ? content : undefined;
}
