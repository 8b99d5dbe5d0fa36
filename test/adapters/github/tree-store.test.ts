import { describe, expect, it } from "vitest";
import { treeStore } from "../../../src/adapters/github/tree-store.ts";

describe("the store of trees", () => {
  it("forgets what was used longest ago once it is full", async () => {
    const store = treeStore(10);
    await store.of("a", async () => "aaaa");
    await store.of("b", async () => "bbbb");
    store.peek("a");
    await store.of("c", async () => "cccc");

    expect([store.peek("a"), store.peek("b"), store.peek("c")]).toEqual(["aaaa", undefined, "cccc"]);
  });

  it("hands on what it cannot keep", async () => {
    const store = treeStore(3);

    expect(await store.of("a", async () => new Map([["path", "content"]]))).toEqual(new Map([["path", "content"]]));
    expect(store.peek("a")).toBeUndefined();
  });

  it("loads again after a failure", async () => {
    const store = treeStore();
    await expect(store.of("a", () => Promise.reject(new Error("outage")))).rejects.toThrow("outage");

    expect(await store.of("a", async () => "there")).toBe("there");
  });
});
