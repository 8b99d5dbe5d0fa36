import type { Logger } from "pino";
import { UserError } from "../app/errors.ts";
import { type ExplainedAccess, explainAccess } from "../app/explain-access.ts";
import type { Clusters } from "../app/ports.ts";
import { configuredClusters } from "./configured-clusters.ts";
import { exitCodes } from "./exit-codes.ts";
import { ownEnvironment } from "./own-environment.ts";
import type { Terminal } from "./terminal.ts";
import type { OptionValues } from "./verb.ts";

type Named = { readonly cluster: string; readonly access: ExplainedAccess };

/**
 * Prints what every configured cluster lets us do against what is needed. Gives 0: all that is needed and nothing more;
 * 1: more than needed; 3: something is missing, or could not be asked. Throws UserError when there is no cluster to ask.
 */
export async function printAccess(options: OptionValues, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<number> {
  if (options["snapshot"] !== undefined || options["offline"] === true)
    throw new UserError("--explain-access asks the cluster itself", "Leave out --snapshot and --offline.");
  const environment = ownEnvironment(env);
  const clusters = await configuredClusters(environment);
  terminal.progress("asking the API server what we may do");
  const asked = await explainedClusters(environment.clusters, clusters, namespacesOf(options));
  if (asked.length === 0)
    throw new UserError("There is no cluster to ask, only recordings", "Set KUBECONFIG or LANEKEEPER_CLUSTERS.");
  const asJson = () => asked.map(({ cluster, access }) => ({ cluster, ...access }));
  terminal.out(options["json"] === true ? JSON.stringify(asJson(), undefined, 2) : asked.map(accessText).join("\n\n"));
  return exitCodeOfAccess(asked.map(({ access }) => access));
}

/**
 * Says once, at start, where a cluster's rights differ from what is needed. Never throws: it is a hint for the
 * operator, and gates say themselves what they could not read.
 */
export async function logAccess(
  configured: readonly { readonly name: string }[],
  clusters: Clusters,
  log: Pick<Logger, "info" | "warn">,
): Promise<void> {
  try {
    for (const { cluster, access } of await explainedClusters(configured, clusters, [])) {
      const { granted, missing, excess, unasked } = access;
      if (missing.length > 0) log.warn({ cluster, missing }, "access to the cluster is missing");
      if (excess.length > 0) log.warn({ cluster, excess }, "access to the cluster is more than needed");
      if (unasked.length > 0) log.warn({ cluster, unasked }, "access to the cluster could not be asked");
      if (missing.length + excess.length + unasked.length === 0)
        log.info({ cluster, granted }, "access to the cluster is as needed");
    }
  } catch (err) {
    log.warn({ err }, "access to the cluster could not be asked");
  }
}

async function explainedClusters(
  configured: readonly { readonly name: string }[],
  clusters: Clusters,
  namespaces: readonly string[],
): Promise<readonly Named[]> {
  const all = configured.map(async ({ name }) => {
    const access = clusters.named(name, undefined)?.access;
    return access === undefined ? [] : [{ cluster: name, access: await explainAccess(access, namespaces) }];
  });
  return (await Promise.all(all)).flat();
}

function exitCodeOfAccess(all: readonly ExplainedAccess[]): number {
  if (all.some(({ excess }) => excess.length > 0)) return exitCodes.refusedOrFailing;
  const isShort = all.some(({ missing, unasked }) => missing.length + unasked.length > 0);
  return isShort ? exitCodes.unknown : exitCodes.proposed;
}

function accessText({ cluster, access }: Named): string {
  const { granted, missing, excess, unasked } = access;
  return [
    `cluster ${cluster}: ${granted} rights are as needed, ${missing.length} missing, ${excess.length} more than needed`,
    ...section(
      "missing",
      missing.map(({ right, where, parts, gates }) => {
        const without = gates.length === 0 ? "" : `; gates that cannot be answered: ${gates.join(", ")}`;
        return `${right} ${where}: unknown without it: ${parts.join(", ")}${without}`;
      }),
      "Grant what deploy/rbac.yaml grants. Where access is by namespace (deploy/rbac-namespaced.yaml), name the apps' namespaces with --namespace.",
    ),
    ...section(
      "more than needed",
      excess.map(({ right, where, danger }) => `${right} ${where}${danger === undefined ? "" : `: ${danger}`}`),
      "Take these rights away; nothing here uses them.",
    ),
    ...section("could not be asked", unasked, "Ask again, or look with `kubectl auth can-i --list`."),
  ].join("\n");
}

function section(title: string, lines: readonly string[], remedy: string): readonly string[] {
  return lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`), `  ${remedy}`];
}

function namespacesOf(options: OptionValues): readonly string[] {
  const named = options["namespace"];
  return Array.isArray(named) ? named.filter((each) => typeof each === "string") : [];
}
