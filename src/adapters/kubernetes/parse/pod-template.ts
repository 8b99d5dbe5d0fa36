import { isObject, type Json, type JsonObject, listAt, objectAt, stringAt } from "../../../domain/manifest.ts";
import { redactText } from "../../../domain/redact.ts";
import { json } from "./fields.ts";

/*
 * A pod template with the fields that scheduling, probes and storage are decided by, in Kubernetes' own shape, so
 * that a rule reads the live template and the rendered one alike. No env, no args or command, no annotations; of a
 * probe not its command and headers; of a volume its kind and the name of what it refers to.
 */

/** Reduces a template; the rest is gone. */
export const podTemplate = json.transform((template): JsonObject => {
  const spec = objectAt(template["spec"]);
  return {
    metadata: { labels: objectAt(objectAt(template["metadata"])["labels"]) },
    spec: {
      ...pick(spec, scheduling),
      ...lists(spec, "volumes", reducedVolume),
      ...lists(spec, "initContainers", reducedContainer),
      ...lists(spec, "containers", reducedContainer),
    },
  };
});

const scheduling = [
  "nodeName",
  "nodeSelector",
  "affinity",
  "tolerations",
  "topologySpreadConstraints",
  "schedulerName",
  "priorityClassName",
  "runtimeClassName",
  "hostNetwork",
  "hostPID",
  "hostIPC",
  "terminationGracePeriodSeconds",
];

function reducedContainer(container: JsonObject): JsonObject {
  return {
    ...pick(container, ["name", "image", "imagePullPolicy", "restartPolicy"]),
    ...lists(container, "ports", (port) => pick(port, ["name", "containerPort", "protocol", "hostPort", "hostIP"])),
    ...objects(container, "resources", (resources) => pick(resources, ["limits", "requests", "claims"])),
    ...lists(container, "volumeMounts", (mount) => pick(mount, ["name", "mountPath", "subPath", "readOnly"])),
    ...objects(container, "livenessProbe", reducedProbe),
    ...objects(container, "readinessProbe", reducedProbe),
    ...objects(container, "startupProbe", reducedProbe),
  };
}

function reducedProbe(probe: JsonObject): JsonObject {
  return {
    ...pick(probe, [
      "initialDelaySeconds",
      "timeoutSeconds",
      "periodSeconds",
      "successThreshold",
      "failureThreshold",
      "terminationGracePeriodSeconds",
    ]),
    ...objects(probe, "httpGet", (get) => ({
      ...(stringAt(get["path"]) === undefined ? {} : { path: pathOnly(stringAt(get["path"]) ?? "") }),
      ...pick(get, ["port", "scheme"]),
    })),
    ...objects(probe, "tcpSocket", (socket) => pick(socket, ["port"])),
    ...objects(probe, "grpc", (grpc) => pick(grpc, ["port", "service"])),
    ...objects(probe, "exec", () => ({})),
  };
}

/** A query may hold a token. */
function pathOnly(path: string): string {
  return redactText(path.replace(/\?.*$/s, ""));
}

/** What is kept of a volume's source, by kind; of any other kind only that it is one. */
const volumeSources: Readonly<Record<string, (source: JsonObject) => JsonObject>> = {
  persistentVolumeClaim: (source) => pick(source, ["claimName", "readOnly"]),
  hostPath: (source) => pick(source, ["path", "type"]),
  emptyDir: (source) => pick(source, ["medium", "sizeLimit"]),
  configMap: (source) => pick(source, ["name"]),
  secret: (source) => pick(source, ["secretName"]),
  csi: (source) => pick(source, ["driver"]),
  ephemeral: (source) => {
    const claim = objectAt(objectAt(source["volumeClaimTemplate"])["spec"]);
    return { volumeClaimTemplate: { spec: pick(claim, ["accessModes", "storageClassName"]) } };
  },
};

function reducedVolume(volume: JsonObject): JsonObject {
  const sources = Object.entries(volume).filter((entry): entry is [string, JsonObject] => isObject(entry[1]));
  return {
    ...pick(volume, ["name"]),
    ...Object.fromEntries(sources.map(([kind, source]) => [kind, volumeSources[kind]?.(source) ?? {}])),
  };
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(
    names.flatMap((name): [string, Json][] => {
      const value = object[name];
      return value === undefined || value === null ? [] : [[name, value]];
    }),
  );
}

/** `{[name]: …}` with each object of the list reduced; nothing where there is no list. */
function lists(object: JsonObject, name: string, reduce: (item: JsonObject) => JsonObject): JsonObject {
  return object[name] === undefined || object[name] === null
    ? {}
    : { [name]: listAt(object[name]).filter(isObject).map(reduce) };
}

function objects(object: JsonObject, name: string, reduce: (value: JsonObject) => JsonObject): JsonObject {
  const value = object[name];
  return isObject(value) ? { [name]: reduce(value) } : {};
}
