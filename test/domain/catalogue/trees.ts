import { stringify } from "yaml";
import type { Application, Catalogue, DeclaredApplication, Source } from "../../../src/domain/application.ts";
import type { LiveApplication } from "../../../src/domain/cluster.ts";
import type { FileTree } from "../../../src/domain/file-tree.ts";
import type { RepositoryIdentity } from "../../../src/domain/snapshot.ts";

/** A tree from its files' texts. */
export function aTree(files: Readonly<Record<string, string>>): FileTree {
  return new Map(Object.entries(files));
}

export const homelab: RepositoryIdentity = {
  fullName: "acme/homelab",
  urls: ["https://github.com/acme/homelab"],
  branch: "main",
  defaultBranch: "main",
  commit: "0".repeat(40),
  isPublic: false,
};

/** A folder that is no Git checkout. */
export const folder: RepositoryIdentity = {
  fullName: undefined,
  urls: [],
  branch: undefined,
  defaultBranch: undefined,
  commit: undefined,
  isPublic: false,
};

/** An Application's text; `spec` lies over a healthy kustomize app's. */
export function applicationYaml(name: string, spec: Readonly<Record<string, unknown>> = {}): string {
  return stringify({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { name, namespace: "argocd" },
    spec: {
      project: "default",
      source: { repoURL: "https://github.com/acme/homelab", targetRevision: "main", path: `apps/${name}/base` },
      destination: { server: "https://kubernetes.default.svc", namespace: name },
      ...spec,
    },
  });
}

/** An ApplicationSet's text. */
export function applicationSetYaml(
  name: string,
  generators: readonly unknown[],
  template: { readonly name: string; readonly path?: string; readonly source?: Readonly<Record<string, unknown>> },
  spec: Readonly<Record<string, unknown>> = {},
): string {
  const source = {
    repoURL: "https://github.com/acme/homelab",
    targetRevision: "main",
    path: template.path ?? "{{path}}",
  };
  return stringify({
    apiVersion: "argoproj.io/v1alpha1",
    kind: "ApplicationSet",
    metadata: { name, namespace: "argocd" },
    spec: {
      ...spec,
      generators,
      template: {
        metadata: { name: template.name },
        spec: { source: { ...source, ...template.source }, syncPolicy: {} },
      },
    },
  });
}

export function aSource(source: Partial<Source> = {}): Source {
  return {
    repoURL: "https://github.com/acme/homelab",
    targetRevision: "main",
    path: "apps/shop/base",
    chart: undefined,
    ref: undefined,
    helm: false,
    plugin: false,
    kustomize: undefined,
    directory: undefined,
    ...source,
  };
}

export function anApplication(application: Partial<DeclaredApplication> = {}): DeclaredApplication {
  return {
    name: "shop",
    namespace: "argocd",
    project: "default",
    sources: [aSource()],
    multiSource: false,
    hydrated: false,
    destination: { server: "https://kubernetes.default.svc", name: undefined, namespace: "shop" },
    automated: false,
    syncPolicy: undefined,
    syncOptions: [],
    ignoreDifferences: [],
    labels: {},
    place: { file: "argocd/apps/shop.yaml", line: 1 },
    lines: { path: 11, source: 8 },
    ...application,
  };
}

/** The Application as it runs. */
export function aLiveApplication(application: Partial<Application & LiveApplication> = {}): LiveApplication {
  const { place: _, lines: __, ...declared } = anApplication();
  return {
    ...declared,
    uid: "1",
    resourceVersion: "1",
    owner: undefined,
    trackedBy: undefined,
    sourceType: "Kustomize",
    sync: "Synced",
    revision: undefined,
    health: "Healthy",
    operationPhase: undefined,
    operationRequested: false,
    ...application,
  };
}

export function aCatalogue(catalogue: Partial<Catalogue> = {}): Catalogue {
  return { applications: [], applicationSets: [], problems: [], ...catalogue };
}
