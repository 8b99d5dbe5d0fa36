import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import { ReadFailure, refusal, saying } from "./read-failure.ts";
import type { Resource } from "./resources.ts";

const groupsSchema = z.object({
  kind: z.literal("APIGroupList"),
  groups: z.array(z.object({ name: z.string(), versions: z.array(z.object({ version: z.string() })) })),
});

/** Tells whether the server serves an API group; throws ReadFailure when that cannot be told. */
export type IsServed = (resource: Resource) => Promise<boolean>;

/**
 * Asks the server once which API groups it has (`GET /apis`). A group that is not listed is known absence, so the
 * list has to be whole: an API server that is still starting lists too few, and then its `/readyz` says so.
 */
export function discovery(client: ApiClient): IsServed {
  const groups = readGroups(client);
  let ready: Promise<boolean> | undefined;
  groups.catch(() => undefined); // said by whoever asks
  return async ({ group, version }) => {
    const found = (await groups).get(group);
    if (found?.includes(version)) return true;
    if (found !== undefined)
      throw new ReadFailure(`the server has ${group} in version ${found.join(", ")}, not ${version}`);
    ready ??= isReady(client);
    if (!(await ready)) throw new ReadFailure(`the server is not ready, so it cannot tell whether it has ${group}`);
    return false;
  };
}

async function readGroups(client: ApiClient): Promise<ReadonlyMap<string, readonly string[]>> {
  const what = "the API groups";
  const { status, content } = await saying(`cannot list ${what}`, client.get("/apis"));
  if (status !== 200) throw refusal("list", what, status);
  const result = groupsSchema.safeParse(content);
  if (!result.success) throw new ReadFailure(`cannot list ${what}: the answer is not such a list`);
  return new Map(result.data.groups.map(({ name, versions }) => [name, versions.map(({ version }) => version)]));
}

/** Only a server that says itself that it is not ready (500) is not; one that does not tell (403, 404) may be. */
async function isReady(client: ApiClient): Promise<boolean> {
  return (await saying("cannot tell whether the server is ready", client.status("/readyz"))) < 500;
}
