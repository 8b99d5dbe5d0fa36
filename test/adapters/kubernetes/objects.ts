/** Objects as an API server writes them, as small as it allows. */

export function node(name: string, lane: string, more: { readonly spec?: object } = {}): object {
  return {
    metadata: { name, uid: `uid-${name}`, labels: { "workload-lane": lane, "kubernetes.io/hostname": name } },
    spec: { ...more.spec },
    status: {
      conditions: [{ type: "Ready", status: "True", lastHeartbeatTime: "2026-01-01T11:59:00Z" }],
      allocatable: { cpu: "4", memory: "8Gi" },
      nodeInfo: { architecture: "amd64", kubeletVersion: "v1.36.3" },
    },
  };
}

export function pod(
  name: string,
  more: { readonly metadata?: object; readonly spec?: object; readonly status?: object } = {},
): object {
  return {
    metadata: {
      namespace: "shop",
      name,
      uid: `uid-${name}`,
      creationTimestamp: "2026-01-01T10:00:00Z",
      ...more.metadata,
    },
    spec: { nodeName: "one", containers: [], ...more.spec },
    status: { phase: "Running", conditions: [{ type: "Ready", status: "True" }], ...more.status },
  };
}

export function event(name: string, more: object = {}): object {
  return {
    metadata: { namespace: "shop", name, creationTimestamp: "2026-01-01T10:00:00Z" },
    involvedObject: { kind: "Pod", namespace: "shop", name: "web-1" },
    type: "Warning",
    reason: "BackOff",
    message: "Back-off restarting failed container",
    ...more,
  };
}

export function deployment(
  name: string,
  podSpec: object,
  more: { readonly annotations?: object; readonly strategy?: object } = {},
): object {
  return {
    metadata: {
      namespace: "shop",
      name,
      uid: `uid-${name}`,
      resourceVersion: "7",
      generation: 3,
      annotations: more.annotations,
    },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { creationTimestamp: null, labels: { app: name }, annotations: more.annotations },
        spec: podSpec,
      },
      strategy: more.strategy,
    },
    status: { observedGeneration: 3, replicas: 1, updatedReplicas: 1, readyReplicas: 1, availableReplicas: 1 },
  };
}

export function application(
  name: string,
  spec: object,
  more: { readonly metadata?: object; readonly status?: object } = {},
): object {
  return {
    apiVersion: "argoproj.io/v1alpha1",
    kind: "Application",
    metadata: { namespace: "argocd", name, uid: `uid-${name}`, resourceVersion: "9", ...more.metadata },
    spec: { project: "default", destination: { server: "https://kubernetes.default.svc", namespace: "shop" }, ...spec },
    status: more.status,
  };
}

export function claim(name: string, volumeName: string): object {
  return {
    metadata: { namespace: "shop", name },
    spec: { accessModes: ["ReadWriteOnce"], storageClassName: "longhorn", volumeName },
    status: { phase: "Bound" },
  };
}

export function volume(name: string, driver: string): object {
  return {
    metadata: { name },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "longhorn",
      claimRef: { namespace: "shop", name: "data" },
      csi: { driver, volumeHandle: name },
    },
  };
}
