import { createHash } from "node:crypto";
import type { RequestOptions } from "node:https";
import type { KubeConfig } from "@kubernetes/client-node";
import { Agent, type Dispatcher, ProxyAgent } from "undici";

/** An API server, and who we are there. */
export type Connection = {
  /** Without a slash at the end; may hold a path (`https://rancher.example/k8s/clusters/c-1`). */
  readonly server: string;
  readonly dispatcher: Dispatcher;
  readonly headers: Readonly<Record<string, string>>;
};

export type Connections = {
  /**
   * Credentials as they are now (token files and certificates are read again, an exec plugin is asked when its token
   * has run out), over connections that are kept from one observation to the next.
   */
  open(): Promise<Connection>;
  close(): Promise<void>;
};

/** Connections to the server of the kubeconfig's current context; at most `limit` at the same time. */
export function connections(config: KubeConfig, limit: number): Connections {
  let agent: { readonly digest: string; readonly dispatcher: Dispatcher } | undefined;
  let opening: Promise<Connection> | undefined;

  async function open(): Promise<Connection> {
    const options: RequestOptions = {};
    await config.applyToHTTPSOptions(options);
    const { server, proxyUrl } = config.getCurrentCluster() ?? { server: "", proxyUrl: undefined };
    return { server, dispatcher: dispatcherFor(options, proxyUrl), headers: headersOf(options) };
  }

  /** One dispatcher for the same certificates: a new one for each request would be a new connection for each. */
  function dispatcherFor(options: RequestOptions, proxy: string | undefined): Dispatcher {
    const { ca, cert, key, passphrase, rejectUnauthorized, servername } = options;
    const tls = withoutUndefined({ ca, cert, key, passphrase, rejectUnauthorized, servername });
    const digest = createHash("sha256")
      .update(JSON.stringify([tls, proxy]))
      .digest("hex");
    if (agent?.digest === digest) return agent.dispatcher;
    void agent?.dispatcher.close();
    // HTTP/1.1: over HTTP/2 the API server ends the shared connection on every 401 (and now and then to balance
    // load), and what else was under way on it fails with it.
    const pool = { connections: limit, allowH2: false };
    const dispatcher =
      proxy === undefined
        ? new Agent({ ...pool, connect: tls })
        : new ProxyAgent({ ...pool, uri: proxy, requestTls: tls });
    agent = { digest, dispatcher };
    return dispatcher;
  }

  return {
    // Observations that begin together share one answer of the exec plugin, which has no time limit of its own.
    open() {
      opening ??= open().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    async close() {
      await agent?.dispatcher.close();
      agent = undefined;
    },
  };
}

/** Authorization and impersonation. Token files often end with a line break, which no header may hold. */
function headersOf({ headers }: RequestOptions): Readonly<Record<string, string>> {
  if (headers === undefined || Array.isArray(headers)) return {};
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      typeof value === "string" ? [[name.toLowerCase(), value.trim()]] : [],
    ),
  );
}

function withoutUndefined<T extends object>(values: T): { [key in keyof T]: NonNullable<T[key]> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [key in keyof T]: NonNullable<T[key]>;
  };
}
