import { appInGit, application } from "../../../bench/preflight-cluster.ts";
import type { FileTree } from "../../../src/domain/file-tree.ts";
import { type Planted, type Shape, secretsOf } from "./secret-shapes.ts";

/** Where people put secrets in Git although they should not. The first three stand in the workload itself. */
export const gitPlaces = [
  "env values in Git",
  "arguments in Git",
  "annotations of the pod template in Git",
  "annotations of the workload in Git",
  "a ConfigMap in Git",
  "a Secret in Git",
] as const;

/** The repository of bench/preflight-cluster.ts's app with secrets of those shapes in its manifests. */
export function plantedRepository(shapes: readonly Shape[]): {
  readonly files: FileTree;
  readonly planted: readonly Planted[];
} {
  const planted = new Map(gitPlaces.map((place) => [place, secretsOf(place, shapes)]));
  const texts = (place: (typeof gitPlaces)[number]) => (planted.get(place) ?? []).map(({ text }) => text);
  const named = (values: readonly string[], name: string) =>
    Object.fromEntries(values.map((value, number) => [`${name}${number}`, value]));
  const [deployment, ...others] = appInGit;
  if (deployment === undefined) throw new Error("the app has no Deployment");
  const spec = deployment["spec"] as { readonly template: { readonly metadata: object; readonly spec: object } };
  const pod = spec.template.spec as { readonly containers: readonly object[] };
  const [first, ...rest] = pod.containers;
  const container = {
    ...first,
    env: texts("env values in Git").map((value, number) => ({ name: `DB_PASSWORD_${number}`, value })),
    args: texts("arguments in Git"),
  };
  const template = {
    metadata: { ...spec.template.metadata, annotations: named(texts("annotations of the pod template in Git"), "n/a") },
    spec: { ...pod, containers: [container, ...rest] },
  };
  const objects = [
    {
      ...deployment,
      metadata: { ...deployment.metadata, annotations: named(texts("annotations of the workload in Git"), "n/w") },
      spec: { ...spec, template },
    },
    ...others,
    {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { namespace: "shop", name: "settings" },
      data: named(texts("a ConfigMap in Git"), "key"),
    },
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { namespace: "shop", name: "passwords" },
      stringData: named(texts("a Secret in Git"), "key"),
    },
  ];
  return {
    planted: [...planted.values()].flat(),
    files: new Map([
      ["argocd/shop.yaml", JSON.stringify(application)],
      ["apps/shop/kustomization.yaml", JSON.stringify({ resources: ["app.yaml"] })],
      ["apps/shop/app.yaml", objects.map((object) => JSON.stringify(object)).join("\n---\n")],
    ]),
  };
}
