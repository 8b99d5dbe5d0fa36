import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, it } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Which folders and packages each room may import (docs/design.md, the arrows). Rooms inside one folder see each other. */
const rooms: readonly { readonly room: string; readonly folders: readonly string[]; readonly packages: RegExp }[] = [
  {
    room: "src/domain",
    folders: ["src/domain"],
    packages: /^(yaml|picomatch|fastest-levenshtein|node:crypto|node:path)$/,
  },
  { room: "src/app", folders: ["src/app", "src/domain"], packages: /^zod$/ },
  {
    room: "src/config",
    folders: ["src/config", "src/app", "src/domain"],
    packages: /^(zod|yaml|fastest-levenshtein|node:(fs|path|crypto))$/,
  },
  {
    room: "src/render",
    folders: ["src/render", "src/app", "src/domain"],
    packages: /^(handlebars|yaml|diff|node:(fs|path|url|util))$/,
  },
  ...readdirSync(join(root, "src/adapters")).map((neighbour) => ({
    room: `src/adapters/${neighbour}`,
    folders: [`src/adapters/${neighbour}`, "src/app", "src/domain"],
    packages: /./,
  })),
  {
    room: "src/cli",
    folders: ["src/cli", "src/adapters", "src/render", "src/config", "src/app", "src/domain"],
    packages: /^(node:|zod$|pino$)/,
  },
];

for (const { room, folders, packages } of rooms) {
  it(`${room} imports only what its row allows`, () => {
    const strangers = sources(room).flatMap((file) =>
      imports(file)
        .filter(
          (spec) =>
            !(spec.startsWith(".") ? folders.some((folder) => within(file, spec, folder)) : packages.test(spec)),
        )
        .map((spec) => `${relative(root, file)} -> ${spec}`),
    );

    expect(strangers).toEqual([]);
  });
}

it("every source file belongs to a room, or is main.ts", () => {
  const homeless = sources("src").filter(
    (file) => !rooms.some(({ room }) => relative(root, file).startsWith(`${room}/`)),
  );

  expect(homeless.map((file) => relative(root, file))).toEqual(["src/main.ts"]);
});

it("the domain has no clock, no randomness and no process", () => {
  const impure = sources("src/domain").filter((file) =>
    /\b(Date\.now\(|new Date\(\)|Math\.random\(|process\.|performance\.)/.test(readFileSync(file, "utf8")),
  );

  expect(impure.map((file) => relative(root, file))).toEqual([]);
});

it("only the configuration reads the environment, and main hands it over", () => {
  const readers = sources("src").filter((file) => /process\.env\b/.test(readFileSync(file, "utf8")));

  expect(readers.map((file) => relative(root, file)).toSorted()).toEqual([
    "src/adapters/folder/checkout.ts",
    "src/config/environment.ts",
    "src/main.ts",
  ]);
});

it("no source file is longer than 300 lines", () => {
  const long = sources("src").filter((file) => readFileSync(file, "utf8").split("\n").length > 300);

  expect(long.map((file) => relative(root, file))).toEqual([]);
});

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(root, folder, name));
}

/** Static imports, re-exports, type imports and dynamic imports of literals. */
function imports(file: string): readonly string[] {
  const text = readFileSync(file, "utf8");
  const found = [
    ...text.matchAll(/^(?:import|export)\b[^"';]*?\bfrom\s+["']([^"']+)["']/gm),
    ...text.matchAll(/^import\s+["']([^"']+)["']/gm),
    ...text.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g),
  ];
  return found.flatMap((match) => match[1] ?? []);
}

function within(file: string, spec: string, folder: string): boolean {
  return relative(root, resolve(dirname(file), spec)).startsWith(`${folder}/`);
}
