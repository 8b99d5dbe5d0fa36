import type { JsonObject } from "./manifest.ts";

/** A line of a file in the repository; lines count from 1. */
export type Place = { readonly file: string; readonly line: number };

/** One entry of `spec.source` or `spec.sources`. */
export type Source = {
  readonly repoURL: string;
  readonly targetRevision: string;
  readonly path: string | undefined;
  readonly chart: string | undefined;
  readonly ref: string | undefined;
  readonly helm: boolean;
  readonly plugin: boolean;
  /** `spec.source.kustomize` as written; Argo CD applies it on top of the overlay (facts §1.5). */
  readonly kustomize: JsonObject | undefined;
  readonly directory:
    | { readonly recurse: boolean; readonly include: string | undefined; readonly exclude: string | undefined }
    | undefined;
};

/** An entry of `spec.ignoreDifferences`: fields that Argo CD leaves out when it compares; `kind` and `group` may be globs. */
export type IgnoredDifferences = {
  readonly group: string;
  readonly kind: string;
  /** undefined: any. */
  readonly name: string | undefined;
  readonly namespace: string | undefined;
  readonly jsonPointers: readonly string[];
  readonly jqPathExpressions: readonly string[];
  readonly managedFieldsManagers: readonly string[];
};

/** An Argo CD Application, as declared in Git or as it stands in the cluster. */
export type Application = {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly project: string;
  readonly sources: readonly Source[];
  /** `spec.sources` was used, `spec.sourceHydrator` was used: both are beyond a kustomize overlay. */
  readonly multiSource: boolean;
  readonly hydrated: boolean;
  readonly destination: {
    readonly server: string | undefined;
    readonly name: string | undefined;
    readonly namespace: string | undefined;
  };
  /** `automated` present and not `enabled: false` (facts §6). */
  readonly automated: boolean;
  readonly syncPolicy: JsonObject | undefined;
  readonly syncOptions: readonly string[];
  readonly ignoreDifferences: readonly IgnoredDifferences[];
  readonly labels: Readonly<Record<string, string>>;
};

/** An Application as written in a file of the repository. */
export type DeclaredApplication = Application & {
  readonly place: Place;
  /** Lines of the fields a person would have to change. */
  readonly lines: { readonly path: number | undefined; readonly source: number | undefined };
};

/** An ApplicationSet as written in a file of the repository. */
export type DeclaredApplicationSet = {
  readonly name: string;
  readonly namespace: string | undefined;
  readonly place: Place;
  /** The template's name with its placeholders (`{{path.basename}}-prod`). */
  readonly nameTemplate: string;
  /** Where the template's source path and sync policy stand. */
  readonly lines: { readonly path: number | undefined; readonly syncPolicy: number | undefined };
  /** The children that could be worked out from Git; undefined when a generator asks something outside (pull requests, clusters, …). */
  readonly children: readonly { readonly name: string; readonly path: string | undefined }[] | undefined;
  /** Globs of Git directory and file generators over this repository, with their exclusions. */
  readonly globs: readonly {
    readonly glob: string;
    readonly kind: "directories" | "files";
    readonly exclude: boolean;
  }[];
  readonly template: Application | undefined;
};

/** Every Application and ApplicationSet of a tree, and the files that could not be read. */
export type Catalogue = {
  readonly applications: readonly DeclaredApplication[];
  readonly applicationSets: readonly DeclaredApplicationSet[];
  readonly problems: readonly { readonly file: string; readonly line: number; readonly message: string }[];
};
