import {
  isObject,
  type JsonObject,
  listAt,
  type Manifest,
  numberAt,
  type ObjectRef,
  objectAt,
  refOf,
  stringAt,
} from "./manifest.ts";

/** A container of a pod template, as far as gates and strategies need it. */
export type Container = {
  readonly name: string;
  readonly image: string;
  readonly init: boolean;
  /** An init container with `restartPolicy: Always` runs beside the others. */
  readonly sidecar: boolean;
  readonly resources: JsonObject;
  readonly probes: { readonly readiness: boolean; readonly liveness: boolean; readonly startup: boolean };
};

export type ClaimTemplate = {
  readonly name: string;
  readonly accessModes: readonly string[];
  readonly storageClass: string | undefined;
};

export type RolloutStrategy = {
  readonly type: "RollingUpdate" | "Recreate" | "OnDelete";
  readonly maxSurge: string | number | undefined;
  readonly maxUnavailable: string | number | undefined;
};

/** A Deployment or StatefulSet: what a strategy is chosen for. */
export type Workload = {
  readonly kind: "Deployment" | "StatefulSet";
  readonly ref: ObjectRef;
  readonly replicas: number;
  readonly selector: JsonObject;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly strategy: RolloutStrategy;
  /** `spec.template.spec` as rendered. */
  readonly pod: JsonObject;
  readonly claimTemplates: readonly ClaimTemplate[];
  readonly containers: readonly Container[];
  readonly manifest: Manifest;
};

/** The Deployments and StatefulSets of group `apps` among rendered objects, in their order. */
export function workloadsOf(objects: readonly Manifest[]): readonly Workload[] {
  return objects.flatMap((manifest) => {
    const { kind } = manifest;
    if (!manifest.apiVersion.startsWith("apps/") || (kind !== "Deployment" && kind !== "StatefulSet")) return [];
    return [workload(manifest, kind)];
  });
}

/** DaemonSets, Jobs and CronJobs: reported, never moved (design §1). */
export function bystandersOf(objects: readonly Manifest[]): readonly ObjectRef[] {
  return objects.filter(({ kind }) => kind === "DaemonSet" || kind === "Job" || kind === "CronJob").map(refOf);
}

function workload(manifest: Manifest, kind: "Deployment" | "StatefulSet"): Workload {
  const spec = objectAt(manifest["spec"]);
  const template = objectAt(spec["template"]);
  const pod = objectAt(template["spec"]);
  return {
    kind,
    ref: refOf(manifest),
    replicas: numberAt(spec["replicas"]) ?? 1,
    selector: objectAt(spec["selector"]),
    podLabels: stringMap(objectAt(template["metadata"])["labels"]),
    strategy: rollout(objectAt(kind === "Deployment" ? spec["strategy"] : spec["updateStrategy"])),
    pod,
    claimTemplates: listAt(spec["volumeClaimTemplates"]).map(claimTemplate),
    containers: [
      ...listAt(pod["initContainers"]).map((value) => container(objectAt(value), true)),
      ...listAt(pod["containers"]).map((value) => container(objectAt(value), false)),
    ],
    manifest,
  };
}

function container(value: JsonObject, init: boolean): Container {
  return {
    name: stringAt(value["name"]) ?? "",
    image: stringAt(value["image"]) ?? "",
    init,
    sidecar: init && value["restartPolicy"] === "Always",
    resources: objectAt(value["resources"]),
    probes: {
      readiness: isObject(value["readinessProbe"]),
      liveness: isObject(value["livenessProbe"]),
      startup: isObject(value["startupProbe"]),
    },
  };
}

function claimTemplate(value: unknown): ClaimTemplate {
  const template = objectAt(value as JsonObject);
  const spec = objectAt(template["spec"]);
  return {
    name: stringAt(objectAt(template["metadata"])["name"]) ?? "",
    accessModes: listAt(spec["accessModes"]).flatMap((mode) => stringAt(mode) ?? []),
    storageClass: stringAt(spec["storageClassName"]),
  };
}

function rollout(strategy: JsonObject): RolloutStrategy {
  const type = strategy["type"];
  const rolling = objectAt(strategy["rollingUpdate"]);
  return {
    type: type === "Recreate" || type === "OnDelete" ? type : "RollingUpdate",
    maxSurge: intOrString(rolling["maxSurge"]),
    maxUnavailable: intOrString(rolling["maxUnavailable"]),
  };
}

function intOrString(value: unknown): string | number | undefined {
  return typeof value === "number" || typeof value === "string" ? value : undefined;
}

/** The string entries of a JSON object; labels and node selectors hold nothing else. */
export function stringMap(value: JsonObject[string]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(objectAt(value)).flatMap(([key, entry]) => (typeof entry === "string" ? [[key, entry]] : [])),
  );
}

/** True when a label selector (matchLabels and matchExpressions) selects the labels; an empty one selects everything. */
export function selects(selector: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const byLabels = Object.entries(stringMap(selector["matchLabels"])).every(([key, value]) => labels[key] === value);
  return byLabels && listAt(selector["matchExpressions"]).every((expression) => holds(objectAt(expression), labels));
}

/** Evaluates one `{key, operator, values}` against labels (Kubernetes label selectors and node selector terms). */
export function holds(expression: JsonObject, labels: Readonly<Record<string, string>>): boolean {
  const key = stringAt(expression["key"]) ?? "";
  const values = listAt(expression["values"]).map(String);
  const value = Object.hasOwn(labels, key) ? labels[key] : undefined;
  switch (expression["operator"]) {
    case "In":
      return value !== undefined && values.includes(value);
    case "NotIn":
      return value === undefined || !values.includes(value);
    case "Exists":
      return value !== undefined;
    case "DoesNotExist":
      return value === undefined;
    case "Gt":
      return value !== undefined && Number(value) > Number(values[0]);
    case "Lt":
      return value !== undefined && Number(value) < Number(values[0]);
    default:
      return false;
  }
}
