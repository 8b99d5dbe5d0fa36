import { describe, expect, it } from "vitest";
import { sideBySide } from "../../../src/adapters/kubernetes/side-by-side.ts";

describe("sideBySide", () => {
  it("starts the next piece of work when, and only when, one has ended, even badly", async () => {
    const turn = sideBySide(2);
    const started: number[] = [];
    const pieces = [0, 1, 2, 3].map(() => Promise.withResolvers<void>());
    const all = pieces.map(({ promise }, number) =>
      turn(async () => {
        started.push(number);
        await promise;
      }),
    );
    const settled = Promise.allSettled(all);
    await Promise.resolve();
    expect(started).toEqual([0, 1]);

    pieces[1]?.reject(new Error("no"));
    await expect(all[1]).rejects.toThrow("no");
    expect(started).toEqual([0, 1, 2]);

    pieces[0]?.resolve();
    await all[0];
    expect(started).toEqual([0, 1, 2, 3]);

    for (const { resolve } of pieces) resolve();
    expect((await settled).map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled", "fulfilled"]);
    await turn(async () => started.push(4));
    expect(started).toEqual([0, 1, 2, 3, 4]);
  });
});
