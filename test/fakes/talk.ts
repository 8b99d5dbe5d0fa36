import type { Comment, Conversations } from "../../src/app/ports.ts";
import { NOON } from "../support/snapshot.ts";
import type { Writes } from "./writes.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Issues, comments and reactions. */
export class Talk {
  readonly comments: Mutable<Comment>[] = [];
  readonly reactions = new Map<number, string>();
  /** A server without reactions answers nothing and takes none. */
  hasReactions = true;
  readonly #writes: Writes;
  readonly #pullBranch: (issue: number) => string | undefined;

  constructor(writes: Writes, pullBranch: (issue: number) => string | undefined) {
    this.#writes = writes;
    this.#pullBranch = pullBranch;
  }

  /** Somebody writes a comment; its id, which grows. Not one of our counted writes. */
  write(issue: number, login: string, body: string, changes: Partial<Comment> = {}): number {
    const id = 1000 + this.comments.length;
    this.comments.push({
      id,
      issue,
      body,
      author: { login, type: "User" },
      createdAt: NOON,
      edited: false,
      viaApp: false,
      ours: false,
      ...changes,
    });
    return id;
  }

  port(): Conversations {
    return {
      comment: async (id) => this.comments.find((comment) => comment.id === id),
      subject: async (issue) => {
        const branch = this.#pullBranch(issue);
        return { kind: branch === undefined ? "issue" : "pull-request", headBranch: branch, open: true };
      },
      ours: async (issue, marker) =>
        this.comments
          .filter((comment) => comment.ours && comment.issue === issue && comment.body.includes(marker))
          .map((comment) => ({ ...comment })),
      create: async (issue, body) =>
        this.#writes.do("create comment", () => {
          const id = this.write(issue, "lanekeeper[bot]", body, {
            author: { login: "lanekeeper[bot]", type: "Bot" },
            viaApp: true,
            ours: true,
          });
          const comment = this.comments.find((each) => each.id === id);
          if (comment === undefined) throw new Error("the comment is gone");
          return { ...comment };
        }),
      edit: async (id, body) =>
        this.#writes.do(
          "edit comment",
          () => void Object.assign(this.comments.find((comment) => comment.id === id) ?? {}, { body }),
        ),
      reacted: async (id) => this.reactions.has(id),
      react: async (id, reaction) => {
        if (!this.hasReactions || this.reactions.has(id)) return;
        this.#writes.do(`react ${reaction}`, () => void this.reactions.set(id, reaction));
      },
    };
  }
}
