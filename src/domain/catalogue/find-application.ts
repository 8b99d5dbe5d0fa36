import { distance } from "fastest-levenshtein";
import type { Catalogue, DeclaredApplication, DeclaredApplicationSet, Place } from "../application.ts";
import type { LiveApplication } from "../cluster.ts";
import type { Known } from "../known.ts";

/** Where a name stands in Git. */
export type NamedPlace = {
  readonly kind: "Application" | "ApplicationSet";
  readonly name: string;
  readonly namespace: string | undefined;
  readonly place: Place;
};

/** What a name turned out to be. */
export type Finding =
  | { readonly outcome: "found"; readonly application: DeclaredApplication }
  | {
      readonly outcome: "generated";
      /** The ApplicationSet's name; its declaration, where it is in Git. */
      readonly owner: string;
      readonly applicationSet: DeclaredApplicationSet | undefined;
      readonly child: { readonly name: string; readonly path: string | undefined };
    }
  | { readonly outcome: "applicationset"; readonly applicationSet: DeclaredApplicationSet }
  | { readonly outcome: "ambiguous"; readonly places: readonly NamedPlace[] }
  | {
      readonly outcome: "missing";
      /** At most three names, the nearest first. */
      readonly nearest: readonly string[];
      /** The cluster has an Application of this name that this repository does not declare. */
      readonly inCluster: boolean;
    };

/**
 * Finds what `name` means. Where Git declares it once and an ApplicationSet in Git generates it too, the live
 * Application's owner decides, and without one it is ambiguous; the owner in the cluster also overrules Git where it is
 * an ApplicationSet, for then Git's file is not what runs.
 */
export function findApplication(catalogue: Catalogue, name: string, live?: Known<LiveApplication>): Finding {
  const declared = catalogue.applications.filter((application) => application.name === name);
  const generators = catalogue.applicationSets.filter((set) => set.children?.some((child) => child.name === name));
  const observed = live?.state === "known" ? live.value : undefined;
  if (observed?.owner?.kind === "ApplicationSet") return generatedBy(catalogue, name, observed.owner.name, observed);
  const [application] = declared;
  if (application !== undefined && declared.length === 1 && (generators.length === 0 || observed !== undefined)) {
    return { outcome: "found", application };
  }
  if (declared.length + generators.length > 1) {
    return {
      outcome: "ambiguous",
      places: [...declared.map(placeOf("Application")), ...generators.map(placeOf("ApplicationSet"))],
    };
  }
  if (generators[0] !== undefined) return generatedBy(catalogue, name, generators[0].name, undefined);
  const named = catalogue.applicationSets.filter((set) => set.name === name || set.nameTemplate === name);
  if (named.length > 1) return { outcome: "ambiguous", places: named.map(placeOf("ApplicationSet")) };
  if (named[0] !== undefined) return { outcome: "applicationset", applicationSet: named[0] };
  return { outcome: "missing", nearest: nearestNames(catalogue, name), inCluster: observed !== undefined };
}

function generatedBy(catalogue: Catalogue, name: string, owner: string, live: LiveApplication | undefined): Finding {
  const sets = catalogue.applicationSets.filter((set) => set.name === owner);
  const children = (set: DeclaredApplicationSet) => set.children?.find((child) => child.name === name);
  const applicationSet = sets.find((set) => children(set) !== undefined) ?? sets[0];
  const path = (applicationSet === undefined ? undefined : children(applicationSet)?.path) ?? live?.sources[0]?.path;
  return { outcome: "generated", owner, applicationSet, child: { name, path } };
}

function placeOf(kind: NamedPlace["kind"]) {
  return ({ name, namespace, place }: DeclaredApplication | DeclaredApplicationSet): NamedPlace => ({
    kind,
    name,
    namespace,
    place,
  });
}

/** At most three names that somebody may have meant: few letters apart, or one part of the other. */
function nearestNames(catalogue: Catalogue, name: string): readonly string[] {
  const all = [
    ...catalogue.applications.map((application) => application.name),
    ...catalogue.applicationSets.flatMap((set) => [set.name, ...(set.children ?? []).map((child) => child.name)]),
  ];
  const wanted = name.slice(0, 253).toLowerCase();
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return [...new Set(all)]
    .map((candidate) => ({ candidate, apart: distance(wanted, candidate), part: isPart(wanted, candidate) }))
    .filter(({ apart, part }) => apart <= reach || part)
    .sort((a, b) => rank(a) - rank(b) || a.apart - b.apart || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, 3)
    .map(({ candidate }) => candidate);

  /** A slip of one or two letters first, then names that hold the word, then looser likenesses. */
  function rank({ apart, part }: { readonly apart: number; readonly part: boolean }): number {
    if (apart <= 2) return 0;
    return part ? 1 : 2;
  }
}

function isPart(wanted: string, candidate: string): boolean {
  if (Math.min(wanted.length, candidate.length) < 3) return false;
  return candidate.includes(wanted) || wanted.includes(candidate);
}
