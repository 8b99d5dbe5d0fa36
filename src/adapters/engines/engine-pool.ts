import { Worker } from "node:worker_threads";
import type { EngineAnswer, EngineFailure, EngineQuestion } from "./engine-protocol.ts";
import { threadUrl } from "./thread-url.ts";

export type EnginePoolOptions = {
  /** How long one question may take, in a worker that is ready or not. */
  readonly timeoutMs: number;
  /** How many questions are worked on at once; the others wait in order. */
  readonly workers: number;
  /** How long a worker is kept for the next question. Its memory is only given back when it ends. */
  readonly idleMs: number;
};

/**
 * Half of the old generation's size is what V8 lets a thread have outside its
 * heap, the engine's memory included; above it, V8 collects everything at every
 * step. So this must be well over twice the engine's ceiling (512 MB), which is
 * what really limits it. The stack is for Go's own recursion over nested YAML.
 */
const resourceLimits = { maxOldGenerationSizeMb: 2048, maxYoungGenerationSizeMb: 32, stackSizeMb: 16 };

type Job = { readonly question: EngineQuestion; readonly resolve: (answer: EngineAnswer) => void };
type Seat = { readonly worker: Worker; job: Job | undefined; timer: NodeJS.Timeout | undefined };

const closed: EngineFailure = { cause: "crashed", message: "the engine was closed" };

/**
 * Runs one engine in threads of its own. A question that takes too long costs
 * its thread, nothing else: the caller's thread only passes messages.
 */
export class EnginePool {
  readonly #module: () => Promise<WebAssembly.Module>;
  readonly #options: EnginePoolOptions;
  readonly #seats = new Set<Seat>();
  readonly #waiting: Job[] = [];
  #closed = false;

  /** `module` is called when a worker is needed; it is expected to remember its result. */
  constructor(module: () => Promise<WebAssembly.Module>, options: EnginePoolOptions) {
    this.#module = module;
    this.#options = options;
  }

  /** The engine's answer. Rejects only when the module cannot be had. */
  async ask(question: EngineQuestion): Promise<EngineAnswer> {
    const module = await this.#module();
    if (this.#closed) return failed(closed);
    return await new Promise((resolve) => {
      this.#waiting.push({ question, resolve });
      this.#next(module);
    });
  }

  /** Ends every worker; questions under way and waiting answer `crashed`. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const job of this.#waiting.splice(0)) job.resolve(failed(closed));
    await Promise.all([...this.#seats].map((seat) => this.#leave(seat, closed)));
  }

  #next(module: WebAssembly.Module): void {
    const idle = [...this.#seats].find(({ job }) => job === undefined);
    if (idle === undefined && this.#seats.size >= this.#options.workers) return;
    const job = this.#waiting.shift();
    if (job !== undefined) this.#start(idle ?? this.#hire(module), job);
  }

  #start(seat: Seat, job: Job): void {
    clearTimeout(seat.timer);
    seat.job = job;
    seat.worker.ref();
    seat.timer = setTimeout(() => void this.#leave(seat, { cause: "timeout" }), this.#options.timeoutMs);
    seat.worker.postMessage(job.question);
  }

  #hire(module: WebAssembly.Module): Seat {
    const worker = new Worker(threadUrl("engine-worker"), {
      workerData: { module },
      env: {},
      execArgv: [],
      stdin: false,
      resourceLimits,
    });
    const seat: Seat = { worker, job: undefined, timer: undefined };
    this.#seats.add(seat);
    worker.on("message", (answer: EngineAnswer) => {
      const { job } = seat;
      this.#rest(seat);
      job?.resolve(answer);
      this.#next(module);
    });
    worker.on("error", (error) => void this.#leave(seat, { cause: "crashed", message: String(error) }));
    worker.on("exit", (code) => {
      void this.#leave(seat, { cause: "crashed", message: `the engine's thread ended with code ${code}` });
      if (!this.#closed) this.#next(module);
    });
    return seat;
  }

  #rest(seat: Seat): void {
    clearTimeout(seat.timer);
    seat.job = undefined;
    seat.worker.unref();
    seat.timer = setTimeout(() => void this.#leave(seat, closed), this.#options.idleMs).unref();
  }

  async #leave(seat: Seat, failure: EngineFailure): Promise<void> {
    clearTimeout(seat.timer);
    this.#seats.delete(seat);
    const { job } = seat;
    seat.job = undefined;
    await seat.worker.terminate();
    job?.resolve(failed(failure));
  }
}

function failed(failure: EngineFailure): EngineAnswer {
  return { pieces: [], stderr: "", failure };
}
