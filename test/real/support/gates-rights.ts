/**
 * What each right of deploy/rbac.yaml is worth: the resource (`group/name`), and the gates that are unknown when it is
 * taken away. Gates that are not named go on as before.
 */
export const rights: readonly (readonly [resource: string, gates: readonly string[]])[] = [
  [
    "/nodes",
    [
      ...["lanes", "taint", "foreign-pods", "control-plane", "dns", "flapping", "capacity", "node-local-volumes"],
      ...["longhorn-volumes", "longhorn-nodes", "csi-on-secondary", "architecture", "runtime-class", "devices"],
    ],
  ],
  [
    "/pods",
    [
      ...["foreign-pods", "dns", "crash-loops", "restarts", "one-revision", "pods-replaced", "probes"],
      ...["leader-election", "capacity", "claim-shared", "csi-on-secondary", "volume-attachments"],
    ],
  ],
  ["/events", ["flapping"]],
  ["/namespaces", ["namespace-overrides"]],
  ["/services", ["sticky-sessions", "client-ip", "traffic-policy"]],
  ["/resourcequotas", ["quota"]],
  ["/limitranges", ["quota"]],
  [
    "/persistentvolumeclaims",
    [
      ...["data-class", "access-modes", "claim-shared", "storage-class", "node-local-volumes", "longhorn-volumes"],
      ...["longhorn-locality", "longhorn-settings", "longhorn-nodes", "csi-on-secondary", "volume-attachments"],
      ...["engine-image", "restore-point"],
    ],
  ],
  [
    "/persistentvolumes",
    [
      ...["node-local-volumes", "longhorn-volumes", "longhorn-locality", "longhorn-settings", "longhorn-nodes"],
      ...["csi-on-secondary", "volume-attachments", "engine-image", "restore-point"],
    ],
  ],
  ["storage.k8s.io/storageclasses", ["storage-class"]],
  ["storage.k8s.io/volumeattachments", ["volume-attachments"]],
  ["storage.k8s.io/csinodes", ["csi-on-secondary"]],
  ["node.k8s.io/runtimeclasses", ["runtime-class"]],
  ...(["apps/deployments", "apps/statefulsets"] as const).map(
    (resource) =>
      [
        resource,
        [
          ...["workload-conditions", "one-revision", "pods-replaced", "probes", "pins", "runtime-class", "devices"],
          ...["node-local-images", "host-namespaces", "hpa", "drift"],
        ],
      ] as const,
  ),
  ["apps/replicasets", ["one-revision", "pods-replaced"]],
  ["policy/poddisruptionbudgets", ["pdb"]],
  ["autoscaling/horizontalpodautoscalers", ["hpa"]],
  ["autoscaling.k8s.io/verticalpodautoscalers", ["vpa"]],
  ["keda.sh/scaledobjects", ["keda"]],
  ["networking.k8s.io/ingresses", ["sticky-sessions"]],
  ["traefik.io/ingressroutes", ["sticky-sessions"]],
  ["traefik.io/traefikservices", ["sticky-sessions"]],
  ["traefik.containo.us/ingressroutes", ["sticky-sessions"]],
  ["traefik.containo.us/traefikservices", ["sticky-sessions"]],
  ["coordination.k8s.io/leases", ["leader-election"]],
  [
    "argoproj.io/applications",
    ["source", "sources", "owner", "sync-mode", "sync-state", "ignore-differences", "sync-windows"],
  ],
  ["argoproj.io/appprojects", ["sync-windows"]],
  [
    "longhorn.io/volumes",
    ["longhorn-volumes", "longhorn-locality", "longhorn-settings", "longhorn-nodes", "engine-image", "restore-point"],
  ],
  ...["replicas", "engines", "settings", "nodes"].map(
    (name) =>
      [
        `longhorn.io/${name}`,
        ["longhorn-volumes", "longhorn-locality", "longhorn-settings", "longhorn-nodes"],
      ] as const,
  ),
  ["longhorn.io/engineimages", ["engine-image", "restore-point"]],
  ["longhorn.io/snapshots", ["engine-image", "restore-point"]],
];

/** Gates that judge what Git says and nothing else, each with what it looks at there. */
export const gatesOfGitAlone: Readonly<Record<string, string>> = {
  "requests-and-limits": "the containers' resources, which the stages leave as they are",
  "probe-thresholds": "the containers' probes, which the stages leave as they are",
};
