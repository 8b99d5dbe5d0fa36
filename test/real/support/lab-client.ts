import { Agent, request } from "undici";

export type LabObject = {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string; readonly [key: string]: unknown };
  readonly [key: string]: unknown;
};

export type LabAnswer = { readonly status: number; readonly content: Record<string, unknown> };

/** Writes to the lab's API server as its administrator: the hand that the product does not have. */
export type LabClient = {
  isReady(): Promise<boolean>;
  request(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    type?: string,
  ): Promise<LabAnswer>;
  /** Makes the object what it should be (server-side apply), its status too where it has one. */
  apply(object: LabObject): Promise<void>;
  /** Applies a custom resource definition that keeps every field, and waits until it is served. */
  define(group: string, version: string, kind: string, plural: string): Promise<void>;
};

const clusterWide = new Set([
  "Namespace",
  "Node",
  "PersistentVolume",
  "StorageClass",
  "ClusterRole",
  "ClusterRoleBinding",
  "CustomResourceDefinition",
  "PriorityClass",
  "IngressClass",
  "RuntimeClass",
  "CSINode",
  "VolumeAttachment",
]);

export function labClient(server: string, token: string, ca: Buffer): LabClient {
  const dispatcher = new Agent({ connect: { ca } });
  /** Custom resources are defined without a status of their own: it is a field like the others. */
  const defined = new Set<string>();

  async function send(
    method: "GET" | "POST" | "PATCH" | "PUT" | "DELETE",
    path: string,
    body?: unknown,
    type = "application/json",
  ): Promise<LabAnswer> {
    const response = await request(`${server}${path}`, {
      dispatcher,
      method,
      headers: { authorization: `Bearer ${token}`, accept: "application/json", "content-type": type },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.body.text();
    return { status: response.statusCode, content: text.startsWith("{") ? JSON.parse(text) : { text } };
  }

  async function applyTo(path: string, object: LabObject): Promise<void> {
    const { status, content } = await send(
      "PATCH",
      `${path}?fieldManager=lab&force=true`,
      object,
      "application/apply-patch+yaml",
    );
    if (status >= 300) throw new Error(`${object.kind} ${object.metadata.name}: ${status} ${content["message"]}`);
  }

  async function apply(object: LabObject): Promise<void> {
    const path = objectPath(object);
    const { status, ...rest } = object;
    const hasOwnStatus = status !== undefined && !defined.has(object.apiVersion);
    await applyTo(path, hasOwnStatus ? (rest as LabObject) : object);
    if (hasOwnStatus) {
      const { apiVersion, kind, metadata } = object;
      const { name, namespace } = metadata;
      await applyTo(`${path}/status`, {
        apiVersion,
        kind,
        metadata: namespace === undefined ? { name } : { name, namespace },
        status,
      });
    }
  }

  return {
    request: send,
    apply,
    async isReady() {
      return send("GET", "/readyz").then(
        ({ status }) => status === 200,
        () => false,
      );
    },
    async define(group, version, kind, plural) {
      const schema = { openAPIV3Schema: { type: "object", "x-kubernetes-preserve-unknown-fields": true } };
      defined.add(`${group}/${version}`);
      await apply({
        apiVersion: "apiextensions.k8s.io/v1",
        kind: "CustomResourceDefinition",
        metadata: {
          name: `${plural}.${group}`,
          // Groups of kubernetes.io are the project's own, and want to be approved.
          annotations: { "api-approved.kubernetes.io": "unapproved, for tests" },
        },
        spec: {
          group,
          scope: "Namespaced",
          names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
          versions: [{ name: version, served: true, storage: true, schema }],
        },
      });
      for (let tries = 0; (await send("GET", `/apis/${group}/${version}/${plural}`)).status !== 200; tries += 1) {
        if (tries > 600) throw new Error(`${plural}.${group} is not served`);
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
  };
}

/** `/apis/apps/v1/namespaces/shop/deployments/web` */
export function objectPath({ apiVersion, kind, metadata }: LabObject): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const isClusterWide = metadata.namespace === undefined && clusterWide.has(kind);
  const scope = isClusterWide ? "" : `/namespaces/${metadata.namespace ?? "default"}`;
  return `${root}${scope}/${plural(kind)}/${metadata.name}`;
}

function plural(kind: string): string {
  const name = kind.toLowerCase();
  if (/(s|x|ch)$/.test(name)) return `${name}es`;
  return name.endsWith("y") ? `${name.slice(0, -1)}ies` : `${name}s`;
}
