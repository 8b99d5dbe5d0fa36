import { readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The repositories that tests run over: the example always, and every folder of CORPUS_DIR where it is set. */
export function repositories(): readonly { readonly name: string; readonly folder: string }[] {
  const examples = resolve(import.meta.dirname, "../../examples/homelab");
  const corpus = process.env["CORPUS_DIR"];
  const others =
    corpus === undefined ? [] : readdirSync(corpus, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return [
    { name: "examples/homelab", folder: examples },
    ...others.map(({ name }) => ({ name, folder: join(corpus ?? "", name) })),
  ];
}
