import { TransientError } from "../../src/app/errors.ts";

/** Counts what is written, and cuts the connection where a test asks for it. */
export class Writes {
  readonly done: string[] = [];
  #cut: { readonly at: number; readonly when: "before" | "after" } | undefined;

  get count(): number {
    return this.done.length;
  }

  /** The n-th write from now on fails: not done at all, or done and its answer lost. */
  cutAt(n: number, when: "before" | "after"): void {
    this.#cut = { at: this.count + n, when };
  }

  /** True when the cut has not been reached. */
  get isCutAhead(): boolean {
    return this.#cut !== undefined;
  }

  do<T>(what: string, work: () => T): T {
    const cut = this.#cut?.at === this.count + 1 ? this.#cut.when : undefined;
    if (cut !== undefined) this.#cut = undefined;
    if (cut === "before") throw new TransientError(`cut before: ${what}`);
    const result = work();
    this.done.push(what);
    if (cut === "after") throw new TransientError(`cut after: ${what}`);
    return result;
  }
}
