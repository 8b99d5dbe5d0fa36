import { listAt, objectAt, stringAt } from "../manifest.ts";
import type { Workload } from "../workload.ts";

/** A hostPath volume, and what of the node it shows to the pod. */
export type HostPath = { readonly volume: string; readonly path: string; readonly kind: "data" | "device" | "socket" | "system" };

/** The same on every node, or about the node itself: a pod elsewhere finds what it expects. */
const systemPaths = [
  "/etc/hostname",
  "/etc/localtime",
  "/etc/machine-id",
  "/etc/os-release",
  "/etc/pki",
  "/etc/ssl",
  "/etc/timezone",
  "/lib/modules",
  "/proc",
  "/sys",
  "/usr/lib/os-release",
  "/usr/share/ca-certificates",
  "/usr/share/zoneinfo",
];

/** The hostPath volumes of a pod template, by kind (facts §3, rows 3 and 10). */
export function hostPathsOf({ pod }: Workload): readonly HostPath[] {
  return listAt(pod["volumes"]).flatMap((value) => {
    const volume = objectAt(value);
    const source = objectAt(volume["hostPath"]);
    const path = stringAt(source["path"]);
    return path === undefined ? [] : [{ volume: stringAt(volume["name"]) ?? "", path, kind: kindOf(path, stringAt(source["type"])) }];
  });
}

/** The emptyDir volumes by name: gone with every pod, so nothing that a move could lose. */
export function emptyDirsOf({ pod }: Workload): readonly string[] {
  return listAt(pod["volumes"]).flatMap((value) => {
    const volume = objectAt(value);
    return volume["emptyDir"] === undefined ? [] : [stringAt(volume["name"]) ?? ""];
  });
}

function kindOf(path: string, type: string | undefined): HostPath["kind"] {
  const clean = path.replaceAll(/\/+/g, "/").replace(/(.)\/$/, "$1");
  // `/proc/../data` is data.
  if (clean.split("/").includes("..")) return "data";
  if (type === "CharDevice" || type === "BlockDevice" || isBelow(clean, "/dev")) return "device";
  if (type === "Socket" || clean.endsWith(".sock")) return "socket";
  return systemPaths.some((system) => isBelow(clean, system)) ? "system" : "data";
}

function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}
