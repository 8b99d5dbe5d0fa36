import { application } from "../../../bench/preflight-cluster.ts";
import { aLongRunningPod, revision } from "../../../bench/preflight-objects.ts";
import type { LabClient, LabObject } from "./lab-client.ts";
import { longhornSetting } from "./lab-longhorn.ts";
import { defineScalers } from "./lab-platform.ts";
import { volumeAttachment } from "./lab-storage.ts";
import { type Planted, secretsOf } from "./secret-shapes.ts";

/** Everywhere that somebody could put a secret into a cluster's objects. */
export const livePlaces = [
  ...["env values", "arguments", "probe commands and headers", "image pull secrets"],
  ...[
    "annotations",
    "last-applied configurations",
    "ConfigMaps",
    "Secrets",
    "event messages",
    "messages of conditions",
  ],
  ...["termination messages", "attachment errors", "lease holders", "Longhorn's settings", "labels"],
  ...["names of session cookies", "node selectors of namespaces", "what Argo CD was told", "volume attributes"],
  ...["triggers of autoscalers", "addresses of repositories"],
] as const;

/** Puts secrets of every shape into the objects of bench/preflight-cluster.ts; gives what it planted. */
export async function plantInCluster(client: LabClient): Promise<readonly Planted[]> {
  const planted = new Map(livePlaces.map((place) => [place, secretsOf(place)]));
  const of = (place: (typeof livePlaces)[number]): readonly Planted[] => planted.get(place) ?? [];
  const texts = (place: (typeof livePlaces)[number]) => of(place).map(({ text }) => text);
  const namePart = (secret: string) => secret.toLowerCase().replace(/[^a-z0-9]/g, "");

  const annotations = {
    ...Object.fromEntries(texts("annotations").map((text, number) => [`acme.example/note-${number}`, text])),
    "kubectl.kubernetes.io/last-applied-configuration": JSON.stringify({
      spec: {
        env: texts("last-applied configurations").map((value, number) => ({ name: `PASSWORD_${number}`, value })),
      },
    }),
  };
  const merge = async (path: string, body: unknown, type = "application/merge-patch+json") => {
    const { status, content } = await client.request("PATCH", path, body, type);
    if (status >= 300) throw new Error(`${path}: ${status} ${content["message"]}`);
  };
  const annotated = [
    "/api/v1/nodes/miniserver",
    "/api/v1/namespaces/shop",
    "/api/v1/namespaces/shop/services/shop",
    "/api/v1/namespaces/shop/persistentvolumeclaims/data",
    "/api/v1/persistentvolumes/pvc-shop-data",
    "/apis/policy/v1/namespaces/shop/poddisruptionbudgets/shop",
    "/apis/apps/v1/namespaces/shop/deployments/shop",
    `/apis/apps/v1/namespaces/shop/replicasets/shop-${revision}`,
    `/api/v1/namespaces/shop/pods/shop-${revision}-p4q5r`,
    "/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop",
    "/apis/argoproj.io/v1alpha1/namespaces/argocd/appprojects/default",
    "/apis/longhorn.io/v1beta2/namespaces/longhorn-system/volumes/pvc-shop-data",
  ];
  for (const path of annotated) await merge(path, { metadata: { annotations } });

  const container = {
    name: "shop",
    env: [...texts("env values"), ...of("env values").map(({ secret }) => secret)].map((value, number) => ({
      name: `DB_PASSWORD_${number}`,
      value,
    })),
    args: texts("arguments"),
    startupProbe: {
      exec: { command: ["sh", "-c", ...texts("probe commands and headers")] },
      periodSeconds: 10,
      timeoutSeconds: 3,
    },
    lifecycle: { preStop: { exec: { command: texts("probe commands and headers") } } },
  };
  const podTemplate = {
    metadata: { annotations },
    spec: {
      imagePullSecrets: of("image pull secrets").map(({ secret }) => ({ name: `pull-${namePart(secret)}` })),
      containers: [container],
    },
  };
  await merge(
    "/apis/apps/v1/namespaces/shop/deployments/shop",
    { spec: { template: podTemplate } },
    "application/strategic-merge-patch+json",
  );
  await client.request(
    "PATCH",
    "/apis/apps/v1/namespaces/shop/deployments/shop/status",
    {
      status: { conditions: conditions(texts("messages of conditions")) },
    },
    "application/merge-patch+json",
  );

  const { content } = await client.request("GET", `/apis/apps/v1/namespaces/shop/replicasets/shop-${revision}`);
  const { uid } = content["metadata"] as { readonly uid: string };
  const extras: readonly LabObject[] = [
    leakyPod(uid, podTemplate, of("labels"), texts("termination messages"), texts("messages of conditions")),
    data("ConfigMap", "data", texts("ConfigMaps")),
    data("Secret", "stringData", texts("Secrets")),
    ...texts("event messages").map((message, number) => eventOf(message, number)),
    ...texts("attachment errors").map((error, number) => volumeAttachment("pvc-shop-data", `node-${number}`, error)),
    ...texts("lease holders").map((holder, number) => lease(holder, number)),
    ...texts("Longhorn's settings").map((text, number) => longhornSetting(`backup-target-${number}`, text)),
    ...texts("names of session cookies").map((text, number) => ingress(text, number)),
    ...texts("names of session cookies").map((text, number) => route(text, number)),
    scaler(texts("triggers of autoscalers")),
    volumeWithAttributes(texts("volume attributes")),
    toldApplication(texts("what Argo CD was told"), of("addresses of repositories")),
  ];
  await defineScalers(client);
  for (const object of extras) await client.apply(object);
  await merge("/api/v1/namespaces/shop", {
    metadata: {
      annotations: {
        "scheduler.alpha.kubernetes.io/node-selector": texts("node selectors of namespaces").join(","),
        "scheduler.alpha.kubernetes.io/defaultTolerations": JSON.stringify(texts("node selectors of namespaces")),
      },
    },
  });
  return [...planted.values()]
    .flat()
    .map((each) => (each.place === "image pull secrets" ? { ...each, secret: namePart(each.secret) } : each));
}

function conditions(messages: readonly string[]): readonly object[] {
  return [
    { type: "Available", status: "False", reason: "MinimumReplicasUnavailable", message: messages.join("\n") },
    { type: "Progressing", status: "False", reason: "ProgressDeadlineExceeded", message: messages.join("\n") },
  ];
}

/** A pod of the app that goes wrong in every way that leaves words behind. */
function leakyPod(
  replicaSetUid: string,
  template: { readonly spec: object; readonly metadata: object },
  labels: readonly Planted[],
  ended: readonly string[],
  said: readonly string[],
): LabObject {
  const place = { namespace: "shop", app: "shop", node: "miniserver", claim: "data" };
  const owner = { kind: "ReplicaSet", name: `shop-${revision}`, uid: replicaSetUid } as const;
  const pod = aLongRunningPod({ ...place, owner, name: `shop-${revision}-leaky` });
  const fitting = labels.filter(({ secret }) => /^[A-Za-z0-9]([A-Za-z0-9._-]{0,50}[A-Za-z0-9])?$/.test(secret));
  const spec = pod["spec"] as { readonly containers: readonly { readonly name: string }[] };
  const containers = spec.containers.map((each) =>
    each.name === "shop"
      ? { ...each, ...((template.spec as { containers: readonly object[] }).containers[0] ?? {}) }
      : each,
  );
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      ...template.metadata,
      labels: { app: "shop", ...Object.fromEntries(fitting.map(({ secret }, number) => [`note-${number}`, secret])) },
    },
    spec: { ...spec, ...template.spec, containers },
    status: {
      phase: "Running",
      message: said.join("\n"),
      conditions: [{ type: "Ready", status: "False", reason: "ContainersNotReady", message: said.join("\n") }],
      containerStatuses: [
        {
          name: "shop",
          ready: false,
          restartCount: 7,
          image: "x",
          imageID: "",
          state: { waiting: { reason: "CrashLoopBackOff", message: said.join("\n") } },
          lastState: {
            terminated: {
              exitCode: 1,
              reason: "Error",
              message: ended.join("\n"),
              startedAt: "2026-01-01T10:00:05Z",
              finishedAt: new Date().toISOString(),
            },
          },
        },
      ],
    },
  };
}

function data(kind: string, field: string, texts: readonly string[]): LabObject {
  return {
    apiVersion: "v1",
    kind,
    metadata: { namespace: "shop", name: "configuration" },
    [field]: Object.fromEntries(texts.map((text, number) => [`key-${number}`, text])),
  };
}

const reasons = ["FailedScheduling", "BackOff", "Unhealthy", "FailedMount", "FailedAttachVolume", "Pulled"];

function eventOf(message: string, number: number): LabObject {
  return {
    apiVersion: "v1",
    kind: "Event",
    metadata: { namespace: "shop", name: `event-${number}` },
    involvedObject: { apiVersion: "v1", kind: "Pod", namespace: "shop", name: `shop-${revision}-p4q5r` },
    type: number % 2 === 0 ? "Warning" : "Normal",
    reason: reasons[number % reasons.length],
    message,
    firstTimestamp: new Date().toISOString().replace(/\.\d+/, ""),
    lastTimestamp: new Date().toISOString().replace(/\.\d+/, ""),
    count: 1,
  };
}

function lease(holder: string, number: number): LabObject {
  return {
    apiVersion: "coordination.k8s.io/v1",
    kind: "Lease",
    metadata: { namespace: "shop", name: `lease-${number}`, annotations: { note: holder } },
    spec: { holderIdentity: holder },
  };
}

function ingress(text: string, number: number): LabObject {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "Ingress",
    metadata: {
      namespace: "shop",
      name: `shop-${number}`,
      annotations: {
        "nginx.ingress.kubernetes.io/affinity": "cookie",
        "nginx.ingress.kubernetes.io/session-cookie-name": text,
        "nginx.ingress.kubernetes.io/auth-url": text,
        "haproxy.org/cookie-persistence": text,
      },
    },
    spec: { defaultBackend: { service: { name: "shop", port: { number: 80 } } } },
  };
}

/** Traefik's own kind of route. */
function route(name: string, number: number): LabObject {
  const services = [{ name: "shop", port: 80, sticky: { cookie: { name } } }];
  return {
    apiVersion: "traefik.io/v1alpha1",
    kind: "IngressRoute",
    metadata: { namespace: "shop", name: `shop-${number}` },
    spec: { routes: [{ kind: "Rule", match: `Header(\`x\`, \`${name}\`)`, services }] },
  };
}

function scaler(texts: readonly string[]): LabObject {
  return {
    apiVersion: "keda.sh/v1alpha1",
    kind: "ScaledObject",
    metadata: { namespace: "shop", name: "shop" },
    spec: {
      scaleTargetRef: { name: "shop" },
      triggers: texts.map((text) => ({ type: "rabbitmq", metadata: { host: text } })),
    },
  };
}

function volumeWithAttributes(texts: readonly string[]): LabObject {
  return {
    apiVersion: "v1",
    kind: "PersistentVolume",
    metadata: { name: "share" },
    spec: {
      capacity: { storage: "1Gi" },
      accessModes: ["ReadWriteMany"],
      persistentVolumeReclaimPolicy: "Retain",
      csi: {
        driver: "smb.csi.k8s.io",
        volumeHandle: "share",
        volumeAttributes: Object.fromEntries(texts.map((text, number) => [`source-${number}`, text])),
      },
    },
  };
}

/** Logins in addresses, parameters of Helm, env of plugins, patches in the Application, and what its last operation said. */
function toldApplication(texts: readonly string[], logins: readonly Planted[]): LabObject {
  const spec = application["spec"] as { readonly source: object };
  const addresses = logins.flatMap(({ secret }) => {
    const login = encodeURIComponent(secret);
    return [
      `https://${login}@git.example/x.git`,
      `https://bob:${login}@git.example/x.git`,
      `ssh://bob:${login}@git.example/x`,
    ];
  });
  return {
    ...application,
    metadata: { ...application.metadata, name: "neighbour" },
    spec: {
      ...spec,
      source: {
        ...spec.source,
        repoURL: "https://git.example/acme/elsewhere.git",
        helm: { parameters: texts.map((value, number) => ({ name: `password-${number}`, value })) },
        plugin: { env: texts.map((value, number) => ({ name: `TOKEN_${number}`, value })) },
        kustomize: { patches: texts.map((patch) => ({ patch })), commonAnnotations: { note: texts.join(" ") } },
      },
      sources: addresses.map((repoURL) => ({ repoURL, path: "x", targetRevision: "main" })),
      info: texts.map((value, number) => ({ name: `note-${number}`, value })),
    },
    status: {
      sync: { status: "OutOfSync" },
      health: { status: "Degraded", message: texts.join("\n") },
      operationState: { phase: "Failed", message: texts.join("\n") },
      conditions: texts.map((message) => ({ type: "SyncError", message })),
    },
  };
}
