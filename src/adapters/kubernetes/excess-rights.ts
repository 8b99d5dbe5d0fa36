import { z } from "zod";
import { needed } from "./needed.ts";
import { list } from "./parse/fields.ts";

const texts = list(z.string());

/** What a SelfSubjectRulesReview says of one namespace, cluster-wide rights included. */
export const rulesSchema = z.object({
  status: z.object({
    incomplete: z.boolean(),
    resourceRules: list(z.object({ verbs: texts, apiGroups: texts, resources: texts, resourceNames: texts })),
    nonResourceRules: list(z.object({ verbs: texts, nonResourceURLs: texts })),
  }),
});
type Rules = z.output<typeof rulesSchema>["status"];

export type Excess = { readonly right: string; readonly danger: string | undefined };

/** What every account may ask of itself (system:basic-user): reviews, which write nothing. */
const ofEverybody = new Set([
  "create authorization.k8s.io/selfsubjectaccessreviews",
  "create authorization.k8s.io/selfsubjectrulesreviews",
  "create authentication.k8s.io/selfsubjectreviews",
]);

/** A list shows whatever a get does, so a get beside it is nothing more. */
const used: ReadonlySet<string> = new Set(
  needed.flatMap(({ verb, resource: { group, resource } }) =>
    (verb === "list" ? ["list", "get"] : [verb]).map((each) => `${each} ${group}/${resource}`),
  ),
);

/** The rights that nothing here uses, by kind: `get, watch configmaps`. */
export function excessRights({ resourceRules, nonResourceRules }: Rules): readonly Excess[] {
  const verbsByKind = new Map<string, Set<string>>();
  for (const { apiGroups, resources, verbs } of resourceRules) {
    for (const kind of apiGroups.flatMap((group) => resources.map((resource) => `${group}/${resource}`))) {
      const beyond = verbs.filter((verb) => !used.has(`${verb} ${kind}`) && !ofEverybody.has(`${verb} ${kind}`));
      if (beyond.length > 0) verbsByKind.set(kind, new Set([...(verbsByKind.get(kind) ?? []), ...beyond]));
    }
  }
  const kinds = [...verbsByKind].map(([kind, verbs]) => excessOf(kind, [...verbs]));
  const paths = nonResourceRules
    .filter(({ verbs }) => verbs.some((verb) => verb !== "get" && verb !== "head"))
    .flatMap(({ verbs, nonResourceURLs }) =>
      nonResourceURLs.map((url) => ({ right: `${verbs.join(", ")} ${url}`, danger: "more than reading" })),
    );
  return [...kinds, ...paths];
}

function excessOf(kind: string, verbs: readonly string[]): Excess {
  const [group = "", resource = ""] = kind.split(/\/(.*)/s);
  const name = group === "*" ? `${resource} of every group` : group === "" ? resource : `${resource}.${group}`;
  return { right: `${verbs.join(", ")} ${name}`, danger: dangerOf(group, resource, verbs) };
}

const reading = new Set(["get", "list", "watch"]);
const takingRights = new Set(["escalate", "bind", "impersonate", "approve", "sign"]);
const intoPods = /^(pods\/(exec|attach|portforward|proxy|ephemeralcontainers)|(nodes|services)\/proxy)$/;

/** Why rights on a kind are worse than idle, in words; undefined: they only read what is no secret. */
function dangerOf(group: string, resource: string, verbs: readonly string[]): string | undefined {
  if (verbs.includes("*") || resource === "*" || group === "*") return "a wildcard: Secrets and writes are in it";
  const special = group === "" ? specialOf(resource) : undefined;
  const reads = verbs.some((verb) => reading.has(verb)) && group === "" ? telling[resource] : undefined;
  const takes = verbs.some((verb) => takingRights.has(verb)) ? "a way to other rights" : undefined;
  const writes =
    verbs.some((verb) => !reading.has(verb) && !takingRights.has(verb)) && !special ? "a write" : undefined;
  return [special, reads, takes, writes].filter((reason) => reason !== undefined).join("; ") || undefined;
}

const telling: Readonly<Record<string, string>> = {
  secrets: "it reads Secrets",
  configmaps: "it reads ConfigMaps, which may hold secrets",
  "pods/log": "it reads logs, which may hold secrets",
};

function specialOf(resource: string): string | undefined {
  if (resource === "serviceaccounts/token") return "a way to other accounts";
  return intoPods.test(resource) ? "a way into pods or nodes" : undefined;
}
