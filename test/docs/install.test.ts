import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { metrics } from "../../src/adapters/http/metrics.ts";
import { environmentReference } from "../../src/config/variables.ts";
import { checkNames } from "../../src/domain/names.ts";
import { codes, fences, root, section, table, textOf } from "./documents.ts";

const page = "docs/install.md";
const manifest = parse(readFileSync(join(root, "app.yml"), "utf8")) as {
  readonly default_permissions: Readonly<Record<string, string>>;
  readonly default_events: readonly string[];
};

type Rule = {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
};

/** The rows about App or cluster: their names in code, then plain words. */
function names(rows: readonly (readonly string[])[]): readonly string[] {
  return rows.map(([name = ""]) => codes(name)[0] ?? "");
}

describe.each([
  [page, "Permissions, and why each"],
  ["README.md", "Installing it for real"],
])("%s", (document, heading) => {
  it("explains the permissions that app.yml asks for, and no other", () => {
    const rows = table(section(document, heading), "Permission");
    const shown = Object.fromEntries(rows.map(([name = "", access = ""]) => [codes(name)[0] ?? "", access]));

    expect(shown).toEqual(manifest.default_permissions);
    for (const [name, , why = ""] of rows) expect(why, name).not.toBe("");
  });
});

describe("docs/install.md", () => {
  it("explains the events that app.yml asks for, and no other", () => {
    expect(names(table(section(page, "Events"), "Event"))).toEqual(manifest.default_events);
  });

  it("explains every rule of deploy/rbac.yaml, and no other", () => {
    const rules = parseAllDocuments(readFileSync(join(root, "deploy/rbac.yaml"), "utf8"))
      .map((document) => document.toJS() as { readonly rules?: readonly Rule[] })
      .flatMap(({ rules: some = [] }) => some);
    const shown = table(section(page, "2. Give it read access to the cluster"), "API group").map(
      ([group = "", resources = "", verbs = ""]): Rule => ({
        apiGroups: [group === "core" ? "" : (codes(group)[0] ?? "")],
        resources: codes(resources),
        verbs: verbs.split(", "),
      }),
    );

    expect(shown).toEqual(rules.map(({ apiGroups, resources, verbs }) => ({ apiGroups, resources, verbs })));
  });

  it("has every metric of our own, and no other", async () => {
    const { registry } = metrics({ depth: async () => ({ waiting: 0, running: 0, failed: 0 }) });
    const ours = (await registry.getMetricsAsJSON())
      .map(({ name }) => name)
      .filter((name) => name.startsWith("lanekeeper_"));

    expect(names(table(section(page, "Health and metrics"), "Metric")).toSorted()).toEqual(ours.toSorted());
  });

  it("shows a Deployment that sets variables which exist, runs one process, and uses the account of the roles", () => {
    const shown = fences(textOf(page)).find(({ note }) => note === "deployment");
    const { metadata, spec } = parse(shown?.text ?? "");
    const [container] = spec.template.spec.containers;
    const known = environmentReference.map(({ name }) => name);

    for (const { name } of container.env) expect(known).toContain(name);
    expect([spec.replicas, spec.strategy.type]).toEqual([1, "Recreate"]);
    expect([metadata.namespace, spec.template.spec.serviceAccountName]).toEqual(["lanekeeper", "lanekeeper"]);
  });
});

it("the documents name only checks that exist or are said to come", () => {
  const named = [textOf("README.md"), textOf(page), textOf("docs/configuration.md")].flatMap((text) =>
    codes(text).filter((code) => /^lanekeeper\/[a-z-]+$/.test(code)),
  );

  expect(new Set(named)).toEqual(new Set(Object.values(checkNames)));
});
