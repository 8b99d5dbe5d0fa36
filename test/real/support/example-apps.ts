import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import type { LabObject } from "./lab-client.ts";
import { labPrograms } from "./lab-programs.ts";

/** An Application of the example repository, as Argo CD would make it, and the objects that it deploys. */
export type ExampleApp = {
  readonly application: LabObject;
  readonly namespaces: readonly string[];
  readonly objects: readonly LabObject[];
  /** False where the objects come from elsewhere, as a Helm chart's do. */
  readonly isRendered: boolean;
};

export const home = join(import.meta.dirname, "../../../examples/homelab");

type Spec = {
  readonly source?: { readonly path: string };
  readonly destination: { readonly namespace: string };
  readonly template?: unknown;
};

/** Every app of the repository. */
export function exampleApps(): readonly ExampleApp[] {
  const declared = readdirSync(join(home, "argocd/apps")).flatMap((file) => documents(join(home, "argocd/apps", file)));
  const flat = declared.flatMap((object) => (object.kind === "List" ? (object["items"] as LabObject[]) : [object]));
  const tracked = flat
    .filter(({ kind }) => kind === "Application")
    .map((application) => ({
      ...application,
      metadata: {
        ...application.metadata,
        annotations: {
          "argocd.argoproj.io/tracking-id": `root:argoproj.io/Application:argocd/${application.metadata.name}`,
        },
      },
    }));
  const generated = flat.filter(({ kind }) => kind === "ApplicationSet").flatMap(childrenOf);
  return [...documents(join(home, "argocd/root.yaml")), ...tracked, ...generated].map(appOf);
}

/** The children of the one ApplicationSet: one for each folder below metrics/. */
function childrenOf(set: LabObject): readonly LabObject[] {
  const { template } = set["spec"] as { template: { spec: Spec } };
  return readdirSync(join(home, "metrics")).map((folder) => ({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: {
      namespace: "argocd",
      name: `metrics-${folder}`,
      ownerReferences: [
        {
          apiVersion: set.apiVersion,
          kind: set.kind,
          name: set.metadata.name,
          uid: "6f1f7a58-9d0c-4c55-8f5e-1f0a6c1f9b11",
          controller: true,
        },
      ],
    },
    spec: { ...template.spec, source: { ...template.spec.source, path: `metrics/${folder}` } },
  }));
}

function appOf(application: LabObject): ExampleApp {
  const { source, destination } = application["spec"] as Spec;
  const path = join(home, source?.path ?? "");
  const isRendered = source !== undefined;
  // The app of apps deploys the Applications, which are there already.
  const rendered = !isRendered || application.metadata.name === "root" ? [] : render(path);
  const objects = (rendered ?? []).map((object) => ({
    ...object,
    metadata: { namespace: destination.namespace, ...object.metadata },
  }));
  const kind = existsSync(join(path, "kustomization.yaml")) ? "Kustomize" : "Directory";
  const status = {
    ...(isRendered ? { sourceType: kind } : { sourceTypes: ["Helm", "Directory"] }),
    health: { status: "Healthy" },
    // A source that does not build leaves Argo CD without an opinion.
    ...(rendered === undefined
      ? { sync: { status: "Unknown" } }
      : { sync: { status: "Synced", revision }, operationState: { phase: "Succeeded" } }),
  };
  const namespaces = [...new Set([destination.namespace, ...objects.map(({ metadata }) => metadata.namespace)])];
  return { application: { ...application, status }, namespaces, objects, isRendered };
}

/** The commit that everything is synced to. */
const revision = "5d1c0b6f0e7f4c1d9a3b8e2f6a7c4d5e8f901234";

/** undefined: kustomize refuses it. */
function render(path: string): readonly LabObject[] | undefined {
  if (!existsSync(join(path, "kustomization.yaml"))) {
    return readdirSync(path)
      .filter((file) => file.endsWith(".yaml"))
      .flatMap((file) => documents(join(path, file)));
  }
  try {
    return parse(
      execFileSync(join(labPrograms(), "kustomize"), ["build", path], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
      }),
    );
  } catch {
    return undefined;
  }
}

function documents(file: string): readonly LabObject[] {
  return parse(readFileSync(file, "utf8"));
}

function parse(text: string): readonly LabObject[] {
  return parseAllDocuments(text)
    .map((document) => document.toJS() as LabObject | null)
    .filter((object) => object !== null);
}
