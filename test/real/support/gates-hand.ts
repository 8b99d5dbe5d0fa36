import type { FileTree } from "../../../src/domain/file-tree.ts";
import { isObject, type Json, type JsonObject, type Manifest } from "../../../src/domain/manifest.ts";
import { type LabClient, type LabObject, objectPath } from "./lab-client.ts";

/** Which object: kind with its API, namespace and name. */
export type Ref = Pick<LabObject, "apiVersion" | "kind" | "metadata">;

/** What changes the cluster and the repository, and can take all of it back. */
export type Hand = {
  /** The object as it is now. */
  get(ref: Ref): Promise<Manifest>;
  /** The objects of a kind in a namespace, by the object's path without its name. */
  list(ref: Ref): Promise<readonly Manifest[]>;
  /** Changes fields (JSON merge patch: null removes, lists are replaced) as made from what is there now. */
  patch(ref: Ref, change: (now: Manifest) => JsonObject, part?: "status"): Promise<void>;
  create(object: LabObject): Promise<void>;
  /** Deletes it at once, whatever would hold it back. */
  remove(ref: Ref): Promise<void>;
  /** Deletes what a controller makes again. */
  replace(ref: Ref): Promise<void>;
  /** Replaces a text that must stand in a file of the app's base exactly once. */
  edit(file: string, from: string, to: string): void;
  /** Looks at the cluster at that moment in place of the usual one. */
  lookAt(at: Date): void;
};

/** The part of the world that is not in the cluster. */
export type Desk = { files: FileTree; now: () => Date };

/** A hand, and how everything that it did is undone. */
export function handOf(client: LabClient, desk: Desk): { readonly hand: Hand; undo(): Promise<void> } {
  const before = { ...desk };
  const undoing: (() => Promise<void>)[] = [];

  async function send(method: Parameters<LabClient["request"]>[0], path: string, body?: unknown, type?: string) {
    const { status, content } = await client.request(method, path, body, type);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${String(content["message"])}`);
    return content as Manifest;
  }

  const merge = (path: string, body: JsonObject) => send("PATCH", path, body, "application/merge-patch+json");
  const get = (ref: Ref) => send("GET", objectPath(ref));

  /** Gone means gone: a finalizer or a grace period would leave it there for a while. */
  async function destroy(ref: Ref): Promise<void> {
    const { metadata } = await get(ref);
    if (metadata["finalizers"] !== undefined) await merge(objectPath(ref), { metadata: { finalizers: null } });
    const { status, content } = await client.request("DELETE", `${objectPath(ref)}?gracePeriodSeconds=0`);
    if (status >= 300 && status !== 404)
      throw new Error(`${ref.kind} ${ref.metadata.name}: ${JSON.stringify(content)}`);
  }

  const hand: Hand = {
    get,
    async list(ref) {
      const path = objectPath(ref);
      const { items } = await send("GET", path.slice(0, path.lastIndexOf("/")));
      return items as unknown as Manifest[];
    },
    async patch(ref, change, part) {
      const path = part === undefined ? objectPath(ref) : `${objectPath(ref)}/${part}`;
      const now = await get(ref);
      const patch = change(now);
      undoing.push(async () => {
        await merge(path, inverse(patch, now));
      });
      await merge(path, patch);
    },
    async create(object) {
      undoing.push(async () => {
        const { status } = await client.request("GET", objectPath(object));
        if (status === 200) await destroy(object);
      });
      await client.apply(object);
    },
    async remove(ref) {
      const { metadata, ...rest } = await get(ref);
      undoing.push(async () => {
        const { status } = await client.request("GET", objectPath(ref));
        if (status === 404) await client.apply({ ...rest, metadata: bare(metadata) } as LabObject);
      });
      await destroy(ref);
    },
    replace: destroy,
    edit(file, from, to) {
      const path = `apps/shop/base/${file}`;
      const text = String(desk.files.get(path));
      if (text.split(from).length !== 2) throw new Error(`${from} does not stand in ${path} once`);
      desk.files = new Map([...desk.files, [path, text.replace(from, to)]]);
    },
    lookAt(at) {
      desk.now = () => at;
    },
  };

  return {
    hand,
    async undo() {
      Object.assign(desk, before);
      for (const step of undoing.splice(0).toReversed()) await step();
    },
  };
}

/** The merge patch that brings back what another one changes. */
function inverse(patch: JsonObject, before: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(patch).map(([key, value]): [string, Json] => {
      const was = before[key];
      return [key, isObject(value) && isObject(was) ? inverse(value, was) : (was ?? null)];
    }),
  );
}

/** Metadata without what the server gives. */
function bare({ name, namespace, labels, annotations }: Manifest["metadata"]): LabObject["metadata"] {
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(labels === undefined ? {} : { labels }),
    ...(annotations === undefined ? {} : { annotations }),
  };
}
