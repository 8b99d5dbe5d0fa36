import { z } from "zod";
import type { ApiClient } from "./api-client.ts";
import type { Limits } from "./limits.ts";
import { ReadFailure, refusal, saying } from "./read-failure.ts";
import { type Resource, resourcePath, resourceText } from "./resources.ts";

export type ListRequest<T> = {
  readonly resource: Resource;
  /** undefined: of all namespaces, or of a kind that has none. */
  readonly namespace?: string | undefined;
  readonly fieldSelector?: string;
  readonly labelSelector?: string;
  /** Turns one item into our words; what it refuses makes the whole list unreadable, since a gap would look like absence. */
  readonly item: z.ZodType<T>;
};

const pageSchema = z.object({
  kind: z.string().endsWith("List"),
  metadata: z.object({ continue: z.string().nullish() }),
  // Go writes an empty list as null in places.
  items: z.array(z.unknown()).nullable(),
});
type Page = z.infer<typeof pageSchema>;

/**
 * Every object of a list, page by page. The list may change while it is read, and the server may then forget the rest
 * (410 Gone): it is started again once. Throws ReadFailure in words.
 */
export async function listAll<T>(client: ApiClient, limits: Limits, list: ListRequest<T>): Promise<readonly T[]> {
  return (
    (await pages(client, limits, list)) ??
    (await pages(client, limits, list)) ??
    fail(list, "the list changed while it was read, twice (410)")
  );
}

/** undefined: the server forgot the rest of the list. */
async function pages<T>(client: ApiClient, limits: Limits, list: ListRequest<T>): Promise<readonly T[] | undefined> {
  const found: T[] = [];
  let next: string | undefined;
  do {
    const page = await readPage(client, limits, list, next);
    if (page === undefined) return undefined;
    for (const item of page.items ?? []) found.push(readItem(list.resource, list.item, item));
    if (found.length > limits.listItems) fail(list, `there are more than ${limits.listItems}`);
    next = page.metadata.continue || undefined;
  } while (next !== undefined);
  return found;
}

async function readPage<T>(
  client: ApiClient,
  limits: Limits,
  list: ListRequest<T>,
  next: string | undefined,
): Promise<Page | undefined> {
  const query = new URLSearchParams({ limit: String(limits.pageSize) });
  if (list.fieldSelector !== undefined) query.set("fieldSelector", list.fieldSelector);
  if (list.labelSelector !== undefined) query.set("labelSelector", list.labelSelector);
  if (next !== undefined) query.set("continue", next);
  const path = `${resourcePath(list.resource, list.namespace)}?${query}`;
  const { status, content } = await saying(`cannot list ${whatIs(list)}`, client.get(path));
  if (status === 410 && next !== undefined) return undefined;
  if (status !== 200) throw refusal("list", whatIs(list), status);
  const page = pageSchema.safeParse(content);
  return page.success ? page.data : fail(list, "the answer is not a list");
}

/** One object in our words. Throws ReadFailure that names it and the field, never the value. */
export function readItem<T>({ kind }: Resource, schema: z.ZodType<T>, item: unknown): T {
  const result = schema.safeParse(item);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw new ReadFailure(
    `malformed ${kind} ${nameOf(item)}: ${issue?.path.join(".") || "the object"}: ${issue?.message ?? "unreadable"}`,
  );
}

function whatIs<T>({ resource, namespace, fieldSelector }: ListRequest<T>): string {
  return fieldSelector === undefined
    ? resourceText(resource, namespace)
    : `${resourceText(resource)} in all namespaces`;
}

function fail<T>(list: ListRequest<T>, reason: string): never {
  throw new ReadFailure(`cannot list ${whatIs(list)}: ${reason}`);
}

const named = z.object({
  metadata: z.object({ namespace: z.string().max(253).optional(), name: z.string().max(253) }),
});

function nameOf(item: unknown): string {
  const result = named.safeParse(item);
  if (!result.success) return "without a name";
  const { namespace, name } = result.data.metadata;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
