import type { JsonObject } from "../../../src/domain/manifest.ts";
import type { Hand } from "./gates-hand.ts";
import { application, type Row, ref, to, web } from "./gates-row.ts";

const root = ref("argoproj.io/v1alpha1", "Application", "root", "argocd");
const project = ref("argoproj.io/v1alpha1", "AppProject", "default", "argocd");
const tracking = "argocd.argoproj.io/tracking-id";

/** Argo CD: the live Application. */
export const argocdRows: readonly Row[] = [
  {
    gate: "source",
    when: "the live Application follows another branch",
    disturb: (hand) => hand.patch(application, to({ spec: { source: { targetRevision: "hotfix" } } })),
    becomes: "fail",
    says: /the live Application reads \S+ apps\/shop\/base at hotfix/,
    remedy: /argocd\/apps\/shop\.yaml:\d+ together/,
    mend: (hand) => hand.patch(application, to({ spec: { source: { targetRevision: "main" } } })),
  },
  {
    gate: "sync-mode",
    when: "somebody switched automated sync on",
    disturb: (hand) => hand.patch(application, to({ spec: { syncPolicy: { automated: {} } } })),
    becomes: "warn",
    says: /Argo CD syncs this app by itself, although Git declares manual sync/,
    remedy: /remove spec\.syncPolicy\.automated/,
    mend: (hand) => hand.patch(application, to({ spec: { syncPolicy: null } })),
  },
  {
    gate: "sync-state",
    when: "the cluster has drifted from Git",
    disturb: (hand) => hand.patch(application, to({ status: { sync: { status: "OutOfSync" } } })),
    becomes: "fail",
    says: /Argo CD says OutOfSync/,
    remedy: /Sync the app or revert the drift/,
    mend: (hand) => hand.patch(application, to({ status: { sync: { status: "Synced" } } })),
  },
  {
    gate: "sync-state",
    when: "a sync is under way",
    disturb: (hand) => hand.patch(application, to({ status: { operationState: { phase: "Running" } } })),
    becomes: "warn",
    says: /a sync is under way/,
    remedy: /Look again when it has ended/,
    mend: (hand) => hand.patch(application, to({ status: { operationState: { phase: "Succeeded" } } })),
  },
  {
    gate: "sources",
    when: "the live Application gives all names a prefix",
    disturb: (hand) => hand.patch(application, to({ spec: { source: { kustomize: { namePrefix: "x-" } } } })),
    becomes: "fail",
    says: /the live Application's kustomize options differ from Git's \(`namePrefix`\)/,
    remedy: /Bring the live Application and argocd\/apps\/shop\.yaml:\d+ together/,
    mend: (hand) => hand.patch(application, to({ spec: { source: { kustomize: null } } })),
  },
  {
    gate: "owner",
    when: "a parent app of another repository tracks the Application",
    disturb: async (hand) => {
      const source = { repoURL: "https://github.com/acme/platform", targetRevision: "main", path: "apps" };
      const destination = { server: "https://kubernetes.default.svc", namespace: "argocd" };
      await hand.create({ ...root, spec: { project: "default", source, destination } });
      const id = "root:argoproj.io/Application:argocd/shop";
      await hand.patch(application, to({ metadata: { annotations: { [tracking]: id } } }));
    },
    becomes: "fail",
    says: /the parent app root keeps the Application as another repository has it/,
    remedy: /Declare shop in one place only/,
    mend: (hand) => hand.patch(application, to({ metadata: { annotations: { [tracking]: null } } })),
  },
  {
    gate: "drift",
    when: "the running Deployment tolerates what Git does not say",
    disturb: (hand) => tolerations(hand, [{ key: "acme.example/old", operator: "Exists" }]),
    becomes: "warn",
    says: /deployment\/web runs with tolerations that Git does not write: no sync takes them away/,
    remedy: /kubectl -n shop patch deployment\/web --type=json -p .*\/spec\/template\/spec\/tolerations/,
    mend: (hand) => tolerations(hand, null),
  },
  {
    gate: "ignore-differences",
    when: "Argo CD does not compare where pods may go",
    disturb: (hand) =>
      ignored(hand, [{ group: "apps", kind: "Deployment", jsonPointers: ["/spec/template/spec/affinity"] }]),
    becomes: "warn",
    says: /Argo CD does not compare affinity of Deployment db: it would say Synced/,
    remedy: /Take apps\/Deployment \(\/spec\/template\/spec\/affinity\) out of spec\.ignoreDifferences/,
    mend: (hand) => ignored(hand, null),
  },
  {
    gate: "sync-windows",
    when: "the project refuses syncs at night",
    disturb: (hand) => windows(hand, { kind: "deny", schedule: "0 22 * * *", duration: "8h", applications: ["*"] }),
    becomes: "warn",
    says: /a deny window \(0 22 \* \* \* for 8h, UTC\) refuses manual syncs while it is open/,
    remedy: /`manualSync: true` in project default/,
    mend: (hand) =>
      windows(hand, { kind: "deny", schedule: "0 22 * * *", duration: "8h", applications: ["*"], manualSync: true }),
  },
];

function tolerations(hand: Hand, list: readonly JsonObject[] | null): Promise<void> {
  return hand.patch(web, to({ spec: { template: { spec: { tolerations: list } } } }));
}

function ignored(hand: Hand, list: readonly JsonObject[] | null): Promise<void> {
  return hand.patch(application, to({ spec: { ignoreDifferences: list } }));
}

function windows(hand: Hand, window: JsonObject): Promise<void> {
  return hand.patch(project, to({ spec: { syncWindows: [window] } }));
}
