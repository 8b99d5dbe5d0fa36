import type { Application } from "../application.ts";

/** A cluster as Argo CD's destinations name it. */
export type ExpectedCluster = { readonly server?: string; readonly name?: string };

/** The namespace that Argo CD puts objects into which name none themselves. */
export function destinationNamespace(application: Application): string | undefined {
  return application.destination.namespace;
}

/**
 * Whether an Application goes to the expected cluster. `https://kubernetes.default.svc` and `in-cluster` both mean the
 * cluster that Argo CD itself runs in. "untold": nothing is expected, or one side gives a name and the other an address.
 */
export function destinationMatches(
  destination: Application["destination"],
  expected: ExpectedCluster | undefined,
): "same" | "other" | "untold" {
  if (expected === undefined) return "untold";
  const wanted = clusterOf(expected.server, expected.name);
  const found = clusterOf(destination.server, destination.name);
  const compared = [compare(found.server, wanted.server), compare(found.name, wanted.name)].filter(
    (one) => one !== undefined,
  );
  if (compared.length === 0) return "untold";
  return compared.every((one) => one) ? "same" : "other";
}

function compare(a: string | undefined, b: string | undefined): boolean | undefined {
  return a === undefined || b === undefined ? undefined : a === b;
}

/** Both names of Argo CD's own cluster stand for both, so that either way of writing it can be compared. */
function clusterOf(
  server: string | undefined,
  name: string | undefined,
): { readonly server: string | undefined; readonly name: string | undefined } {
  const address = server?.trim().replace(/\/+$/, "").toLowerCase().replace(/:443$/, "");
  const own = "https://kubernetes.default.svc";
  const isOwn =
    (address === own && (name === undefined || name === "in-cluster")) ||
    (address === undefined && name === "in-cluster");
  return isOwn ? { server: own, name: "in-cluster" } : { server: address, name };
}
