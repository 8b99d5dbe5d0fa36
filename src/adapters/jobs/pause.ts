/** Waits so many milliseconds, without keeping the process alive by itself. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}

/** Waits until every promise has settled, but no longer than `graceMs`. */
export async function settledWithin(promises: Iterable<Promise<void>>, graceMs: number): Promise<void> {
  const grace = Promise.withResolvers<void>();
  const timer = setTimeout(grace.resolve, graceMs);
  await Promise.race([Promise.allSettled(promises), grace.promise]);
  clearTimeout(timer);
}
