import type { DeclaredApplication } from "./application.ts";
import type { ClusterView } from "./cluster.ts";
import type { Manifest } from "./manifest.ts";
import type { Settings } from "./settings.ts";

/** Where the files come from: a commit on GitHub, or a folder (then only what is known of it). */
export type RepositoryIdentity = {
  /** `owner/name`; undefined for a folder that is no Git checkout. */
  readonly fullName: string | undefined;
  /** URLs that mean this repository, any spelling. */
  readonly urls: readonly string[];
  readonly branch: string | undefined;
  readonly defaultBranch: string | undefined;
  readonly commit: string | undefined;
  readonly isPublic: boolean;
};

/** How the cluster was looked at. Offline: two nodes with the settings' lanes are assumed and live gates say unknown. */
export type Observation = { readonly mode: "live"; readonly cluster: ClusterView } | { readonly mode: "offline" };

/** Everything observed about one app at one moment: all that a plan is made of. */
export type Snapshot = {
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly settings: Settings;
  readonly repository: RepositoryIdentity;
  readonly application: DeclaredApplication;
  /** The folder that Argo CD renders, without slashes at the ends; "" is the root. */
  readonly sourcePath: string;
  /** What kustomize makes of that folder today. */
  readonly base: {
    readonly objects: readonly Manifest[];
    readonly warnings: readonly string[];
    readonly kustomize: string;
  };
  /** Files of the overlay folders that exist already, by path. */
  readonly existing: ReadonlyMap<string, string>;
  /** Paths of the runbooks that stand below the settings' folder already. */
  readonly runbooks: readonly string[];
  readonly observation: Observation;
};
