import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { apiServer, json, list, question } from "./api-server.ts";
import { application, node } from "./objects.ts";

type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};
type Role = { readonly kind: string; readonly rules?: readonly Rule[] };

const roles = parseAllDocuments(readFileSync("deploy/rbac.yaml", "utf8")).map((document) => document.toJS() as Role);

/** `list apps/deployments` for every verb, group and resource that the roles grant. */
function granted(): ReadonlySet<string> {
  const rules = roles.flatMap(({ rules: some = [] }) => some);
  return new Set(
    rules.flatMap(({ apiGroups, resources, verbs }) =>
      verbs.flatMap((verb) =>
        apiGroups.flatMap((group) => resources.map((resource) => `${verb} ${group}/${resource}`)),
      ),
    ),
  );
}

/** The verb, group and resource of a path, as the API server sees it. */
function asked(path: string): string | undefined {
  const found = /^\/(?:api\/v1|apis\/([^/]+)\/[^/]+)(?:\/namespaces\/[^/]+)?\/([a-z]+)(\/[^/]+)?$/.exec(path);
  return found === null ? undefined : `${found[3] === undefined ? "list" : "get"} ${found[1] ?? ""}/${found[2]}`;
}

let api: Awaited<ReturnType<typeof apiServer>>;
beforeEach(async () => {
  api = await apiServer();
});
afterEach(() => api.close());

describe("deploy/rbac.yaml", () => {
  it("grants what an observation asks for, and nothing else", async () => {
    api.on("/api/v1/nodes", json(200, list([node("two", "secondary")])));
    api.on("/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/shop", json(200, application("shop", {})));

    await api.cluster().observe(question);

    const needed = new Set(
      api
        .paths()
        .map(asked)
        .filter((each) => each !== undefined),
    );
    expect([...granted()].sort()).toEqual([...needed].sort());
  });

  it("has no wildcard, no secret, no watch and no write", () => {
    expect(
      [...granted()].filter((each) => !/^(get|list) [a-z0-9.]*\/[a-z]+$/.test(each) || /secrets|configmaps/.test(each)),
    ).toEqual([]);
  });
});
