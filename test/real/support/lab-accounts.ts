import type { Need, Place } from "../../../src/adapters/kubernetes/needed.ts";
import type { Lab } from "./lab.ts";
import type { LabObject } from "./lab-client.ts";

const api = "rbac.authorization.k8s.io";

/** The kubeconfig of a service account in the namespace lanekeeper; the account has to be there. */
export async function kubeconfigOf(lab: Lab, account: string): Promise<string> {
  const path = `/api/v1/namespaces/lanekeeper/serviceaccounts/${account}/token`;
  const wanted = { apiVersion: "authentication.k8s.io/v1", kind: "TokenRequest", spec: {} };
  const { status, content } = await lab.client.request("POST", path, wanted);
  if (status >= 300) throw new Error(`no token for ${account}: ${status} ${content["message"]}`);
  return await lab.kubeconfigFor(account, (content["status"] as { token: string }).token);
}

/** Where each place is; undefined: the whole cluster. */
export type Places = Readonly<Record<Place, string | undefined>>;

export const wholeCluster: Places = {
  everywhere: undefined,
  app: undefined,
  argocd: undefined,
  longhorn: undefined,
  "kube-system": undefined,
};

export const namespacesOfTheShop: Places = {
  everywhere: undefined,
  app: "shop",
  argocd: "argocd",
  longhorn: "longhorn-system",
  "kube-system": "kube-system",
};

/** A new service account that has these rights and no others; gives its kubeconfig. */
export async function accountWith(lab: Lab, account: string, needs: readonly Need[], places: Places): Promise<string> {
  await lab.client.apply({
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { namespace: "lanekeeper", name: account },
  });
  for (const [namespace, granted] of Map.groupBy(needs, ({ place }) => places[place])) {
    for (const object of roleAndBinding(account, namespace, granted)) await lab.client.apply(object);
  }
  return await kubeconfigOf(lab, account);
}

function roleAndBinding(account: string, namespace: string | undefined, needs: readonly Need[]): readonly LabObject[] {
  const prefix = namespace === undefined ? "Cluster" : "";
  const metadata = namespace === undefined ? { name: account } : { namespace, name: account };
  const rules = needs.map(({ verb, resource: { group, resource } }) => ({
    apiGroups: [group],
    resources: [resource],
    verbs: [verb],
  }));
  return [
    { apiVersion: `${api}/v1`, kind: `${prefix}Role`, metadata, rules },
    {
      apiVersion: `${api}/v1`,
      kind: `${prefix}RoleBinding`,
      metadata,
      roleRef: { apiGroup: api, kind: `${prefix}Role`, name: account },
      subjects: [{ kind: "ServiceAccount", namespace: "lanekeeper", name: account }],
    },
  ];
}
