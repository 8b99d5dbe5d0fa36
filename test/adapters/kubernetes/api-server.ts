import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { KubeConfig } from "@kubernetes/client-node";
import { kubernetesCluster } from "../../../src/adapters/kubernetes/cluster.ts";
import type { Limits } from "../../../src/adapters/kubernetes/limits.ts";
import { resourcePath, resources } from "../../../src/adapters/kubernetes/resources.ts";
import type { ClusterQuestion } from "../../../src/app/ports.ts";

type Handler = (response: ServerResponse, url: URL, request: IncomingMessage) => unknown;

export const question: ClusterQuestion = {
  application: { name: "shop", namespace: "argocd" },
  namespaces: ["shop"],
  lanes: { label: "workload-lane", primary: "primary", secondary: "secondary" },
};

/** Small, so that a test can reach them; everything else is as in production. */
const small: Partial<Limits> = { pageSize: 2, answerBytes: 256 * 1024 };

/**
 * A real HTTP server that answers like an API server in which nothing is: every list is empty, the Application is
 * not there; the namespace shop is. A test says what differs.
 */
export async function apiServer() {
  const handlers = new Map<string, Handler>();
  const requests: {
    readonly method: string | undefined;
    readonly path: string;
    readonly query: string;
    readonly headers: IncomingMessage["headers"];
  }[] = [];
  let sockets = 0;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://server");
    requests.push({ method: request.method, path: url.pathname, query: url.search, headers: request.headers });
    (handlers.get(url.pathname) ?? emptyList)(response, url, request);
  }).on("connection", () => {
    sockets += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  const on = (path: string, handler: Handler) => handlers.set(path, handler);
  on("/version", json(200, { major: "1", minor: "36+", gitVersion: "v1.36.3" }));
  on("/readyz", (response) => response.end("ok"));
  on("/apis", json(200, groups(["argoproj.io", "v1alpha1"], ["longhorn.io", "v1beta2"])));
  on("/api/v1/namespaces/shop", json(200, { kind: "Namespace", metadata: { name: "shop" } }));
  on(resourcePath(resources.applications, "argocd", "shop"), json(404, { kind: "Status", code: 404 }));

  return {
    on,
    requests,
    connections: () => sockets,
    /** The paths that were asked for, without the server's own. */
    paths: () => requests.map(({ path }) => path),
    config: () => kubeConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    cluster: (limits: Partial<Limits> = {}) =>
      kubernetesCluster({
        config: kubeConfig(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
        limits: { ...small, ...limits },
        now: () => new Date("2026-01-01T12:00:00Z"),
      }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function kubeConfig(server: string): KubeConfig {
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "test", server, skipTLSVerify: true },
    { name: "reader", token: "reader-token" },
  );
  return config;
}

const emptyList: Handler = (response, url) => json(200, list([]))(response, url, response.req);

/** Answers with JSON, packed where the client takes it, as the API server does. */
export function json(status: number, content: unknown): Handler {
  return (response, _url, request) => {
    const body = Buffer.from(JSON.stringify(content));
    const packs = /gzip/.test(request.headers["accept-encoding"] ?? "") && body.length > 1024;
    response.writeHead(status, {
      "content-type": "application/json",
      ...(packs ? { "content-encoding": "gzip" } : {}),
    });
    response.end(packs ? gzipSync(body) : body);
  };
}

export function list(items: readonly unknown[], next = ""): object {
  return { kind: "AnyList", apiVersion: "v1", metadata: { resourceVersion: "1", continue: next }, items };
}

export function groups(...served: readonly (readonly [string, string])[]): object {
  return {
    kind: "APIGroupList",
    apiVersion: "v1",
    groups: served.map(([name, version]) => ({
      name,
      versions: [{ groupVersion: `${name}/${version}`, version }],
      preferredVersion: { groupVersion: `${name}/${version}`, version },
    })),
  };
}
