import { setTimeout as pause } from "node:timers/promises";

/** Asks again and again until it is so; throws after a minute. A question that throws ends it at once. */
export async function until(what: string, isSo: () => Promise<boolean>, withinMs = 60_000): Promise<void> {
  const end = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(100);
  }
}
