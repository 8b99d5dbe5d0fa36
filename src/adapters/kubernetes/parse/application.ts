import { z } from "zod";
import { applicationFrom } from "../../../domain/catalogue/application-from.ts";
import type { LiveApplication } from "../../../domain/cluster.ts";
import type { JsonObject } from "../../../domain/manifest.ts";
import { redactText } from "../../../domain/redact.ts";
import { list, maybe, owner, texts, withoutNulls } from "./fields.ts";

/** An address may carry a login (`https://user:token@host/…`): who logs in says nothing about which repository it is. */
const address = z
  .string()
  .transform((url) => url.replace(/^(https?:\/\/)[^/]*@/i, "$1").replace(/^([a-z+]+:\/\/)[^/@:]*:[^/]*@/i, "$1"));

/** `spec.source.kustomize` without the text of patches, which may hold env values; that there are some is kept. */
const kustomize = z.object({
  namePrefix: z.string().optional(),
  nameSuffix: z.string().optional(),
  namespace: z.string().optional(),
  version: z.string().optional(),
  images: z.array(z.string()).optional(),
  replicas: z.array(z.object({ name: z.string(), count: z.union([z.number(), z.string()]) })).optional(),
  components: z.array(z.string()).optional(),
  commonLabels: z.record(z.string(), z.string()).optional(),
  labelWithoutSelector: z.boolean().optional(),
  labelIncludeTemplates: z.boolean().optional(),
  forceCommonLabels: z.boolean().optional(),
  patches: z
    .array(z.object({ path: z.string().optional(), target: z.record(z.string(), z.unknown()).optional() }))
    .optional(),
});

/** Of Helm and of plugins only that they are used: their values and env never come in. */
const isUsed = z
  .record(z.string(), z.unknown())
  .transform((value) => (Object.keys(value).length > 0 ? { used: true } : {}));

const source = z.object({
  repoURL: address.optional(),
  targetRevision: z.string().optional(),
  path: z.string().optional(),
  chart: z.string().optional(),
  ref: z.string().optional(),
  kustomize: kustomize.optional(),
  helm: isUsed.optional(),
  plugin: isUsed.optional(),
  directory: z
    .object({ recurse: z.boolean().optional(), include: z.string().optional(), exclude: z.string().optional() })
    .optional(),
});

const syncPolicy = z.object({
  automated: z
    .object({
      prune: z.boolean().optional(),
      selfHeal: z.boolean().optional(),
      allowEmpty: z.boolean().optional(),
      enabled: z.boolean().optional(),
    })
    .optional(),
  syncOptions: z.array(z.string()).optional(),
  retry: z
    .object({
      limit: z.number().optional(),
      backoff: z
        .object({ duration: z.string().optional(), factor: z.number().optional(), maxDuration: z.string().optional() })
        .optional(),
    })
    .optional(),
});

/** A jq expression with the names of fields that it goes through, and without the values that it compares with. */
const jqPath = z
  .string()
  .transform((path) => redactText(path.replace(/(?<![.[\\])"(?:[^"\\]|\\.)*"/g, '"[redacted]"')));

/** Which fields are not compared. */
const ignoreDifferences = z.array(
  z.object({
    group: z.string().optional(),
    kind: z.string().optional(),
    name: z.string().optional(),
    namespace: z.string().optional(),
    jsonPointers: z.array(z.string()).optional(),
    jqPathExpressions: z.array(jqPath).optional(),
    managedFieldsManagers: z.array(z.string()).optional(),
  }),
);

const spec = z.object({
  project: z.string().optional(),
  destination: z
    .object({ server: z.string().optional(), name: z.string().optional(), namespace: z.string().optional() })
    .optional(),
  source: source.optional(),
  sources: z.array(source).optional(),
  sourceHydrator: z
    .object({
      drySource: source.optional(),
      syncSource: z.object({ targetBranch: z.string().optional(), path: z.string().optional() }).optional(),
    })
    .optional(),
  syncPolicy: syncPolicy.optional(),
  ignoreDifferences: ignoreDifferences.optional(),
});

const status = z.object({
  sourceType: maybe(z.string()),
  sourceTypes: list(z.string()),
  sync: maybe(z.object({ status: maybe(z.string()), revision: maybe(z.string()) })),
  health: maybe(z.object({ status: maybe(z.string()) })),
  operationState: maybe(z.object({ phase: maybe(z.string()) })),
});

/** An Argo CD Application: its spec by the same reading as in Git, after everything that is not on the list is gone. */
export const applicationSchema = z
  .object({
    metadata: z.object({
      name: z.string(),
      namespace: z.string(),
      uid: z.string(),
      resourceVersion: z.string(),
      labels: texts,
      annotations: texts,
      ownerReferences: owner,
    }),
    spec: z.preprocess(withoutNulls, spec),
    status: maybe(status),
    operation: maybe(z.object({})),
  })
  .transform(({ metadata, spec: wanted, status: seen, operation }): LiveApplication => {
    const { name, namespace, labels, annotations } = metadata;
    return {
      ...applicationFrom({ metadata: { name, namespace, labels }, spec: wanted as JsonObject }),
      uid: metadata.uid,
      resourceVersion: metadata.resourceVersion,
      owner: metadata.ownerReferences,
      trackedBy: trackedBy(annotations, labels),
      sourceType: seen?.sourceType || seen?.sourceTypes[0],
      sync: seen?.sync?.status || undefined,
      revision: seen?.sync?.revision || undefined,
      health: seen?.health?.status || undefined,
      operationPhase: seen?.operationState?.phase || undefined,
      operationRequested: operation !== undefined,
    };
  });

/** The app in front of `<app>:<group>/<kind>:<namespace>/<name>`, or of the label that older Argo CD tracks by. */
function trackedBy(
  annotations: Readonly<Record<string, string>>,
  labels: Readonly<Record<string, string>>,
): string | undefined {
  const tracking = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  return tracking || labels["app.kubernetes.io/instance"] || labels["argocd.argoproj.io/instance"] || undefined;
}
