import { dirname, resolve } from "node:path";
import { z } from "zod";
import type { JsonObject } from "../domain/manifest.ts";
import { type ClusterAccess, ownDestinations } from "./cluster-access.ts";
import { pathText, problemsOf } from "./issues.ts";
import { named, nameProblems } from "./map-names.ts";
import { httpUrl } from "./url.ts";
import { readYaml } from "./yaml-file.ts";

const repository = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/[A-Za-z0-9._-]+$/, "must read owner/name");

const cluster = z.strictObject({
  context: z.string().min(1, "must not be empty").optional(),
  argocd: z.strictObject({ server: httpUrl, tokenFile: z.string().min(1, "must not be empty") }).optional(),
  repositories: z
    .array(z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]*\/([A-Za-z0-9._-]+|\*)$/, "must read owner/name or owner/*"))
    .min(1, "must name the repositories that may use the cluster"),
  aliases: z.record(z.string(), repository).default({}),
  destinations: z
    .array(z.string().min(1, "must not be empty"))
    .min(1, "must not be empty")
    .default([...ownDestinations]),
});

/**
 * The file that LANEKEEPER_CLUSTERS names:
 *
 *     clusters:
 *       homelab:
 *         context: homelab                # of the kubeconfig; left out: its current context
 *         argocd: { server: argocd.example, tokenFile: /var/run/argocd/token }
 *         repositories: [acme/homelab]    # who may use the cluster; acme/* is every one of acme's
 *         aliases: { "ssh://git@mirror.lan/homelab.git": acme/homelab }
 *         destinations: ["https://kubernetes.default.svc", in-cluster]
 */
const clustersFile = z.strictObject({
  clusters: z.record(named("cluster"), cluster).refine((all) => Object.keys(all).length > 0, "names no cluster"),
});

const schema: JsonObject = JSON.parse(JSON.stringify(z.toJSONSchema(clustersFile, { io: "input" })));

/** Where clusters are reached when their entry says no more. */
export type ClusterDefaults = Pick<ClusterAccess, "kubeconfig" | "inCluster" | "argocd">;

export type ReadClustersFile =
  | { readonly ok: true; readonly clusters: readonly ClusterAccess[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the file; token files are relative to its folder. All problems at once, each with its line. */
export function readClustersFile(text: string, file: string, defaults: ClusterDefaults): ReadClustersFile {
  const read = readYaml(text, file);
  if (!read.ok) return { ok: false, problems: read.problems.map(({ line, message }) => `line ${line}: ${message}`) };
  const { value, lineOf } = read.yaml;
  const parsed = clustersFile.safeParse(value);
  const problems = [...(parsed.success ? [] : problemsOf(parsed.error, value, schema)), ...nameProblems(value, schema)];
  if (!parsed.success || problems.length > 0) {
    return {
      ok: false,
      problems: problems.map(
        ({ path, message }) =>
          `line ${lineOf(path)}: ${path.length === 0 ? "the file" : `${pathText(path)}:`} ${message}`,
      ),
    };
  }
  return {
    ok: true,
    clusters: Object.entries(parsed.data.clusters).map(
      ([name, { context, argocd, repositories, aliases, destinations }]) => ({
        ...defaults,
        name,
        context,
        argocd:
          argocd === undefined
            ? defaults.argocd
            : { server: argocd.server, token: { file: resolve(dirname(file), argocd.tokenFile) } },
        repositories,
        aliases,
        destinations,
      }),
    ),
  };
}
