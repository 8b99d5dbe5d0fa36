import type { LabObject } from "../test/real/support/lab-client.ts";

/** The pod template's hash, which every ReplicaSet here has. */
export const revision = "6d5f9c7b8c";

/** A pod among hundreds: where it stands and whose it is. */
export type PodPlace = {
  readonly namespace: string;
  readonly name: string;
  readonly app: string;
  readonly node: string;
  readonly owner: { readonly kind: "ReplicaSet" | "DaemonSet"; readonly name: string; readonly uid: string };
  readonly labels?: Readonly<Record<string, string>>;
  readonly claim?: string;
};

/** A pod of about the size that pods have in a cluster (facts: 10 kB and more, half of it managedFields), Ready for days. */
export function aLongRunningPod({ namespace, name, app, node, owner, labels = { app }, claim }: PodPlace): LabObject {
  const since = "2026-01-01T10:00:05Z";
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      namespace,
      name,
      labels: { ...labels, "pod-template-hash": revision },
      annotations: { "prometheus.io/scrape": "true", "prometheus.io/port": "9090", "checksum/config": "a".repeat(64) },
      ownerReferences: [{ apiVersion: "apps/v1", controller: true, blockOwnerDeletion: true, ...owner }],
    },
    spec: { ...podSpec(app, claim), nodeName: node, enableServiceLinks: false },
    status: {
      phase: "Running",
      podIP: "10.42.0.17",
      hostIP: "192.168.1.10",
      startTime: since,
      conditions: ["PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"].map(
        (type) => ({ type, status: "True", lastTransitionTime: since }),
      ),
      containerStatuses: [app, "metrics"].map((container) => ({
        name: container,
        ready: true,
        started: true,
        restartCount: 0,
        image: `ghcr.io/acme/${container}:2.14.0`,
        imageID: `ghcr.io/acme/${container}@sha256:${"9f86d081".repeat(8)}`,
        containerID: `containerd://${"0a1b2c3d".repeat(8)}`,
        state: { running: { startedAt: since } },
      })),
    },
  };
}

/** The pod spec of every app here: two containers with probes, resources and two dozen variables. */
export function podSpec(app: string, claim: string | undefined): Readonly<Record<string, unknown>> {
  const probe = (path: string) => ({
    httpGet: { path, port: "http", scheme: "HTTP" },
    periodSeconds: 10,
    timeoutSeconds: 3,
    failureThreshold: 6,
    successThreshold: 1,
  });
  const resources = { requests: { cpu: "10m", memory: "32Mi" }, limits: { cpu: "500m", memory: "256Mi" } };
  return {
    containers: [
      {
        name: app,
        image: `ghcr.io/acme/${app}:2.14.0`,
        ports: [{ name: "http", containerPort: 8080 }],
        env: Array.from({ length: 24 }, (_, number) => ({ name: `SETTING_${number}`, value: `value-of-${number}` })),
        livenessProbe: probe("/healthz"),
        readinessProbe: probe("/ready"),
        resources,
        ...(claim === undefined ? {} : { volumeMounts: [{ name: "data", mountPath: "/data" }] }),
      },
      {
        name: "metrics",
        image: "ghcr.io/acme/metrics:1.7.0",
        ports: [{ name: "metrics", containerPort: 9090 }],
        readinessProbe: { ...probe("/metrics"), httpGet: { path: "/metrics", port: "metrics", scheme: "HTTP" } },
        resources,
      },
    ],
    ...(claim === undefined ? {} : { volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim } }] }),
  };
}
