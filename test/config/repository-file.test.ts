import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readRepositoryFile, repositoryFileJsonSchema } from "../../src/config/repository-file.ts";
import { repositoryFileReference } from "../../src/config/repository-reference.ts";

const FILE = ".github/lanekeeper.yml";

function problems(text: string): readonly string[] {
  const read = readRepositoryFile(text, FILE);
  return read.ok ? [] : read.problems.map(({ line, message }) => `${line}: ${message}`);
}

/** The problems of one environment's keys, each on its own line from line 3. */
function inProd(...lines: readonly string[]): readonly string[] {
  return problems(["environments:", "  prod:", ...lines.map((line) => `    ${line}`)].join("\n"));
}

function inApp(...lines: readonly string[]): readonly string[] {
  return problems(["apps:", "  shop:", ...lines.map((line) => `    ${line}`)].join("\n"));
}

describe("what a file may say", () => {
  it("is nothing at all: no file, an empty one, comments, or keys without values", () => {
    const none = readRepositoryFile(undefined, FILE);

    expect(none).toMatchObject({
      ok: true,
      value: { environments: { prod: { cluster: "default" } }, apps: {}, fragileImages: [] },
    });
    for (const text of [
      "",
      "\n",
      "# later",
      "---\n",
      "environments:\n  prod:\napps:\n  shop:\n",
      "environments:\n  prod:\n    paths:\n    gates:\n      pdb:\n",
    ]) {
      expect
        .soft(readRepositoryFile(text, FILE), text)
        .toMatchObject({ ok: true, value: { environments: { prod: { cluster: "default" } } } });
    }
  });

  it("is every key at once", () => {
    const text = `
environments:
  prod:
    cluster: homelab
    paths: { overlays: deploy/overlays/, runbooks: docs }
    lanes: { label: example.org/lane, primary: one, secondary: two, taint: "example.org/lane=two:NoExecute" }
    gates: { restarts: { max: 0, severity: warn }, pdb: { severity: warn }, sync-mode: { severity: fail } }
    approvals: { required: 2, teams: ["@acme/platform", acme/sre], requesterMayApprove: true }
    bakeHours: 0.5
    evidence: summary
  staging:
apps:
  shop: { class: stateless, strategy: A, attest: [multi-writer] }
  wiki:
    class: { db: fragile, "*": stateless }
    strategy: { db: C }
    replicator: { name: replicate, image: "ghcr.io/acme/replicator:1", replicas: 1, args: [--to, secondary], env: [{ name: A, value: b }] }
    environments: { staging: { strategy: stay } }
fragileImages: [mydb, my-db_2]
`;
    expect(readRepositoryFile(text, FILE)).toMatchObject({
      ok: true,
      value: {
        environments: {
          prod: {
            paths: { overlays: "deploy/overlays", runbooks: "docs" },
            lanes: { taint: { key: "example.org/lane", value: "two", effect: "NoExecute" } },
            gates: { restarts: { max: 0, severity: "warn" }, pdb: { severity: "warn" } },
            approvals: { required: 2, teams: ["acme/platform", "acme/sre"], requesterMayApprove: true },
          },
          staging: { bakeHours: 24 },
        },
        apps: { wiki: { replicator: { image: "ghcr.io/acme/replicator:1", args: ["--to", "secondary"] } } },
      },
    });
  });
});

describe("what is refused, in words and with its line", () => {
  it("is an unknown key, with the nearest known one", () => {
    expect(inProd("clustr: x", "gates: { restart: { max: 1 } }", "approvals: { teems: [] }")).toEqual([
      "3: environments.prod.clustr: is not a known key; did you mean `cluster`?",
      "4: environments.prod.gates.restart: is not a known key; did you mean `restarts`?",
      "5: environments.prod.approvals.teems: is not a known key; did you mean `teams`?",
    ]);
    expect(problems("zzz: 1")).toEqual(["1: zzz: is not a known key; known here: environments, apps, fragileImages"]);
    expect(inApp("replicator:", "  name: r", "  image: i", "  volumeMount: []")).toEqual([
      "6: apps.shop.replicator.volumeMount: is not a known key; did you mean `volumeMounts`?",
    ]);
  });

  it("is a value of another type", () => {
    expect(
      inProd(
        "cluster: 7",
        "paths: overlays",
        "bakeHours: soon",
        "approvals: { requesterMayApprove: 'no', teams: acme/sre, required: 1.5 }",
        "evidence:",
      ),
    ).toEqual([
      "3: environments.prod.cluster: must be text, not 7",
      "4: environments.prod.paths: must be a mapping, not text",
      "5: environments.prod.bakeHours: must be a number, not text",
      "6: environments.prod.approvals.required: must be a whole number, not 1.5",
      "6: environments.prod.approvals.teams: must be a list, not text",
      "6: environments.prod.approvals.requesterMayApprove: must be true or false, not text",
      "7: environments.prod.evidence: must be one of full, summary",
    ]);
    expect(problems("[]")).toEqual(["1: the file must be a mapping, not a list"]);
    expect(problems("hello")).toEqual(["1: the file must be a mapping, not text"]);
  });

  it("is a value out of bounds", () => {
    expect(inProd("bakeHours: 0", "gates: { restarts: { max: -1 } }", "approvals: { required: 0 }")).toEqual([
      "3: environments.prod.bakeHours: must be more than 0",
      "4: environments.prod.gates.restarts.max: must not be negative",
      "5: environments.prod.approvals.required: must be at least 1: stage 2 always needs an approval",
    ]);
    expect(inProd("bakeHours: .inf").length).toBe(1);
    expect(inProd("bakeHours: .nan").length).toBe(1);
  });

  it.each([
    ["../outside", "must stay inside the repository (no `..`)"],
    ["a/../../b", "must stay inside the repository (no `..`)"],
    ["/etc", "must be a folder of the repository, not an absolute path"],
    [".git", "must not be below .git or .github"],
    [".GitHub/workflows", "must not be below .git or .github"],
    ["a//b", "must name folders of letters, digits, `.`, `_` and `-`, with single slashes between them"],
    ["a\\b", "must name folders of letters, digits, `.`, `_` and `-`, with single slashes between them"],
    [".", "must name folders of letters, digits, `.`, `_` and `-`, with single slashes between them"],
    ["a b", "must name folders of letters, digits, `.`, `_` and `-`, with single slashes between them"],
    ["", "must name folders of letters, digits, `.`, `_` and `-`, with single slashes between them"],
    ["a".repeat(201), "is longer than 200 characters"],
  ])("is the path %j", (path, words) => {
    expect(inProd(`paths: { overlays: ${JSON.stringify(path)} }`)).toEqual([
      `3: environments.prod.paths.overlays: ${words}`,
    ]);
  });

  it.each([
    ["label: -lane", "lanes.label: is not a Kubernetes label name"],
    ["label: a/b/c", "lanes.label: is not a Kubernetes label name"],
    ["primary: 'a b'", "lanes.primary: is not a Kubernetes label value"],
    [`secondary: ${"x".repeat(64)}`, "lanes.secondary: is not a Kubernetes label value"],
    ["primary: same, secondary: same", "lanes: primary and secondary must differ"],
    [
      "taint: workload-lane",
      "lanes.taint: must read key=value:NoSchedule (or :NoExecute); a softer effect keeps no pod out",
    ],
    [
      "taint: 'lane=x:PreferNoSchedule'",
      "lanes.taint: must read key=value:NoSchedule (or :NoExecute); a softer effect keeps no pod out",
    ],
    ["taint: '-lane=x:NoSchedule'", "lanes.taint: is not a Kubernetes taint"],
  ])("is the lane %s", (lane, words) => {
    expect(inProd(`lanes: { ${lane} }`)).toEqual([`3: environments.prod.${words}`]);
  });

  it("is a choice that there is not", () => {
    expect(inApp("class: statelss", "strategy: { web: D }", "attest: [twins]")).toEqual([
      "3: apps.shop.class: `statelss` is not one of stateless, shareable, single-writer, fragile",
      "4: apps.shop.strategy.web: `D` is not one of A, B1, B2, C, stay",
      "5: apps.shop.attest[0]: `twins` is not one of multi-writer",
    ]);
    expect(inApp("strategy: { Web: A }")).toEqual([
      "3: apps.shop.strategy.Web: `Web` is neither a Kubernetes name nor `*`",
    ]);
    expect(inApp("replicator: { name: R, replicas: 0 }")).toEqual([
      "3: apps.shop.replicator.name: is not a container's name",
      "3: apps.shop.replicator.image: is missing; it must be text",
      "3: apps.shop.replicator.replicas: must be at least 1",
    ]);
  });

  it("is a name that there cannot be, and what is wrong below it too", () => {
    expect(problems("environments: { Prod: { bakeHours: x } }").length).toBe(2);
    expect(problems("environments: { Prod: {} }")).toEqual([
      "1: environments.Prod: `Prod` is not a name of at most 63 lower-case letters, digits and dashes",
    ]);
    expect(problems("environments: { a/b: {} }").length).toBe(1);
    expect(problems("environments: {}")).toEqual([
      "1: environments: names no environment; leave the key out for the one environment `prod`",
    ]);
    expect(problems("apps: { 'shop!': {} }")).toEqual(["1: apps.shop!: `shop!` is not a Kubernetes name"]);
    expect(problems("fragileImages: ['ghcr.io/acme/mydb:1']")).toEqual([
      "1: fragileImages[0]: must be an image's last path segment, without registry and tag",
    ]);
  });

  it("is a choice for an environment that there is not", () => {
    expect(inApp("environments: { prd: { strategy: A } }")).toEqual([
      "3: apps.shop.environments.prd: there is no environment `prd`; did you mean `prod`? Known: prod",
    ]);
  });
});

describe("hostile files", () => {
  it.each<[string, string, string]>([
    ["broken YAML", "environments: [", "1: not YAML: "],
    ["a key twice", "apps: {}\napps: {}", "2: this key stands here twice"],
    ["a second document", "apps: {}\n---\napps: {}", "2: a second YAML document begins here; keep one"],
    ["an alias", "a: &a [x]\nb: *a", "2: `*a`: anchors and aliases are not supported; write it out"],
    [
      "an alias bomb",
      `a: &a [x,x]\n${"bcdefghi"
        .split("")
        .map((k, i) => `${k}: &${k} [${`*${"abcdefghi"[i]},`.repeat(9)}]`)
        .join("\n")}`,
      "2: `*a`: anchors and aliases are not supported; write it out",
    ],
    ["an alias to itself", "a: &a [*a]", "1: `*a`: anchors and aliases are not supported; write it out"],
    ["a tag", "apps: !!js/function x", "1: YAML tags (`!…`) are not supported; write a plain value"],
    ["binary", "apps: !!binary aGVsbG8=", "1: YAML tags (`!…`) are not supported; write a plain value"],
    ["__proto__", "apps:\n  __proto__: { strategy: A }", "2: `__proto__` is not a key"],
    ["a merge", "apps:\n  <<: { strategy: A }", "2: apps.<<: `<<` is not a Kubernetes name"],
    ["a number as key", "apps:\n  1: {}", "2: a key must be text; put it in quotes"],
    ["a list as key", "? [a]\n: b", "1: a key must be text; put it in quotes"],
    ["deep brackets", "[".repeat(10_000), "1: the file nests deeper than 64 levels"],
    ["deep dashes", "- ".repeat(10_000), "1: the file nests deeper than 64 levels"],
    ["a huge file", `# ${"x".repeat(40_000)}`, "1: the file is larger than 32 KiB"],
  ])("are refused for %s", (_, text, problem) => {
    const began = performance.now();

    expect(problems(text)[0]?.slice(0, problem.length)).toBe(problem);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it("have a bounded number of problems", () => {
    const many = Array.from({ length: 500 }, (_, index) => `key${index}: x`).join("\n");

    expect(problems(many).length).toBe(50);
    expect(problems(Array.from({ length: 500 }, () => "a: x").join("\n")).length).toBe(50);
  });

  it("never make it throw, whatever they hold", () => {
    const scraps = fc.array(
      fc.constantFrom(
        "environments",
        "apps",
        "prod",
        ":",
        " ",
        "\n",
        "  ",
        "- ",
        "{",
        "}",
        "[",
        "]",
        "&a ",
        "*a",
        "!!x ",
        "'",
        '"',
        "|",
        ">",
        "?",
        "1",
        "null",
        "#",
        "%",
        "\t",
        "__proto__",
        "gates",
        "class",
      ),
      { maxLength: 40 },
    );

    fc.assert(
      fc.property(
        fc.oneof(
          scraps.map((parts) => parts.join("")),
          fc.string({ unit: "binary", maxLength: 60 }),
        ),
        (text) => {
          const read = readRepositoryFile(text, FILE);
          return (
            read.ok || read.problems.every(({ line, message, file }) => line >= 1 && message !== "" && file === FILE)
          );
        },
      ),
      { numRuns: 1_000, seed: 7 },
    );
  });

  it("make any JSON in any place a problem or a setting, never an error", () => {
    const json = fc.jsonValue({ maxDepth: 3 });

    fc.assert(
      fc.property(json, json, (prod, shop) => {
        readRepositoryFile(JSON.stringify({ environments: { prod }, apps: { shop } }), FILE);
      }),
      { numRuns: 500, seed: 7 },
    );
  });
});

describe("what people can look up", () => {
  it("is every key once, with a meaning, and with the runbook's default", () => {
    const keys = repositoryFileReference.map(({ key }) => key);
    const defaults = Object.fromEntries(repositoryFileReference.map((row) => [row.key, row.default]));

    expect(new Set(keys).size).toBe(keys.length);
    expect(repositoryFileReference.every(({ meaning }) => meaning.endsWith("."))).toBe(true);
    expect(defaults).toMatchObject({
      "environments.<env>.paths.overlays": "overlays",
      "environments.<env>.paths.runbooks": "docs/runbooks/migrations",
      "environments.<env>.lanes.label": "workload-lane",
      "environments.<env>.gates.<gate>.severity": undefined,
      "environments.<env>.gates.restarts.max": "3",
      "environments.<env>.approvals.teams": "[]",
      "environments.<env>.bakeHours": "24",
      "apps.<app>.strategy": undefined,
      fragileImages: "[]",
    });
  });

  it("is a JSON schema that editors can use: nothing required, unknown keys refused", () => {
    expect(repositoryFileJsonSchema).toMatchObject({ type: "object", additionalProperties: false });
    expect(repositoryFileJsonSchema).not.toHaveProperty("required");
  });

  it("is documented beside the schema, key by key", () => {
    const source = readFileSync(new URL("../../src/config/repository-schema.ts", import.meta.url), "utf8");

    expect(repositoryFileReference.every(({ meaning }) => source.includes(JSON.stringify(meaning).slice(1, -1)))).toBe(
      true,
    );
  });
});
