const firstMs = 2_000;
const longestMs = 600_000;

/** Milliseconds to wait after the attempt with this number (from 1): 2 s, doubled each time, at most ten minutes. */
export function backoffMs(attempt: number): number {
  return Math.min(firstMs * 2 ** (attempt - 1), longestMs);
}
