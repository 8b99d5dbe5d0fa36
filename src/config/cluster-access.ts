/** One cluster that this server may look at: how to reach it, and who may ask for it. */
export type ClusterAccess = {
  /** The name that the repositories' settings use. */
  readonly name: string;
  /** A kubeconfig, or several with the system's path separator; undefined: the pod's own service account, if any. */
  readonly kubeconfig: string | undefined;
  /** undefined: the kubeconfig's current context. */
  readonly context: string | undefined;
  readonly inCluster: boolean;
  /** undefined: Argo CD's Applications are read from the cluster only. */
  readonly argocd: { readonly server: string; readonly token: ArgoToken } | undefined;
  /** `owner/name` or `owner/*`; undefined: every repository that the App is installed in. */
  readonly repositories: readonly string[] | undefined;
  /** Other addresses of repositories: URL to `owner/name`. */
  readonly aliases: Readonly<Record<string, string>>;
  /** How Applications may name this cluster as their destination: server URLs and names. */
  readonly destinations: readonly string[];
};

/** A token file is read at each use, because it is rotated. */
export type ArgoToken = { readonly value: string } | { readonly file: string };

/** Argo CD's names for the cluster that it runs in. */
export const ownDestinations: readonly string[] = ["https://kubernetes.default.svc", "in-cluster"];

/** True when the repository (`owner/name`) may use the cluster; case does not count, as on GitHub. */
export function mayUse({ repositories }: ClusterAccess, repository: string): boolean {
  const asked = repository.toLowerCase();
  return (
    repositories === undefined ||
    repositories
      .map((entry) => entry.toLowerCase())
      .some((entry) => entry === asked || (entry.endsWith("/*") && asked.startsWith(entry.slice(0, -1))))
  );
}
