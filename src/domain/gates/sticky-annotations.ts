/**
 * Annotations that tie a session to a pod, by ingress controller (facts §3, row 16), and what their values must look like
 * to do so. `affinity-mode` without `affinity` does nothing yet says what was meant. Names and times of a cookie
 * are left out: alone they do nothing.
 */
const dialects: readonly { readonly name: RegExp; readonly value?: RegExp }[] = [
  { name: /^nginx\.ingress\.kubernetes\.io\/(?:affinity|affinity-mode|upstream-hash-by)$/ },
  { name: /^nginx\.(?:org|com)\/sticky-cookie-services$/ },
  { name: /^nginx\.(?:org|com)\/lb-method$/, value: /^(?:ip_hash|hash\b)/ },
  { name: /^traefik\.ingress\.kubernetes\.io\/(?:affinity|service\.sticky\.cookie)$/ },
  // The old documents of HAProxy Technologies spell it with an a.
  { name: /^(?:haproxy\.org|haproxy\.com|ingress\.kubernetes\.io)\/cookie-persist[ae]nce(?:-no-dynamic)?$/ },
  { name: /^(?:haproxy-ingress\.github\.io|ingress\.kubernetes\.io)\/affinity$/ },
];

const off = /^(?:|false|no|off|none|disabled?)$/i;

/** The annotations of an Ingress or a Service that stick sessions to pods, as `name: value`. */
export function stickyAnnotations(annotations: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(annotations)
    .filter(([name, value]) => sticks(name, value.trim()))
    .map(([name, value]) => `${name}: ${value}`);
}

/** The same of a text that lists them: `name: value, name: value`. A name has a slash, so a comma in a value is not taken for the next one. */
export function stickyListed(text: string): readonly string[] {
  const pairs = text.split(/, (?=[\w.-]+\/[\w.-]+: )/).map((pair) => {
    const [, name = "", value = ""] = /^([^:]*): ?(.*)$/s.exec(pair) ?? [];
    return [name, value] as const;
  });
  return stickyAnnotations(Object.fromEntries(pairs));
}

function sticks(name: string, value: string): boolean {
  return !off.test(value) && dialects.some((each) => each.name.test(name) && (each.value ?? /./).test(value));
}
