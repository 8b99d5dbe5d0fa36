import { describe, expect, it } from "vitest";
import { TransientError } from "../../src/app/errors.ts";
import { homestead } from "../fakes/homestead.ts";
import { remembering } from "../fakes/remembering-kustomize.ts";
import { World } from "../fakes/world.ts";
import { useEngine } from "../support/engine.ts";

const kustomize = remembering(useEngine());
const threeReplicas = {
  "apps/shop/web.yaml": String(homestead.get("apps/shop/web.yaml")).replace("replicas: 1", "replicas: 3"),
};

/** Each command with what has to stand before it. */
const commands: Readonly<Record<string, (world: World) => Promise<unknown>>> = {
  "/migrate shop": async () => {},
  "/migrate shop refresh": async (world) => {
    await world.says("/migrate shop");
    world.branching.push("main", threeReplicas);
  },
  "/migrate shop cancel": async (world) => world.says("/migrate shop"),
  "/migrate media": async () => {},
};

/** The same comment delivered until it is answered, as the queue does it. */
async function untilAnswered(world: World, comment: number): Promise<void> {
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      await world.delivers(comment);
      return;
    } catch (error) {
      if (!(error instanceof TransientError)) throw error;
    }
  }
  throw new Error("never answered");
}

async function worldAfter(
  command: string,
  cut?: { readonly at: number; readonly when: "before" | "after" },
): Promise<World> {
  const world = new World(homestead, kustomize);
  await commands[command]?.(world);
  if (cut !== undefined) world.writes.cutAt(cut.at, cut.when);
  await untilAnswered(world, world.talk.write(1, "ada", command));
  return world;
}

describe.each(Object.keys(commands))("%s", (command) => {
  it.each(["before", "after"] as const)(
    "interrupted %s any of its writes and run again ends as if nothing had happened",
    async (when) => {
      const undisturbed = await worldAfter(command);
      for (let at = 1; ; at += 1) {
        const world = await worldAfter(command, { at, when });
        if (world.writes.isCutAhead) return expect(at).toBeGreaterThan(2);

        expect(world.standing(), `cut ${when} write ${at}`).toEqual(undisturbed.standing());
      }
    },
  );
});
