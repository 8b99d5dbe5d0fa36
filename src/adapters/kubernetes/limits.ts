/** How much time, memory and traffic one observation may cost. */
export type Limits = {
  /** For one request, its second try included. */
  readonly requestMs: number;
  readonly observationMs: number;
  /** Of one page, unpacked. */
  readonly answerBytes: number;
  /** Objects of one page, as the API server counts them. */
  readonly pageSize: number;
  /** Objects of one list, over all pages. */
  readonly listItems: number;
  /** Requests under way at the same time, over all observations of the cluster. */
  readonly sideBySide: number;
};

/**
 * Measured: pages of 500 keep the event loop free (34 ms at most for 5 000 pods, 240 MB), one list does not. A pod
 * is about 11 kB, so a page of 500 fits five times.
 */
export const defaultLimits: Limits = {
  requestMs: 10_000,
  observationMs: 30_000,
  answerBytes: 32 * 1024 * 1024,
  pageSize: 500,
  listItems: 50_000,
  sideBySide: 8,
};
