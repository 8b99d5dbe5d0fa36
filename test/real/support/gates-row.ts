import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Outcome } from "../../../src/domain/verdict.ts";
import type { Hand, Ref } from "./gates-hand.ts";
import type { LabObject } from "./lab-client.ts";

/** The smallest thing that goes wrong for a gate, and what makes it right again. */
export type Row = {
  readonly gate: string;
  /** What is done, as the end of «… when …». */
  readonly when: string;
  readonly disturb: (hand: Hand) => Promise<unknown>;
  readonly becomes: Outcome;
  /** What its summary then says. */
  readonly says: RegExp;
  /** Other gates that cannot help seeing the same, each with why. */
  readonly companions?: Readonly<Record<string, { readonly becomes: Outcome; readonly because: string }>>;
  /** What its remedy says and names; absent: it asks for nothing, because it only informs or the workload stays. */
  readonly remedy?: RegExp;
  /** The remedy, where the lab can carry it out: the world is whole again. */
  readonly mend?: (hand: Hand) => Promise<unknown>;
};

/** `ref("apps/v1", "Deployment", "web")`: in namespace shop unless another is named; null: in none. */
export function ref(apiVersion: string, kind: string, name: string, namespace: string | null = "shop"): Ref {
  return { apiVersion, kind, metadata: namespace === null ? { name } : { name, namespace } };
}

export const secondary = ref("v1", "Node", "worker-1", null);
export const application = ref("argoproj.io/v1alpha1", "Application", "shop", "argocd");
export const web = ref("apps/v1", "Deployment", "web");

/** One of Longhorn's objects. */
export function longhorn(kind: string, name: string): Ref {
  return ref("longhorn.io/v1beta2", kind, name, "longhorn-system");
}

/** The change always made, whatever is there. */
export function to(change: JsonObject): () => JsonObject {
  return () => change;
}

/** A pod of a workload of the app, found by its label; of several the first. */
export async function podOf(hand: Hand, app: string): Promise<Ref & { readonly name: string }> {
  const name = (await podsOf(hand, app))[0];
  if (name === undefined) throw new Error(`no pod of ${app}`);
  return { ...ref("v1", "Pod", name), name };
}

/** The names of a workload's pods, those on their way out left aside. */
export async function podsOf(hand: Hand, app: string): Promise<readonly string[]> {
  const pods = await hand.list(ref("v1", "Pod", "any"));
  return pods
    .filter(({ metadata }) => JSON.stringify(metadata["labels"]).includes(`"app":"${app}"`))
    .filter(({ metadata }) => metadata["deletionTimestamp"] === undefined)
    .map(({ metadata }) => metadata.name);
}

/** A pod of nobody's that stands on a node already. */
export function strayPod(namespace: string, name: string, node: string, claim?: string): LabObject {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { namespace, name },
    spec: {
      nodeName: node,
      tolerations: [{ operator: "Exists" }],
      containers: [
        {
          name,
          image: "ghcr.io/acme/stray:1.0.0",
          resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { memory: "32Mi" } },
        },
      ],
      ...(claim === undefined ? {} : { volumes: [{ name: "data", persistentVolumeClaim: { claimName: claim } }] }),
    },
  };
}

/** A moment so many minutes before the world is looked at; the world is looked at three hours from now. */
export function minutesBefore(minutes: number): string {
  return new Date(Date.now() + (180 - minutes) * 60_000).toISOString().replace(/\.\d+Z$/, "Z");
}
