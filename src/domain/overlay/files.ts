import { digest } from "../canonical.ts";
import type { FileHeader } from "../file-header.ts";
import { type JsonObject, listAt, type Manifest, objectAt } from "../manifest.ts";
import type { CommentedDocument, OverlayFile } from "../overlay-file.ts";
import type { ChosenStrategy } from "../plan.ts";
import type { Settings } from "../settings.ts";
import { type Addition, type Intent, withIntents } from "./intent.ts";
import { find, type Overlay } from "./overlay.ts";
import { patchDocument } from "./patch.ts";
import { type OverlayPaths, relativeFolder } from "./paths.ts";
import { withoutHashes } from "./standby.ts";

/** The generated files of both stages, in the order people read them. */
export function overlayFiles(
  overlay: Overlay,
  base: readonly Manifest[],
  paths: OverlayPaths,
  header: FileHeader,
): { readonly primaryOnly: readonly OverlayFile[]; readonly dualLane: readonly OverlayFile[] } {
  const first = overlay.intents.filter(({ stage }) => stage === "primary-only");
  const second = overlay.intents.filter(({ stage }) => stage === "dual-lane");
  const afterFirst = withIntents(base, first);
  const additions = overlay.additions.map(({ written }) => written);
  const standby: readonly OverlayFile[] =
    overlay.additions.length === 0
      ? []
      : [
          {
            path: `${paths.dualLane}/standby.yaml`,
            template: "standby",
            header,
            why: [
              "The standby: a complete workload of its own with zero replicas, ready on the secondary node. Nothing runs here until a failover.",
            ],
            documents: overlay.additions.map(({ written, comments }) => ({ value: written, comments })),
          },
        ];
  return {
    primaryOnly: [
      {
        path: `${paths.primaryOnly}/kustomization.yaml`,
        template: "kustomization",
        header,
        why: [
          "Stage 1 of 2, primary-only: the app as it is today, made ready for two nodes, and still on the primary node only.",
        ],
        documents: [
          kustomization([relativeFolder(paths.primaryOnly, paths.base)], "patch-topology-and-anti-affinity.yaml", []),
        ],
      },
      {
        path: `${paths.primaryOnly}/patch-topology-and-anti-affinity.yaml`,
        template: "patch",
        header,
        why: ["What stage 1 changes on the objects of the base, and nothing else."],
        documents: patches(first, base),
      },
    ],
    dualLane: [
      {
        path: `${paths.dualLane}/kustomization.yaml`,
        template: "kustomization",
        header,
        why: ["Stage 2 of 2, dual-lane, APPROVAL REQUIRED: stage 1, and the way onto the secondary node."],
        documents: [
          kustomization(
            ["../primary-only", ...(standby.length > 0 ? ["standby.yaml"] : [])],
            "patch-toleration-and-affinity.yaml",
            overlay.additions.flatMap(imageFollows),
          ),
        ],
      },
      {
        path: `${paths.dualLane}/patch-toleration-and-affinity.yaml`,
        template: "patch",
        header,
        why: ["What stage 2 adds to stage 1: reach to the secondary node, and nothing else."],
        documents: patches([...second, ...overlay.additionPatches], [...afterFirst, ...additions]),
      },
      ...standby,
    ],
  };
}

function patches(intents: readonly Intent[], before: readonly Manifest[]): readonly CommentedDocument[] {
  return intents.flatMap((intent) => {
    const manifest = find(before, intent.object);
    return manifest === undefined || intent.fields.length === 0 ? [] : [patchDocument(intent, manifest)];
  });
}

function kustomization(
  resources: readonly string[],
  patch: string,
  replacements: readonly JsonObject[],
): CommentedDocument {
  return {
    value: {
      apiVersion: "kustomize.config.k8s.io/v1beta1",
      kind: "Kustomization",
      resources,
      patches: [{ path: patch }],
      ...(replacements.length === 0 ? {} : { replacements }),
    },
    comments:
      replacements.length === 0
        ? []
        : [
            {
              path: ["replacements"],
              text: "The standby runs the image that the primary runs: a bump of the one is a bump of both.",
            },
          ],
  };
}

function imageFollows({ follows, written }: Addition): readonly JsonObject[] {
  const pod = objectAt(objectAt(objectAt(written["spec"])["template"])["spec"]);
  return ["initContainers", "containers"].flatMap((list) =>
    listAt(pod[list])
      .filter((container) => objectAt(container)["image"] !== undefined)
      .map((container) => {
        const field = `spec.template.spec.${list}.[name=${String(objectAt(container)["name"])}].image`;
        const named = (name: string): JsonObject => ({
          kind: follows.kind,
          name,
          ...(follows.namespace === undefined ? {} : { namespace: follows.namespace }),
        });
        return {
          source: { ...named(follows.name), fieldPath: field },
          targets: [{ select: named(written.metadata.name), fieldPaths: [field] }],
        };
      }),
  );
}

/** Objects beside the workloads that an overlay reads: who scales them, and who guards them. */
const alsoRead = ["HorizontalPodAutoscaler", "ScaledObject", "PodDisruptionBudget"];

/**
 * Twelve hex digits over what the overlay was made from: a later look sees that the base has moved on. Images and
 * hashes of generated names are left out, because a bump of them changes nothing that an overlay decides.
 */
export function inputsDigest(
  settings: Settings,
  strategy: ChosenStrategy,
  workloads: readonly Manifest[],
  objects: readonly Manifest[],
): string {
  const choices = strategy.workloads.map(({ kind, namespace, name, strategy: chosen }) => ({
    kind,
    namespace,
    name,
    chosen,
  }));
  const read = objects.filter(({ kind }) => alsoRead.includes(kind));
  return digest(
    {
      lanes: settings.lanes,
      choices,
      workloads: workloads.map((manifest) => withoutImages(withoutHashes(manifest, objects))),
      read,
    },
    12,
  );
}

function withoutImages(manifest: Manifest): unknown {
  const spec = objectAt(manifest["spec"]);
  const pod = objectAt(objectAt(spec["template"])["spec"]);
  const bare = (list: "containers" | "initContainers") =>
    listAt(pod[list]).map((container) => ({ ...objectAt(container), image: undefined }));
  return {
    ...manifest,
    spec: {
      ...spec,
      template: {
        ...objectAt(spec["template"]),
        spec: { ...pod, containers: bare("containers"), initContainers: bare("initContainers") },
      },
    },
  };
}
