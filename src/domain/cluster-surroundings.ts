import type { Known } from "./known.ts";

/*
 * What stands around an app and decides whether its move ends well. The same rules as in cluster.ts: only fields that
 * gates and evidence use, ISO 8601 times, no values of env, Secrets or ConfigMaps.
 */

export type VolumeAttachment = {
  readonly name: string;
  readonly volume: string | undefined;
  readonly node: string;
  readonly attached: boolean;
  readonly error: string | undefined;
};

/** The CSI drivers that a node has registered. */
export type CsiNode = { readonly node: string; readonly drivers: readonly string[] };

export type ResourceQuota = {
  readonly namespace: string;
  readonly name: string;
  readonly hard: Readonly<Record<string, string>>;
  readonly used: Readonly<Record<string, string>>;
  /** It counts only pods of these scopes. */
  readonly scoped: boolean;
};

export type LimitRange = {
  readonly namespace: string;
  readonly name: string;
  readonly limits: readonly {
    readonly type: string;
    readonly max: Readonly<Record<string, string>>;
    readonly min: Readonly<Record<string, string>>;
    readonly default: Readonly<Record<string, string>>;
    readonly defaultRequest: Readonly<Record<string, string>>;
  }[];
};

/** The two annotations by which a namespace overrides where its pods may go. */
export type Namespace = {
  readonly name: string;
  readonly nodeSelector: string | undefined;
  readonly defaultTolerations: string | undefined;
};

export type Ingress = {
  readonly namespace: string;
  readonly name: string;
  readonly className: string | undefined;
  /** Only the annotations that say something of sessions, by name (facts §3 #16). */
  readonly stickiness: Readonly<Record<string, string>>;
  readonly services: readonly string[];
};

/**
 * A Traefik IngressRoute or TraefikService that sticks sessions to the pods of a service, or a Service whose annotations
 * (`sticky` names them) ask its ingress controller to.
 */
export type StickyRoute = {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly service: string;
  readonly sticky: string;
};

export type VerticalAutoscaler = {
  readonly namespace: string;
  readonly name: string;
  readonly target: { readonly kind: string; readonly name: string };
  readonly updateMode: string;
};

export type ScaledObject = {
  readonly namespace: string;
  readonly name: string;
  readonly target: { readonly kind: string; readonly name: string };
  readonly min: number;
  readonly max: number;
  readonly paused: boolean;
};

export type Lease = {
  readonly namespace: string;
  readonly name: string;
  readonly holder: string | undefined;
  readonly renewedAt: string | undefined;
};

/** One of the parts of the platform that an app on two nodes needs on both: CoreDNS, Longhorn's own pods. */
export type PlatformPod = {
  readonly namespace: string;
  readonly name: string;
  /** `coredns`, `longhorn-manager`, `longhorn-csi-plugin`, `engine-image`, … */
  readonly part: string;
  readonly node: string | undefined;
  readonly ready: boolean;
};

export type SyncWindow = {
  readonly kind: "allow" | "deny";
  readonly schedule: string;
  readonly duration: string;
  readonly manualSync: boolean;
  readonly timeZone: string | undefined;
  /** It is about an app only when applications, namespaces and clusters all match; otherwise one of them is enough. */
  readonly andOperator: boolean;
  readonly applications: readonly string[];
  readonly namespaces: readonly string[];
  readonly clusters: readonly string[];
};

/** The Argo CD project of the app. */
export type Project = { readonly name: string; readonly windows: readonly SyncWindow[] };

export type RuntimeClass = { readonly name: string; readonly nodeSelector: Readonly<Record<string, string>> };

/** A pod's share of its node, as the scheduler counts it: containers, the largest init container, sidecars, overhead. */
export type PodRequests = {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly daemonSet: boolean;
  /** cpu in millicores, memory in bytes, others as counted units. */
  readonly requests: Readonly<Record<string, number>>;
};

export type LonghornSurroundings = {
  readonly engineImages: readonly {
    readonly name: string;
    readonly image: string;
    readonly state: string | undefined;
    readonly nodes: readonly string[];
  }[];
  /** Of the app's own claims, by volume: its engine image now and the one wanted, its newest snapshot and backup. */
  readonly volumes: readonly {
    readonly name: string;
    readonly image: string | undefined;
    readonly currentImage: string | undefined;
    readonly lastBackupAt: string | undefined;
    readonly lastSnapshotAt: string | undefined;
    readonly robustConditions: Readonly<Record<string, string>>;
  }[];
};

export type Surroundings = {
  readonly volumeAttachments: Known<readonly VolumeAttachment[]>;
  readonly csiNodes: Known<readonly CsiNode[]>;
  readonly quotas: Known<readonly ResourceQuota[]>;
  readonly limitRanges: Known<readonly LimitRange[]>;
  readonly namespaces: Known<readonly Namespace[]>;
  readonly ingresses: Known<readonly Ingress[]>;
  readonly stickyRoutes: Known<readonly StickyRoute[]>;
  readonly verticalAutoscalers: Known<readonly VerticalAutoscaler[]>;
  readonly scaledObjects: Known<readonly ScaledObject[]>;
  readonly leases: Known<readonly Lease[]>;
  readonly platformPods: Known<readonly PlatformPod[]>;
  readonly project: Known<Project>;
  readonly runtimeClasses: Known<readonly RuntimeClass[]>;
  /** Of every pod on the lanes' nodes; unknown without cluster-wide pod access. */
  readonly podRequests: Known<readonly PodRequests[]>;
  readonly longhornSurroundings: Known<LonghornSurroundings>;
};
