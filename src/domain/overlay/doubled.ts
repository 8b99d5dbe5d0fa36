import { type JsonObject, listAt, type Manifest, objectAt } from "../manifest.ts";

/** The keys by which kustomize merges the lists of a pod (facts §1.1): what has the same key twice is one entry to it. */
const podLists: Readonly<Record<string, readonly string[]>> = {
  containers: ["name"],
  initContainers: ["name"],
  volumes: ["name"],
  imagePullSecrets: ["name"],
  hostAliases: ["ip"],
};
const containerLists: Readonly<Record<string, readonly string[]>> = {
  env: ["name"],
  ports: ["containerPort", "protocol"],
  volumeMounts: ["mountPath"],
  volumeDevices: ["devicePath"],
};

/**
 * A list of a workload that names one thing twice, in words. As soon as any patch touches the object, kustomize keeps
 * only the last of them, so no stage can leave such a list as it is.
 */
export function doubledEntry(manifest: Manifest): string | undefined {
  const pod = objectAt(objectAt(objectAt(manifest["spec"])["template"])["spec"]);
  const containers = ["initContainers", "containers"].flatMap((list) => listAt(pod[list]).map(objectAt));
  const found = [
    ...doubled(pod, podLists),
    ...containers.flatMap((container) =>
      doubled(container, containerLists).map((words) => `${words} of container ${String(container["name"])}`),
    ),
  ];
  return found[0];
}

function doubled(holder: JsonObject, lists: Readonly<Record<string, readonly string[]>>): readonly string[] {
  return Object.entries(lists).flatMap(([list, keys]) => {
    const names = listAt(holder[list]).map((entry) =>
      keys.flatMap((key) => (objectAt(entry)[key] === undefined ? [] : [String(objectAt(entry)[key])])).join("/"),
    );
    const twice = names.find((name, at) => names.indexOf(name) !== at);
    return twice === undefined ? [] : [`${twice} twice in \`${list}\``];
  });
}
