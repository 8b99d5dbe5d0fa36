import { readFile } from "node:fs/promises";
import { delimiter, dirname, isAbsolute, join } from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { parse } from "yaml";
import { UserError } from "../../app/errors.ts";
import { isObject, type Json, type JsonObject, listAt, stringAt } from "../../domain/manifest.ts";

/** Where a cluster's address and credentials are: a kubeconfig (several files as kubectl takes them), or the pod we run in. */
export type Credentials =
  | { readonly kubeconfig: string; readonly context: string | undefined }
  | { readonly kubeconfig: undefined };

/**
 * The cluster and user that the credentials name. Throws UserError naming the file and the problem. Loaded on demand:
 * the library costs 85 MB and half a second, which work without a cluster need not pay.
 */
export async function loadKubeConfig(credentials: Credentials): Promise<KubeConfig> {
  const { KubeConfig } = await import("@kubernetes/client-node");
  const config = new KubeConfig();
  if (credentials.kubeconfig === undefined) {
    config.loadFromCluster();
    return config;
  }
  const files = credentials.kubeconfig.split(delimiter).filter((file) => file !== "");
  for (const file of files) {
    const one = new KubeConfig();
    try {
      one.loadFromString(JSON.stringify(withLiveTokenFiles(await readConfig(file), dirname(file))));
      one.makePathsAbsolute(dirname(file));
      config.mergeConfig(one, config.contexts.length > 0); // as kubectl does: the first file's current context stands
    } catch (cause) {
      if (cause instanceof UserError) throw cause;
      throw broken(file, cause instanceof Error ? cause.message : "it cannot be read", cause);
    }
  }
  choose(config, credentials.context, credentials.kubeconfig);
  return config;
}

async function readConfig(file: string): Promise<JsonObject> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    const gone = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw broken(file, gone ? "there is no such file" : "it cannot be read", cause);
  });
  let content: Json | undefined;
  try {
    content = parse(text) as Json;
  } catch {
    throw broken(file, "it is not YAML"); // the parser quotes the line, which may hold a token
  }
  if (!isObject(content) || !Array.isArray(content["contexts"])) throw broken(file, "it has no `contexts`");
  return content;
}

/** The library reads `token-file` once, for ever; written as its own provider the file is read again every minute. */
function withLiveTokenFiles(content: JsonObject, folder: string): JsonObject {
  const users = listAt(content["users"]).map((entry): Json => {
    const user = isObject(entry) && isObject(entry["user"]) ? entry["user"] : undefined;
    const file = stringAt(user?.["tokenFile"]) ?? stringAt(user?.["token-file"]);
    if (!isObject(entry) || user === undefined || file === undefined) return entry;
    const { tokenFile: _, "token-file": __, ...rest } = user;
    const provider = { name: "tokenFile", config: { tokenFile: isAbsolute(file) ? file : join(folder, file) } };
    return { ...entry, user: { ...rest, "auth-provider": provider } };
  });
  return { ...content, users };
}

function choose(config: KubeConfig, wanted: string | undefined, file: string): void {
  const name = wanted ?? config.getCurrentContext();
  const context = name ? config.getContextObject(name) : null;
  if (context === null) {
    const all = config.getContexts().map((each) => each.name);
    throw broken(file, `it has no context \`${name || "(none is current)"}\`, only ${all.join(", ") || "none at all"}`);
  }
  config.setCurrentContext(context.name);
  const cluster = config.getCurrentCluster();
  if (cluster === null) throw broken(file, `the cluster of context \`${context.name}\` is not in it`);
  if (context.user && config.getCurrentUser() === null)
    throw broken(file, `the user of context \`${context.name}\` is not in it`);
  // Without any user the library leaves out the certificates of the cluster as well.
  if (!context.user) {
    config.addUser({ name: "anonymous" });
    config.contexts = config.contexts.map((each) =>
      each.name === context.name ? { ...each, user: "anonymous" } : each,
    );
  }
  if (cluster.server.startsWith("http:") && !cluster.skipTLSVerify) {
    throw broken(
      file,
      `the server of context \`${context.name}\` is http:, which needs insecure-skip-tls-verify: true`,
    );
  }
  if (cluster.proxyUrl && !/^https?:/.test(cluster.proxyUrl)) {
    throw broken(file, `the proxy-url of context \`${context.name}\` is neither http: nor https:`);
  }
}

function broken(file: string, problem: string, cause?: unknown): UserError {
  return new UserError(
    `The kubeconfig \`${file}\` cannot be used: ${problem}.`,
    "Check KUBECONFIG; `kubectl config view` shows what kubectl makes of it.",
    { cause },
  );
}
