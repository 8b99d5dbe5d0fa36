import type { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import type { IsServed } from "./discovery.ts";
import { discovery } from "./discovery.ts";
import type { Limits } from "./limits.ts";
import { listAll, readItem } from "./list-all.ts";
import { ReadFailure, refusal, saying } from "./read-failure.ts";
import { isName, type Resource, resourcePath, resourceText } from "./resources.ts";

export type Selectors = { readonly fieldSelector?: string; readonly labelSelector?: string };

/** Reads of one observation. Everything throws ReadFailure, in words, for what could not be read. */
export type Reader = {
  readonly client: ApiClient;
  readonly isServed: IsServed;
  /** Every object of a kind: of all namespaces, or of a kind that has none. */
  everywhere<T>(resource: Resource, item: z.ZodType<T>, selectors?: Selectors): Promise<readonly T[]>;
  /** The objects of a kind in each of the namespaces, one list each. */
  inEach<T>(
    namespaces: readonly string[],
    resource: Resource,
    item: z.ZodType<T>,
    selectors?: Selectors,
  ): Promise<readonly T[]>;
  /** One object; undefined: the server says that there is none. */
  one<T>(resource: Resource, namespace: string | undefined, name: string, item: z.ZodType<T>): Promise<T | undefined>;
};

export function readerOf(client: ApiClient, limits: Limits): Reader {
  return {
    client,
    isServed: discovery(client),
    everywhere: (resource, item, selectors) => listAll(client, limits, { resource, item, ...selectors }),
    async inEach(namespaces, resource, item, selectors) {
      if (!namespaces.every(isName))
        throw new ReadFailure(`cannot list ${resource.resource}: there is no namespace of such a name`);
      const lists = namespaces.map((namespace) => listAll(client, limits, { resource, namespace, item, ...selectors }));
      return (await Promise.all(lists)).flat();
    },
    async one(resource, namespace, name, item) {
      if (!isName(name) || (namespace !== undefined && !isName(namespace))) return undefined;
      const what = resourceText(resource, namespace);
      const answer = client.get(resourcePath(resource, namespace, name));
      const { status, content } = await saying(`cannot get ${what}`, answer);
      if (status === 404) return undefined;
      if (status !== 200) throw refusal("get", what, status);
      return readItem(resource, item, content);
    },
  };
}
