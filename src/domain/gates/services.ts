import type { Service } from "../cluster.ts";
import { type Manifest, objectAt, stringAt } from "../manifest.ts";
import type { Snapshot } from "../snapshot.ts";
import { selects, stringMap, type Workload } from "../workload.ts";
import { type Finding, unread } from "./findings.ts";
import { isOffline, liveList, namespaceOf, titleOf } from "./look.ts";

const fields = ["sessionAffinity", "externalTrafficPolicy", "internalTrafficPolicy", "trafficDistribution"] as const;
export type ServiceField = (typeof fields)[number];

/** A Service that leads to pods of the app; `to` names the workloads. */
export type AppService = {
  readonly namespace: string;
  readonly name: string;
  readonly to: readonly string[];
  /** Git's value, else the live one: what Git does not write survives every sync (facts §1.4). */
  readonly fields: Readonly<Partial<Record<ServiceField, { readonly value: string; readonly liveOnly: boolean }>>>;
};

/** The Services over any of the workloads' pods, from Git and, where they could be read, from the cluster. */
export function servicesOf(
  snapshot: Snapshot,
  workloads: readonly Workload[],
): { readonly services: readonly AppService[]; readonly unread: readonly Finding[] } {
  const live = liveList(snapshot, (cluster) => cluster.services);
  const running = live.state === "known" ? live.value : [];
  const rendered = snapshot.base.objects.filter(({ apiVersion, kind }) => apiVersion === "v1" && kind === "Service");
  const inGit = rendered.map((manifest) => {
    const namespace = namespaceOf(snapshot, manifest.metadata);
    const { name } = manifest.metadata;
    return written(
      manifest,
      namespace,
      running.find((each) => each.namespace === namespace && each.name === name),
    );
  });
  const added = running
    .filter(({ namespace, name }) => !inGit.some((each) => each.namespace === namespace && each.name === name))
    .map((service) => ({ ...service, fields: onlyLive(service) }));
  return {
    services: [...inGit, ...added].flatMap(({ namespace, name, selector, fields: own }) => {
      const to = workloads
        .filter((workload) => namespaceOf(snapshot, workload.ref) === namespace && leadsTo(selector, workload))
        .map(titleOf);
      return to.length === 0 ? [] : [{ namespace, name, to, fields: own }];
    }),
    unread: live.state === "unknown" && !isOffline(snapshot) ? [unread("the Services", live.reason)] : [],
  };
}

function written({ metadata, spec }: Manifest, namespace: string, live: Service | undefined) {
  const asked = objectAt(spec);
  const own = fields.flatMap((field) => {
    const value = stringAt(asked[field]);
    return value === undefined ? [] : [[field, { value, liveOnly: false }] as const];
  });
  return {
    namespace,
    name: metadata.name,
    selector: stringMap(asked.selector),
    fields: { ...(live === undefined ? {} : onlyLive(live)), ...Object.fromEntries(own) },
  };
}

function onlyLive(service: Service): AppService["fields"] {
  const { sessionAffinity, externalTrafficPolicy, internalTrafficPolicy } = service;
  const all = { sessionAffinity, externalTrafficPolicy, internalTrafficPolicy };
  return Object.fromEntries(
    Object.entries(all).flatMap(([field, value]) =>
      value === undefined ? [] : [[field, { value, liveOnly: true }] as const],
    ),
  );
}

/** A Service without a selector gets its endpoints from elsewhere. */
function leadsTo(selector: Readonly<Record<string, string>> | undefined, { podLabels }: Workload): boolean {
  return selector !== undefined && Object.keys(selector).length > 0 && selects({ matchLabels: selector }, podLabels);
}
