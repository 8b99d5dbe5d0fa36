import { redactText } from "../../../domain/redact.ts";

/**
 * The annotations that tie a session to a pod, by controller (facts §3 #16): ingress-nginx, NGINX Inc.'s, Traefik's on
 * Services, HAProxy Technologies' (whose old documents spell it `cookie-persistance`), and the community's
 * haproxy-ingress, which older clusters know as `ingress.kubernetes.io`.
 */
const sticky: readonly RegExp[] = [
  /^nginx\.ingress\.kubernetes\.io\/(affinity|affinity-mode|session-cookie-name|upstream-hash-by)$/,
  /^nginx\.(org|com)\/(sticky-cookie-services|lb-method)$/,
  /^traefik\.ingress\.kubernetes\.io\/(affinity|service\.sticky\.cookie(\.name)?)$/,
  /^(haproxy\.org|haproxy\.com|ingress\.kubernetes\.io)\/cookie-persist[ae]nce$/,
  /^(haproxy-ingress\.github\.io|ingress\.kubernetes\.io)\/(affinity|session-cookie-name|session-cookie-strategy)$/,
];

/** What annotations say of sessions, by name; all others are dropped. Values are people's text, so they are redacted. */
export function stickinessOf(annotations: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const kept = Object.entries(annotations).filter(([name]) => sticky.some((shape) => shape.test(name)));
  return Object.fromEntries(kept.map(([name, value]) => [name, redactText(value.slice(0, 256))]));
}
