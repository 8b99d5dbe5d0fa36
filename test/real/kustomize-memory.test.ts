import { afterAll, expect, it } from "vitest";
import { sandboxedKustomize } from "../../src/adapters/engines/sandboxed-kustomize.ts";
import { aMemoryBomb } from "../adapters/engines/trees.ts";

const megabyte = 1024 * 1024;
const kustomize = sandboxedKustomize({ timeoutMs: 100_000 });
afterAll(() => kustomize.close());

it("a tree that asks for more memory than the sandbox has is refused, and the server keeps its own", async () => {
  const before = process.memoryUsage().rss;
  let highest = before;
  const watch = setInterval(() => {
    highest = Math.max(highest, process.memoryUsage().rss);
  }, 20);

  const build = await kustomize.build(aMemoryBomb(), ".");

  clearInterval(watch);
  console.log(`${Math.round((highest - before) / megabyte)} MB at the most`);
  expect(build).toEqual({
    ok: false,
    cause: "too-large",
    message: "the build needs more memory than the sandbox has",
  });
  expect(highest - before).toBeLessThan(800 * megabyte);
}, 120_000);
