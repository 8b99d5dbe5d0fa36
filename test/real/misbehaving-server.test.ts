import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fillCluster } from "../../bench/preflight-cluster.ts";
import { kubernetesCluster } from "../../src/adapters/kubernetes/cluster.ts";
import { loadKubeConfig } from "../../src/adapters/kubernetes/kube-config.ts";
import { readRecording, recordSnapshot } from "../../src/app/record.ts";
import type { ClusterView } from "../../src/domain/cluster.ts";
import type { GateResult } from "../../src/domain/verdict.ts";
import { type Lab, startLab } from "./support/lab.ts";
import * as proxied from "./support/misbehaving-proxy.ts";
import { type Look, look, verdictsOf } from "./support/preflight-look.ts";
import { question, unknowns } from "./support/shop-lab.ts";

/** Short, because some of these tests wait for them; long enough for a busy machine to answer in. */
const limits = { requestMs: 2_000, observationMs: 6_000, answerBytes: 1024 * 1024, pageSize: 5, listItems: 200 };
/** What a busy machine may take beyond a deadline to say so. */
const slackMs = 1_500;

type Part = keyof Omit<ClusterView, "observedAt">;

const longhornParts: readonly Part[] = ["longhorn"];
const longhornGates = ["longhorn-volumes", "longhorn-locality", "longhorn-settings", "longhorn-nodes"];
const around: readonly Part[] = ["longhornSurroundings"];
const aroundGates = ["engine-image", "restore-point"];
const argoGates = ["source", "sync-mode", "sync-state"];
const shop = (group: string, resource: string) => `${group}/namespaces/shop/${resource}`;
const longhorn = (resource: string) => `/apis/longhorn.io/v1beta2/namespaces/longhorn-system/${resource}`;

/** Every path that a look asks for, the parts that hang on it, and gates that must not be answered without it. */
const paths: readonly (readonly [path: string, parts: readonly Part[], gates: readonly string[]])[] = [
  ["/version", ["server"], []],
  [
    "/apis",
    [
      ...(["application", "applications", "project", "stickyRoutes", "verticalAutoscalers", "scaledObjects"] as const),
      ...(["longhorn", "longhornSurroundings", "platformPods"] as const),
    ],
    [...argoGates, ...longhornGates, ...aroundGates, "dns", "csi-on-secondary"],
  ],
  ["/readyz", ["stickyRoutes", "verticalAutoscalers", "scaledObjects"], []],
  [
    "/api/v1/nodes",
    ["nodes", "podsOnSecondary", "podRequests"],
    ["lanes", "taint", "foreign-pods", "control-plane", "capacity"],
  ],
  ["/api/v1/pods", ["podsOnSecondary", "podRequests"], ["foreign-pods", "capacity"]],
  ["/api/v1/namespaces/shop", ["namespaces"], ["namespace-overrides"]],
  [shop("/api/v1", "pods"), ["pods"], ["crash-loops", "restarts", "probes", "pods-replaced"]],
  [shop("/api/v1", "events"), ["events"], ["flapping"]],
  [shop("/api/v1", "services"), ["services", "stickyRoutes"], []],
  [shop("/api/v1", "resourcequotas"), ["quotas"], ["quota"]],
  [shop("/api/v1", "limitranges"), ["limitRanges"], ["quota"]],
  [
    shop("/api/v1", "persistentvolumeclaims"),
    ["claims", "longhornSurroundings"],
    ["storage-class", "node-local-volumes", "volume-attachments", ...longhornGates, ...aroundGates],
  ],
  [
    "/api/v1/persistentvolumes",
    ["volumes", "longhornSurroundings"],
    ["node-local-volumes", "volume-attachments", ...longhornGates, ...aroundGates],
  ],
  [shop("/apis/apps/v1", "deployments"), ["workloads"], ["workload-conditions", "one-revision", "pins"]],
  [shop("/apis/apps/v1", "statefulsets"), ["workloads"], ["workload-conditions", "one-revision", "pins"]],
  [shop("/apis/apps/v1", "replicasets"), ["replicaSets"], ["one-revision"]],
  [shop("/apis/policy/v1", "poddisruptionbudgets"), ["disruptionBudgets"], ["pdb"]],
  [shop("/apis/autoscaling/v2", "horizontalpodautoscalers"), ["autoscalers"], []],
  [shop("/apis/networking.k8s.io/v1", "ingresses"), ["ingresses"], []],
  [shop("/apis/coordination.k8s.io/v1", "leases"), ["leases"], ["leader-election"]],
  ["/apis/coordination.k8s.io/v1/namespaces/kube-system/leases", ["leases"], ["leader-election"]],
  ["/api/v1/namespaces/kube-system/pods", ["platformPods"], ["dns", "csi-on-secondary"]],
  ["/api/v1/namespaces/longhorn-system/pods", ["platformPods"], ["dns", "csi-on-secondary"]],
  ["/apis/storage.k8s.io/v1/storageclasses", ["storageClasses"], ["storage-class"]],
  ["/apis/storage.k8s.io/v1/volumeattachments", ["volumeAttachments"], ["volume-attachments"]],
  ["/apis/storage.k8s.io/v1/csinodes", ["csiNodes"], ["csi-on-secondary"]],
  ["/apis/node.k8s.io/v1/runtimeclasses", ["runtimeClasses"], []],
  ["/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", ["application", "project"], argoGates],
  ["/apis/argoproj.io/v1alpha1/applications", ["applications"], []],
  ["/apis/argoproj.io/v1alpha1/appprojects", ["project"], []],
  [shop("/apis/traefik.io/v1alpha1", "ingressroutes"), ["stickyRoutes"], []],
  [shop("/apis/traefik.io/v1alpha1", "traefikservices"), ["stickyRoutes"], []],
  [longhorn("volumes"), ["longhorn", "longhornSurroundings"], [...longhornGates, ...aroundGates]],
  ...["replicas", "engines", "settings", "nodes"].map(
    (resource) => [longhorn(resource), longhornParts, longhornGates] as const,
  ),
  ...["engineimages", "snapshots"].map((resource) => [longhorn(resource), around, aroundGates] as const),
];

let lab: Lab;
let proxy: proxied.MisbehavingProxy;
let cluster: ReturnType<typeof kubernetesCluster>;
let undisturbed: Look;

beforeAll(async () => {
  lab = await startLab({ controllers: false });
  await fillCluster(lab.client, { pods: 40, claims: 3 });
  proxy = await proxied.startMisbehavingProxy(lab.kubeconfig);
  const now = new Date();
  const config = await loadKubeConfig({ kubeconfig: proxy.kubeconfig, context: undefined });
  cluster = kubernetesCluster({ config, limits, now: () => now });
  undisturbed = await look(cluster);
});
afterAll(async () => {
  await cluster?.close();
  await proxy?.close();
  await lab?.stop();
});

type Disturbed = Look & {
  readonly ms: number;
  /** The paths that were asked for, with their queries. */
  readonly asked: readonly string[];
};

/** A look while the server misbehaves on the paths. */
async function lookWhile(
  isMeant: (path: string) => boolean,
  misbehaviour: proxied.Misbehaviour | undefined,
): Promise<Disturbed> {
  proxy.plan(isMeant, misbehaviour);
  const began = performance.now();
  try {
    return { ...(await look(cluster)), ms: performance.now() - began, asked: [...proxy.asked] };
  } finally {
    proxy.plan(() => false, undefined);
  }
}

/** Parts as they were, and gates as they were, but for what is unknown now and says why; all of it in time. */
function expectNothingElse({ view, verdicts, ms }: Disturbed): void {
  const reasons = unknowns(view);
  const { observedAt: _, ...parts } = view;
  for (const part of Object.keys(parts) as Part[]) {
    if (!(part in reasons)) expect(view[part], part).toStrictEqual(undisturbed.view[part]);
  }
  const before = new Map(undisturbed.verdicts.map((verdict) => [verdict.gate, verdict]));
  for (const verdict of verdicts) {
    if (verdict.outcome !== "unknown") expect(verdict).toStrictEqual(before.get(verdict.gate));
    else expect(Object.values(reasons).some((reason) => text(verdict).includes(reason.slice(0, 40)))).toBe(true);
  }
  expect(verdicts.map(({ gate }) => gate)).toEqual([...before.keys()]);
  expect(JSON.stringify([view, verdicts])).not.toContain("planted");
  expect(ms).toBeLessThan(limits.observationMs + slackMs);
}

function text({ summary, seen }: GateResult): string {
  return `${summary} ${seen}`;
}

/** The gates that are unknown, in their order. */
function unknownGates({ verdicts }: Look): readonly string[] {
  return verdicts.flatMap(({ gate, outcome }) => (outcome === "unknown" ? [gate] : []));
}

it("answers every gate of a healthy app through a proxy that behaves", async () => {
  expect(unknowns(undisturbed.view)).toEqual({});
  expect(unknownGates(undisturbed)).toEqual([]);
  expect(undisturbed.verdicts.filter(({ outcome }) => outcome === "fail")).toEqual([]);

  const again = await lookWhile(() => false, undefined);

  expectNothingElse(again);
  expect(again.verdicts).toStrictEqual(undisturbed.verdicts);
});

describe("one path that fails", () => {
  it("is one of these", async () => {
    const { asked } = await lookWhile(() => false, undefined);

    expect([...new Set(asked.map((path) => path.split("?")[0]))].toSorted()).toEqual(
      paths.map(([path]) => path).toSorted(),
    );
  });

  it.each(paths)("%s leaves exactly its parts unknown, and their gates", async (path, parts, gates) => {
    const disturbed = await lookWhile((asked) => asked === path, proxied.refuses(500, "InternalError"));

    expectNothingElse(disturbed);
    expect(Object.keys(unknowns(disturbed.view)).toSorted()).toEqual(parts.toSorted());
    expect(unknownGates(disturbed)).toEqual(expect.arrayContaining([...gates]));
  });
});

const pods = "/api/v1/namespaces/shop/pods";
const podsUnread = "cannot list pods in namespace shop: ";

describe("the list of the app's pods", () => {
  it.each([
    ["is answered too late", proxied.answersAfter(limits.requestMs + 500), `${podsUnread}no answer within 2 s`],
    ["is never answered", proxied.neverAnswers, `${podsUnread}no answer within 2 s`],
    ["trickles in for ever", proxied.trickles, `${podsUnread}no answer within 2 s`],
    [
      "is refused with 429 again and again",
      proxied.refuses(429, "TooManyRequests", { "retry-after": "1" }),
      `${podsUnread}the server answered 429`,
    ],
    [
      "is put off for an hour",
      proxied.refuses(429, "TooManyRequests", { "retry-after": "3600" }),
      `${podsUnread}no answer within 2 s`,
    ],
    [
      "is put off until a day that has gone",
      proxied.refuses(503, "ServiceUnavailable", { "retry-after": "Thu, 01 Jan 2026 00:00:00 GMT" }),
      `${podsUnread}the server answered 503`,
    ],
    ["fails", proxied.refuses(500, "InternalError"), `${podsUnread}the server answered 500`],
    ["fails and says so without end", proxied.floods(500), `${podsUnread}the server answered 500`],
    ["is forbidden", proxied.refuses(403, "Forbidden"), "forbidden: cannot list pods in namespace shop"],
    ["breaks off", proxied.closesHalfway, /^cannot list pods in namespace shop: the connection failed \(\w+\)$/],
    ["ends halfway", proxied.endsHalfway, `${podsUnread}the answer is not JSON, or ended early`],
    ["never ends", proxied.floods(), `${podsUnread}the answer is larger than 1024 KiB`],
    ["goes on page after page", proxied.neverEndsTheList, `${podsUnread}there are more than 200`],
    ["is no JSON", proxied.babbles, `${podsUnread}the answer is not JSON, or ended early`],
    ["is no list", proxied.answersBesides, `${podsUnread}the answer is not a list`],
    ["meets a reset", proxied.resets, /^cannot list pods in namespace shop: the connection failed \(\w+\)$/],
  ] as const)("%s: the pods are unknown, and the gates that need them", async (_what, misbehaviour, reason) => {
    const disturbed = await lookWhile((path) => path === pods, misbehaviour);

    expectNothingElse(disturbed);
    expect(unknowns(disturbed.view)).toEqual({
      pods: typeof reason === "string" ? reason : expect.stringMatching(reason),
    });
    expect(unknownGates(disturbed)).toEqual(expect.arrayContaining(["crash-loops", "restarts", "probes"]));
  });

  it.each([
    ["is late, but in time", proxied.answersAfter(300)],
    ["is put off for a second", proxied.once(proxied.refuses(429, "TooManyRequests", { "retry-after": "1" }))],
    ["meets a reset once", proxied.once(proxied.resets)],
  ])("%s: everything is as before", async (_what, misbehaviour) => {
    const disturbed = await lookWhile((path) => path === pods, misbehaviour);

    expectNothingElse(disturbed);
    expect(unknowns(disturbed.view)).toEqual({});
  });
});

describe("a list of several pages", () => {
  const lanePods = "/api/v1/pods";

  /** How often a list of a node's pods was begun; there are two nodes. */
  function firstPages({ asked }: Disturbed): readonly string[] {
    return asked.filter((path) => path.startsWith(`${lanePods}?`) && !path.includes("continue="));
  }

  it("whose continue token expires once is read again from the start", async () => {
    const disturbed = await lookWhile((path) => path === lanePods, proxied.forgetsTheRest(1));

    expectNothingElse(disturbed);
    expect(unknowns(disturbed.view)).toEqual({});
    expect(firstPages(disturbed)).toHaveLength(3);
  });

  it("whose continue token always expires is unknown", async () => {
    const disturbed = await lookWhile((path) => path === lanePods, proxied.forgetsTheRest(Number.POSITIVE_INFINITY));

    expectNothingElse(disturbed);
    const reason = "cannot list pods in all namespaces: the list changed while it was read, twice (410)";
    expect(unknowns(disturbed.view)).toEqual({ podsOnSecondary: reason, podRequests: reason });
    expect(firstPages(disturbed)).toHaveLength(4);
  });
});

describe("trouble on many paths", () => {
  it("of Longhorn, which never answers, leaves everything else as it was", async () => {
    const disturbed = await lookWhile((path) => path.startsWith("/apis/longhorn.io/"), proxied.neverAnswers);

    expectNothingElse(disturbed);
    expect(Object.keys(unknowns(disturbed.view)).toSorted()).toEqual(["longhorn", "longhornSurroundings"]);
    expect(unknownGates(disturbed)).toEqual(expect.arrayContaining([...longhornGates, ...aroundGates]));
  });

  it.each([
    ["never answers", proxied.neverAnswers],
    ["trickles", proxied.trickles],
    ["resets every connection", proxied.resets],
    ["refuses everything", proxied.refuses(403, "Forbidden")],
    ["wants everybody to come back in an hour", proxied.refuses(429, "TooManyRequests", { "retry-after": "3600" })],
    ["babbles", proxied.babbles],
    ["never ends an answer", proxied.floods()],
  ])("of a server that %s ends in time, with every live gate unknown", async (_what, misbehaviour) => {
    const disturbed = await lookWhile(() => true, misbehaviour);

    expectNothingElse(disturbed);
    const { observedAt: _, ...parts } = disturbed.view;
    expect(Object.keys(unknowns(disturbed.view))).toEqual(Object.keys(parts));
    // What still passes is what Git alone answers.
    const offline = verdictsOf({ ...undisturbed.snapshot, observation: { mode: "offline" } });
    const inGit = new Set(offline.flatMap(({ gate, outcome }) => (outcome === "unknown" ? [] : [gate])));
    expect(disturbed.verdicts.filter(({ gate, outcome }) => outcome !== "unknown" && !inGit.has(gate))).toEqual([]);
  });

  it("of all kinds at once leaves each part as it was or unknown", async () => {
    const kinds: readonly (proxied.Misbehaviour | undefined)[] = [
      ...[undefined, undefined, undefined, proxied.neverAnswers, proxied.resets, proxied.closesHalfway],
      ...[proxied.babbles, proxied.refuses(500, "InternalError"), proxied.refuses(403, "Forbidden")],
      ...[proxied.once(proxied.resets), proxied.forgetsTheRest(1), proxied.floods()],
    ];
    for (const seed of [1, 2, 3, 4, 5]) {
      const drawn = new Map(paths.map(([path], number) => [path, kinds[(number * 7 + seed * 5) % kinds.length]]));
      const disturbed = await lookWhile(
        () => true,
        (exchange) => (drawn.get(exchange.url.pathname) ?? (() => exchange.pass()))(exchange),
      );

      expectNothingElse(disturbed);
      expect(Object.keys(unknowns(disturbed.view)).length).toBeGreaterThan(5);
    }
  });
});

it("is recorded with what could not be read, and replays to the same verdicts", async () => {
  const { snapshot, view, verdicts } = await lookWhile((path) => path === pods, proxied.closesHalfway);
  const meta = { app: "shop", namespaces: ["shop"], lanes: question.lanes };

  const replayed = readRecording(recordSnapshot(view, meta));

  expect(verdictsOf({ ...snapshot, observation: { mode: "live", cluster: replayed } })).toStrictEqual(verdicts);
});
