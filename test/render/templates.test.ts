import { dirname, join } from "node:path";
import Handlebars from "handlebars";
import { describe, expect, it } from "vitest";
import { readTemplates, templatesDirectory } from "../../src/render/templates.ts";

const templates = [...readTemplates(templatesDirectory())];
const yamlTemplates = templates.filter(([name]) => name.endsWith(".yaml"));

/** Every statement of a template, those in blocks included. */
function statements(program: hbs.AST.Program): readonly hbs.AST.Statement[] {
  return program.body.flatMap((statement) => {
    if (statement.type !== "BlockStatement") return [statement];
    const block = statement as hbs.AST.BlockStatement;
    return [statement, ...statements(block.program), ...(block.inverse ? statements(block.inverse) : [])];
  });
}

function pathOf(statement: hbs.AST.Statement): hbs.AST.PathExpression {
  return (statement as hbs.AST.MustacheStatement | hbs.AST.BlockStatement).path as hbs.AST.PathExpression;
}

describe("templates", () => {
  it("are found from the source folder", () => {
    expect(templates.map(([name]) => name)).toContain("runbook/migration.md");
    expect(yamlTemplates.map(([name]) => name)).toEqual([
      "overlay/kustomization.yaml",
      "overlay/patch.yaml",
      "overlay/replicator.yaml",
      "overlay/standby.yaml",
    ]);
  });

  it("are found from the compiled program too", () => {
    const root = dirname(templatesDirectory());

    expect(templatesDirectory(join(root, "dist", "src", "render"))).toBe(join(root, "templates"));
  });

  it.each(templates)("%s has no logic beyond if and each", (_, source) => {
    const all = statements(Handlebars.parse(source));
    const kinds = new Set(all.map(({ type }) => type));
    const blocks = all.filter(({ type }) => type === "BlockStatement");

    expect(
      [...kinds].filter(
        (kind) => !["ContentStatement", "MustacheStatement", "BlockStatement", "CommentStatement"].includes(kind),
      ),
    ).toEqual([]);
    expect(blocks.map((block) => pathOf(block).original).filter((name) => name !== "if" && name !== "each")).toEqual(
      [],
    );
    for (const block of blocks) {
      const { params } = block as hbs.AST.BlockStatement;
      expect(params.map(({ type }) => type)).toEqual(["PathExpression"]);
    }
  });

  it.each(yamlTemplates)("%s prints nothing but through the yaml and comment helpers", (_, source) => {
    const mustaches = statements(Handlebars.parse(source)).filter(({ type }) => type === "MustacheStatement");

    expect(
      mustaches.map((mustache) => pathOf(mustache).original).filter((name) => name !== "yaml" && name !== "comment"),
    ).toEqual([]);
    expect(mustaches.length).toBeGreaterThan(0);
  });

  it.each(templates.filter(([name]) => !name.endsWith(".yaml")))("%s calls no helper where it prints", (_, source) => {
    const mustaches = statements(Handlebars.parse(source)).filter(({ type }) => type === "MustacheStatement");

    expect(mustaches.filter((mustache) => (mustache as hbs.AST.MustacheStatement).params.length > 0)).toEqual([]);
  });
});
