import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { needed } from "../../../src/adapters/kubernetes/needed.ts";
import { apiServer, groups, json, list, question } from "./api-server.ts";
import { application, claim, node, volume } from "./objects.ts";

type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};
type Role = {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly rules?: readonly Rule[];
};

/** `list apps/deployments` for every verb, group and resource that the roles of a file grant; sorted, each once. */
function grantedBy(file: string, isMeant: (role: Role) => boolean = () => true): readonly string[] {
  const roles = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as Role);
  const rules = roles.filter(isMeant).flatMap(({ rules: some = [] }) => some);
  return sorted(
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      verbs.flatMap((verb) =>
        apiGroups.flatMap((group) => resources.map((resource) => `${verb} ${group}/${resource}`)),
      ),
    ),
  );
}

/** The verb, group and resource of a path, as the API server sees it. */
function asked(path: string): string | undefined {
  if (path === "/api/v1/namespaces/shop") return "get /namespaces";
  const found = /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/[^/]+)?\/([a-z]+)(\/[^/]+)?$/.exec(path);
  return found === null ? undefined : `${found[3] === undefined ? "list" : "get"} ${found[1] ?? ""}/${found[2]}`;
}

function sorted(texts: readonly (string | undefined)[]): readonly string[] {
  return [...new Set(texts.filter((text) => text !== undefined))].toSorted();
}

function rightsAt(...places: readonly string[]): readonly string[] {
  return sorted(
    needed
      .filter(({ place, orIn }) => places.includes(place) || (orIn !== undefined && places.includes(orIn)))
      .map(({ verb, resource: { group, resource } }) => `${verb} ${group}/${resource}`),
  );
}

let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
});
afterEach(() => api.close());

describe("the table of what is needed", () => {
  it("is what an observation asks for, and nothing else", async () => {
    const everyGroup = needed.map(({ resource: { group, version } }) => [group, version] as const);
    api.on("/apis", json(200, groups(...everyGroup)));
    api.on("/api/v1/nodes", json(200, list([node("two", "secondary")])));
    api.on("/api/v1/namespaces/shop/persistentvolumeclaims", json(200, list([claim("data", "pv-1")])));
    api.on("/api/v1/persistentvolumes", json(200, list([volume("pv-1", "driver.longhorn.io")])));
    api.on("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", json(200, application("shop", {})));

    await api.cluster().observe(question);

    expect(sorted(api.paths().map(asked))).toEqual(
      sorted(needed.map(({ verb, resource: { group, resource } }) => `${verb} ${group}/${resource}`)),
    );
  });
});

describe("deploy/rbac.yaml", () => {
  it("grants what is needed, and nothing else", () => {
    expect(grantedBy("deploy/rbac.yaml")).toEqual(rightsAt("everywhere", "app", "argocd", "longhorn", "kube-system"));
  });
});

describe("deploy/rbac-namespaced.yaml", () => {
  const file = "deploy/rbac-namespaced.yaml";
  const inNamespace = (namespace: string) => grantedBy(file, ({ metadata }) => metadata.namespace === namespace);

  it("grants in each namespace what is needed there, and nothing else", () => {
    expect(grantedBy(file, ({ metadata }) => metadata.name === "lanekeeper-apps")).toEqual(rightsAt("app"));
    for (const [namespace, place] of [
      ["argocd", "argocd"],
      ["longhorn-system", "longhorn"],
      ["kube-system", "kube-system"],
    ] as const) {
      expect(inNamespace(namespace)).toEqual(rightsAt(place));
    }
  });

  it("grants cluster-wide only what has no namespace", () => {
    const granted = grantedBy(file, ({ metadata }) => metadata.name === "lanekeeper-cluster");

    const withNamespace = ["list /pods", "list argoproj.io/applications", "list argoproj.io/appprojects"];
    expect(granted).toEqual(rightsAt("everywhere").filter((right) => !withNamespace.includes(right)));
  });
});

it.each(["deploy/rbac.yaml", "deploy/rbac-namespaced.yaml"])(
  "%s has no wildcard, no secret, no watch and no write",
  (file) => {
    const granted = grantedBy(file);

    expect(
      granted.filter((each) => !/^(get|list) [a-z0-9.]*\/[a-z]+$/.test(each) || /secrets|configmaps/.test(each)),
    ).toEqual([]);
  },
);
