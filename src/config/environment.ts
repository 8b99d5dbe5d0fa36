import { readFileSync } from "node:fs";
import type { z } from "zod";
import { nearest } from "../domain/command/nearest.ts";
import { type ClusterAccess, ownDestinations } from "./cluster-access.ts";
import { readClustersFile } from "./clusters-file.ts";
import { privateKeyOf } from "./private-key.ts";
import { fileOf, type ReadFile } from "./variable-file.ts";
import { commandLineVariables, environmentReference, serverVariables } from "./variables.ts";

/** What the command line needs of the environment: no GitHub keys. */
export type CommandLineEnvironment = {
  /** One called `default` without LANEKEEPER_CLUSTERS; empty when no cluster is configured. */
  readonly clusters: readonly ClusterAccess[];
  /** A folder of recordings used in the clusters' place. */
  readonly snapshots: string | undefined;
  readonly kustomizeBin: string | undefined;
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal";
};

/** What the server needs. */
export type ServerEnvironment = CommandLineEnvironment & {
  readonly appId: number;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  readonly webhookPath: string;
  readonly host: string;
  readonly port: number;
  readonly gheHost: string | undefined;
  /** A base URL without a slash at its end; undefined: GitHub's, or that of `gheHost`. */
  readonly githubApiUrl: string | undefined;
  /** `githubApiUrl` names a stand-in: GitHub itself never speaks plain http. */
  readonly isStandIn: boolean;
  readonly dataDirectory: string;
  readonly managementHost: string;
  readonly managementPort: number;
};

export type ReadEnvironment<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Environment variables by name; an empty one is taken as not set. */
export type Variables = Readonly<Record<string, string | undefined>>;

/**
 * The server's settings. All problems at once, in words, each naming its variable and never a value, because any of
 * them may be a secret in the wrong place.
 */
export function serverEnvironment(
  env: Variables = process.env,
  readFile: ReadFile = readText,
): ReadEnvironment<ServerEnvironment> {
  const given = withoutEmpty(env);
  const parsed = serverVariables.safeParse(given);
  const key = privateKeyOf(given, readFile);
  const shared = sharedPart(given, readFile);
  const problems = [
    ...(parsed.success ? [] : zodProblems(parsed.error)),
    ...key.problems,
    ...shared.problems,
    ...samePort(given),
    ...misspelt(given),
  ];
  if (!parsed.success || key.pem === undefined || problems.length > 0)
    return { ok: false, problems: ordered(problems) };
  const { data } = parsed;
  return {
    ok: true,
    value: {
      ...shared.value,
      kustomizeBin: data.KUSTOMIZE_BIN,
      logLevel: data.LOG_LEVEL,
      appId: data.APP_ID,
      privateKey: key.pem,
      webhookSecret: data.WEBHOOK_SECRET,
      webhookPath: data.WEBHOOK_PATH,
      host: data.HOST,
      port: data.PORT,
      gheHost: data.GHE_HOST,
      githubApiUrl: data.GITHUB_API_URL,
      isStandIn: data.GITHUB_API_URL?.startsWith("http:") ?? false,
      dataDirectory: data.LANEKEEPER_DATA,
      managementHost: data.MANAGEMENT_HOST,
      managementPort: data.MANAGEMENT_PORT,
    },
  };
}

/** The command line's settings, in the same manner. */
export function commandLineEnvironment(
  env: Variables = process.env,
  readFile: ReadFile = readText,
): ReadEnvironment<CommandLineEnvironment> {
  const given = withoutEmpty(env);
  const parsed = commandLineVariables.safeParse(given);
  const shared = sharedPart(given, readFile);
  const problems = [...(parsed.success ? [] : zodProblems(parsed.error)), ...shared.problems, ...misspelt(given)];
  if (!parsed.success || problems.length > 0) return { ok: false, problems: ordered(problems) };
  return {
    ok: true,
    value: { ...shared.value, kustomizeBin: parsed.data.KUSTOMIZE_BIN, logLevel: parsed.data.LOG_LEVEL },
  };
}

type Shared = {
  readonly problems: readonly string[];
  readonly value: Pick<CommandLineEnvironment, "clusters" | "snapshots">;
};

/** Clusters and what stands in their place. */
function sharedPart(env: Variables, readFile: ReadFile): Shared {
  const { ARGOCD_SERVER, ARGOCD_AUTH_TOKEN: token, LANEKEEPER_CLUSTERS: file, KUBECONFIG: kubeconfig } = env;
  const server = commandLineVariables.shape.ARGOCD_SERVER.safeParse(ARGOCD_SERVER).data;
  const problems = [
    ...(ARGOCD_SERVER !== undefined && token === undefined
      ? ["ARGOCD_AUTH_TOKEN is missing: ARGOCD_SERVER needs it"]
      : []),
    ...(ARGOCD_SERVER === undefined && token !== undefined
      ? ["ARGOCD_SERVER is missing: ARGOCD_AUTH_TOKEN is of no use without it"]
      : []),
  ];
  const argocd = server === undefined || token === undefined ? undefined : { server, token: { value: token } };
  const inCluster = kubeconfig === undefined && env.KUBERNETES_SERVICE_HOST !== undefined;
  const defaults = { kubeconfig, inCluster, argocd };
  const snapshots = env.LANEKEEPER_SNAPSHOTS;
  if (file !== undefined) {
    const read = fileOf("LANEKEEPER_CLUSTERS", file, readFile);
    if (!read.ok) return { problems: [...problems, read.problem], value: { clusters: [], snapshots } };
    const answer = readClustersFile(read.text, file, defaults);
    if (answer.ok) return { problems, value: { clusters: answer.clusters, snapshots } };
    return {
      problems: [...problems, ...answer.problems.map((problem) => `LANEKEEPER_CLUSTERS, ${problem}`)],
      value: { clusters: [], snapshots },
    };
  }
  const only = {
    ...defaults,
    name: "default",
    context: undefined,
    repositories: undefined,
    aliases: {},
    destinations: ownDestinations,
  };
  return { problems, value: { clusters: kubeconfig !== undefined || inCluster ? [only] : [], snapshots } };
}

function readText(path: string): string {
  return readFileSync(path, "utf8");
}

function samePort({ PORT = "3000", MANAGEMENT_PORT = "8081" }: Variables): string[] {
  return PORT === MANAGEMENT_PORT && PORT !== "0"
    ? ["MANAGEMENT_PORT must differ from PORT: what is private must not listen where GitHub does"]
    : [];
}

/** A variable of ours under a slightly wrong name would silently do nothing. */
function misspelt(env: Variables): string[] {
  const known = environmentReference.map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => /^(LANEKEEPER|MANAGEMENT)_/.test(name) && !known.includes(name))
    .flatMap((name) => {
      const near = nearest(name, known);
      return near === undefined ? [] : [`${name} is not a variable of Lanekeeper; did you mean ${near}?`];
    });
}

function withoutEmpty(env: Variables): Variables {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
}

/** One problem a variable: the first is the one to mend. */
function zodProblems(error: z.ZodError): string[] {
  const first = new Map(error.issues.toReversed().map((issue) => [String(issue.path[0]), issue.message]));
  return [...first].map(([name, message]) => `${name} ${message}`);
}

/** In the order of the reference, so that the list reads like the README's table. */
function ordered(problems: readonly string[]): readonly string[] {
  const names = environmentReference.map(({ name }) => name);
  const rank = (problem: string) => {
    const index = names.indexOf(problem.split(/[ ,]/, 1)[0] ?? "");
    return index === -1 ? names.length : index;
  };
  return [...new Set(problems)].sort((a, b) => rank(a) - rank(b));
}
