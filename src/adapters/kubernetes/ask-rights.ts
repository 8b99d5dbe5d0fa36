import { z } from "zod";
import type { AccessReport } from "../../app/ports.ts";
import type { ReviewClient } from "./api-client.ts";
import type { Need } from "./needed.ts";
import { refusal, saying } from "./read-failure.ts";
import { isName, type Resource, resourceText } from "./resources.ts";

type Missing = AccessReport["missing"][number];

/** One need in one place; without a namespace in all of them, or of a kind that has none. */
export type PlacedNeed = {
  readonly need: Need;
  readonly namespace: string | undefined;
  /** Another namespace where the right will do as well. */
  readonly orIn?: string | undefined;
};

const answerSchema = z.object({ status: z.object({ allowed: z.boolean() }) });

/** Asks the server whether we have a right (SelfSubjectAccessReview). undefined: we do. Throws ReadFailure. */
export async function missingRight(
  client: ReviewClient,
  { need, namespace, orIn }: PlacedNeed,
): Promise<Missing | undefined> {
  const { verb, resource, parts } = need;
  if (await isAllowed(client, verb, resource, namespace)) return undefined;
  if (orIn !== undefined && (await isAllowed(client, verb, resource, orIn))) return undefined;
  return { right: `${verb} ${resourceText(resource)}`, where: placeText(resource, namespace), parts };
}

async function isAllowed(
  client: ReviewClient,
  verb: string,
  { group, version, resource }: Resource,
  namespace: string | undefined,
): Promise<boolean> {
  // A namespace that cannot be is nobody's, and must not be read as "all".
  if (namespace !== undefined && !isName(namespace)) return false;
  const isNamespaceItself = group === "" && resource === "namespaces" && namespace !== undefined;
  const { status, content } = await saying(
    "cannot ask for our rights",
    client.review("selfsubjectaccessreviews", {
      apiVersion: "authorization.k8s.io/v1",
      kind: "SelfSubjectAccessReview",
      spec: {
        resourceAttributes: {
          verb,
          group,
          version,
          resource,
          ...(namespace === undefined ? {} : { namespace }),
          ...(isNamespaceItself ? { name: namespace } : {}),
        },
      },
    }),
  );
  const answer = answerSchema.safeParse(content);
  if (status !== 201 || !answer.success) throw refusal("get", "our own rights", status);
  return answer.data.status.allowed;
}

/** Kinds that no namespace holds. */
const withoutNamespace = new Set([
  "nodes",
  "persistentvolumes",
  "storageclasses",
  "volumeattachments",
  "csinodes",
  "runtimeclasses",
]);

function placeText({ group, resource }: Resource, namespace: string | undefined): string {
  if (namespace !== undefined) return `in namespace ${namespace}`;
  return withoutNamespace.has(resource) && group !== "longhorn.io" ? "cluster-wide" : "in all namespaces";
}
