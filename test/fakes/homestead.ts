import type { FileTree } from "../../src/domain/file-tree.ts";

/** A small repository: the stateless shop, the database notes, the media library that cannot move. */
export const homestead: FileTree = new Map([
  ...application("shop"),
  ...application("notes"),
  ...application("media"),
  ["apps/shop/kustomization.yaml", "namespace: shop\nresources:\n  - web.yaml\n  - pdb.yaml\n"],
  ["apps/shop/web.yaml", deployment("web", "ghcr.io/acme/shop:2.14.0")],
  [
    "apps/shop/pdb.yaml",
    "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata:\n  name: web\nspec:\n  maxUnavailable: 1\n  selector:\n    matchLabels:\n      app: web\n",
  ],
  ["apps/notes/kustomization.yaml", "namespace: notes\nresources:\n  - db.yaml\n"],
  ["apps/notes/db.yaml", deployment("db", "mariadb:11.4")],
  ["apps/media/kustomization.yaml", "namespace: media\nresources:\n  - media.yaml\n"],
  [
    "apps/media/media.yaml",
    deployment(
      "media",
      "ghcr.io/acme/media:1",
      "      volumes:\n        - name: library\n          hostPath:\n            path: /srv/media\n",
    ),
  ],
]);

function application(name: string): readonly (readonly [string, string])[] {
  const lines = [
    "apiVersion: argoproj.io/v1alpha1",
    "kind: Application",
    "metadata:",
    `  name: ${name}`,
    "  namespace: argocd",
    "spec:",
    "  project: default",
    "  source:",
    "    repoURL: https://github.com/acme/homelab.git",
    "    targetRevision: main",
    `    path: apps/${name}`,
    "  destination:",
    "    server: https://kubernetes.default.svc",
    `    namespace: ${name}`,
  ];
  return [[`argocd/apps/${name}.yaml`, `${lines.join("\n")}\n`]];
}

/** A Deployment with everything the runbook asks for; `more` goes to the end of its pod spec. */
export function deployment(name: string, image: string, more = "", replicas = 1): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  replicas: ${replicas}
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: web
          image: ${image}
          readinessProbe:
            httpGet:
              path: /ready
              port: 8080
          resources:
            requests:
              cpu: 100m
              memory: 128Mi
            limits:
              memory: 256Mi
${more}`;
}
