/** Runs one piece of work when its turn comes. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/** Lets at most `limit` pieces of work run at the same time; the others wait, first come first served. */
export function sideBySide(limit: number): Turn {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    // Whoever ends hands the place to the next in line, so `running` only grows when nobody waits.
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running += 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) running -= 1;
      else next();
    }
  };
}
