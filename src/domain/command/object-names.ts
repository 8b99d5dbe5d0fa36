const label = "[a-z0-9](?:[-a-z0-9]*[a-z0-9])?";
const subdomain = new RegExp(`^${label}(?:\\.${label})*$`);
const dnsLabel = new RegExp(`^${label}$`);

/**
 * A Kubernetes object name: a DNS-1123 subdomain of at most 253 characters.
 * The length is looked at first, so that hostile input costs nothing.
 * https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
export function isObjectName(text: string): boolean {
  return text.length <= 253 && subdomain.test(text);
}

/** An environment's name: a DNS-1123 label of at most 63 characters, because it becomes a folder and a part of a branch. */
export function isEnvironmentName(text: string): boolean {
  return text.length <= 63 && dnsLabel.test(text);
}
