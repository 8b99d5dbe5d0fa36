/**
 * Whether kustomize would fetch a reference from elsewhere (its NewRepoSpecFromURL and IsRemoteFile): any scheme,
 * `user@host…`, `github.com/org/repo` and `github.com:org/repo` without a scheme, and go-getter's `git::`.
 */
export function isRemoteReference(reference: string): boolean {
  const text = reference.replace(/^git::/i, "");
  if (text !== reference) return true;
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(text)) return true;
  if (/^[a-z][a-z0-9-]*@[^/]+[:/]/i.test(text)) return true;
  return /^github\.com[/:][^/]+\/[^/]+/i.test(text);
}

/** A remote reference that may be shown: without user and password, and without a query that may hold a token. */
export function showReference(reference: string): string {
  const shown = reference.replace(/^((?:git::)?[a-z][a-z0-9+.-]*:\/\/)[^/@]*@/i, "$1");
  const query = /\?.*$/s.exec(shown)?.[0] ?? "";
  const ref = /[?&](?:ref|version)=([\w./-]+)/.exec(query)?.[1];
  return `${shown.slice(0, shown.length - query.length)}${ref === undefined ? "" : `?ref=${ref}`}`.slice(0, 200);
}
