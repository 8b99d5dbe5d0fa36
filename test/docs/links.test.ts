import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, it } from "vitest";
import { anchors, documents, links, root, textOf } from "./documents.ts";

it("every relative link of every document leads to a file of the project, and to a heading where it names one", () => {
  const broken = documents().flatMap((document) =>
    links(textOf(document))
      .filter((target) => !/^[a-z]+:/i.test(target))
      .filter((target) => !resolves(document, target))
      .map((target) => `${document} -> ${target}`),
  );

  expect(broken).toEqual([]);
});

it("the documents are read at all", () => {
  expect(documents()).toEqual(
    expect.arrayContaining([
      "README.md",
      "CONTRIBUTING.md",
      "docs/design.md",
      "engines/README.md",
      "lab/README.md",
      "examples/homelab/README.md",
    ]),
  );
});

function resolves(document: string, target: string): boolean {
  const [path = "", anchor] = target.split("#", 2);
  const file = path === "" ? document : normalize(join(dirname(document), decodeURI(path)));
  if (file.startsWith("..") || !existsSync(join(root, file))) return false;
  return anchor === undefined || anchors(textOf(file)).includes(anchor);
}
