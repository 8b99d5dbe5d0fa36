import type { Application } from "./application.ts";
import type { Surroundings } from "./cluster-surroundings.ts";
import type { Known } from "./known.ts";
import type { JsonObject } from "./manifest.ts";

/*
 * What was seen in the cluster, at one moment, for one app: only the fields that gates and evidence use, so
 * that it can be printed, stored and replayed. Times are ISO 8601 in UTC. Nothing here ever holds env values,
 * Secrets, ConfigMap data or annotations beyond an allow-list.
 */

export type Node = {
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly { readonly key: string; readonly value: string | undefined; readonly effect: string }[];
  readonly unschedulable: boolean;
  readonly conditions: Readonly<Record<string, "True" | "False" | "Unknown">>;
  readonly allocatable: Readonly<Record<string, string>>;
  readonly architecture: string | undefined;
};

export type OwnerReference = {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly controller: boolean;
};

/** A Deployment or StatefulSet as it runs. `template` holds the scheduling fields only (see adapters/kubernetes/parse). */
export type LiveWorkload = {
  readonly kind: "Deployment" | "StatefulSet";
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  readonly generation: number;
  readonly observedGeneration: number | undefined;
  readonly replicas: number;
  readonly status: {
    readonly replicas: number;
    readonly updated: number;
    readonly ready: number;
    readonly available: number;
  };
  readonly conditions: readonly {
    readonly type: string;
    readonly status: string;
    readonly reason: string | undefined;
  }[];
  readonly selector: JsonObject;
  readonly template: JsonObject;
  readonly strategy: JsonObject | undefined;
};

export type ReplicaSet = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly owner: OwnerReference | undefined;
  readonly replicas: number;
  readonly ready: number;
  readonly podTemplateHash: string | undefined;
  readonly createdAt: string;
};

export type ContainerStatus = {
  readonly name: string;
  readonly init: boolean;
  readonly ready: boolean;
  readonly started: boolean | undefined;
  readonly restartCount: number;
  readonly state: "running" | "waiting" | "terminated" | "none";
  readonly startedAt: string | undefined;
  readonly reason: string | undefined;
  readonly lastTermination:
    | {
        readonly startedAt: string | undefined;
        readonly finishedAt: string | undefined;
        readonly reason: string | undefined;
        readonly exitCode: number | undefined;
      }
    | undefined;
};

export type Pod = {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly owner: OwnerReference | undefined;
  readonly nodeName: string | undefined;
  readonly phase: string;
  readonly createdAt: string;
  readonly deleting: boolean;
  readonly ready: boolean | undefined;
  readonly containers: readonly ContainerStatus[];
  /** Names of the claims that it mounts. */
  readonly claims: readonly string[];
};

/** An event; `at` is the latest of its many times (facts §9.6). */
export type ClusterEvent = {
  readonly namespace: string;
  readonly type: string;
  readonly reason: string;
  readonly kind: string;
  readonly name: string;
  readonly message: string;
  readonly count: number;
  readonly at: string;
};

export type DisruptionBudget = {
  readonly namespace: string;
  readonly name: string;
  readonly selector: JsonObject | undefined;
  readonly minAvailable: string | number | undefined;
  readonly maxUnavailable: string | number | undefined;
  readonly disruptionsAllowed: number | undefined;
};

export type Claim = {
  readonly namespace: string;
  readonly name: string;
  readonly phase: string;
  readonly accessModes: readonly string[];
  readonly storageClass: string | undefined;
  readonly volumeName: string | undefined;
};

export type PersistentVolume = {
  readonly name: string;
  readonly accessModes: readonly string[];
  readonly storageClass: string | undefined;
  readonly claim: { readonly namespace: string; readonly name: string } | undefined;
  readonly csi: { readonly driver: string; readonly handle: string } | undefined;
  /** `local`, `hostPath`, `csi`, `nfs`, …: the kind of source. */
  readonly source: string;
  readonly nodeAffinity: JsonObject | undefined;
};

export type StorageClass = {
  readonly name: string;
  readonly provisioner: string;
  readonly isDefault: boolean;
  readonly bindingMode: string;
};

export type Service = {
  readonly namespace: string;
  readonly name: string;
  readonly type: string;
  readonly selector: Readonly<Record<string, string>> | undefined;
  readonly sessionAffinity: string | undefined;
  readonly externalTrafficPolicy: string | undefined;
  readonly internalTrafficPolicy: string | undefined;
};

export type Autoscaler = {
  readonly namespace: string;
  readonly name: string;
  readonly target: { readonly kind: string; readonly name: string };
  readonly minReplicas: number;
  readonly maxReplicas: number;
  readonly currentReplicas: number | undefined;
};

/** The Application as Argo CD keeps it. */
export type LiveApplication = Application & {
  readonly uid: string;
  readonly resourceVersion: string;
  readonly owner: OwnerReference | undefined;
  /** The app that manages this Application, from its tracking annotation or label. */
  readonly trackedBy: string | undefined;
  readonly sourceType: string | undefined;
  readonly sync: string | undefined;
  readonly revision: string | undefined;
  readonly health: string | undefined;
  readonly operationPhase: string | undefined;
  readonly operationRequested: boolean;
};

export type Longhorn = {
  readonly volumes: readonly {
    readonly name: string;
    readonly state: string | undefined;
    readonly robustness: string | undefined;
    readonly numberOfReplicas: number | undefined;
    readonly dataLocality: string | undefined;
    readonly accessMode: string | undefined;
    readonly node: string | undefined;
  }[];
  readonly replicas: readonly {
    readonly name: string;
    readonly volume: string;
    readonly node: string | undefined;
    readonly active: boolean;
    readonly failedAt: string;
    readonly healthyAt: string;
    readonly state: string | undefined;
    readonly deleting: boolean;
  }[];
  readonly engines: readonly {
    readonly name: string;
    readonly volume: string;
    readonly active: boolean;
    readonly modes: Readonly<Record<string, string>>;
  }[];
  readonly settings: Readonly<Record<string, string>>;
  readonly nodes: readonly {
    readonly name: string;
    readonly allowScheduling: boolean;
    readonly conditions: Readonly<Record<string, string>>;
  }[];
};

/** Everything seen in one cluster for one app. */
export type ClusterView = Surroundings & {
  readonly observedAt: string;
  readonly server: Known<{ readonly version: string; readonly major: number; readonly minor: number }>;
  readonly nodes: Known<readonly Node[]>;
  readonly application: Known<LiveApplication>;
  /** Names, paths and owners of every live Application, to see who else reads the files we write. */
  readonly applications: Known<readonly LiveApplication[]>;
  readonly workloads: Known<readonly LiveWorkload[]>;
  readonly replicaSets: Known<readonly ReplicaSet[]>;
  readonly pods: Known<readonly Pod[]>;
  /** Pods of any namespace on the secondary lane's nodes, DaemonSets' left out. */
  readonly podsOnSecondary: Known<readonly Pod[]>;
  readonly events: Known<readonly ClusterEvent[]>;
  readonly disruptionBudgets: Known<readonly DisruptionBudget[]>;
  readonly claims: Known<readonly Claim[]>;
  readonly volumes: Known<readonly PersistentVolume[]>;
  readonly storageClasses: Known<readonly StorageClass[]>;
  readonly services: Known<readonly Service[]>;
  readonly autoscalers: Known<readonly Autoscaler[]>;
  readonly longhorn: Known<Longhorn>;
};
