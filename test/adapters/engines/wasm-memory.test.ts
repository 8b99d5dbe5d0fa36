import { expect, it } from "vitest";
import { compileEngine, enginesFolder } from "../../../src/adapters/engines/artifact.ts";

it("the compiled kustomize may have 512 MB of memory and no more", async () => {
  const module = await compileEngine("kustomize", enginesFolder());
  const nothing = new Proxy({}, { get: () => () => 0 });

  const { memory } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: nothing }).exports as {
    readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  };

  const pages = 8192 - memory.buffer.byteLength / 65_536;
  expect(() => memory.grow(pages + 1)).toThrow(RangeError);
  expect(memory.grow(pages)).toBeGreaterThan(0);
});
