import type { FileContent, FileTree } from "../../domain/file-tree.ts";

const CAPACITY_BYTES = 128 * 1024 * 1024;

/** Trees and blobs by object id. What an id names never changes, so nothing here grows stale. */
export type TreeStore = {
  /** The entry, or what `load` gives; a load under way is shared. A failed load is not kept. */
  of<T extends FileTree | FileContent>(key: string, load: () => Promise<T>): Promise<T>;
  /** The entry if it is there. */
  peek<T extends FileTree | FileContent>(key: string): T | undefined;
};

/** An in-memory store that forgets what was used longest ago once it holds more than `capacityBytes`. */
export function treeStore(capacityBytes = CAPACITY_BYTES): TreeStore {
  const entries = new Map<string, FileTree | FileContent>();
  const loading = new Map<string, Promise<FileTree | FileContent>>();
  let bytes = 0;

  function touch(key: string): FileTree | FileContent | undefined {
    const found = entries.get(key);
    if (found === undefined) return undefined;
    entries.delete(key);
    entries.set(key, found);
    return found;
  }

  function keep(key: string, value: FileTree | FileContent): void {
    const size = weight(value);
    if (size > capacityBytes || entries.has(key)) return;
    entries.set(key, value);
    bytes += size;
    for (const [oldest, old] of entries) {
      if (bytes <= capacityBytes) return;
      entries.delete(oldest);
      bytes -= weight(old);
    }
  }

  async function fetch(key: string, load: () => Promise<FileTree | FileContent>) {
    try {
      const value = await load();
      keep(key, value);
      return value;
    } finally {
      loading.delete(key);
    }
  }

  return {
    peek: <T extends FileTree | FileContent>(key: string) => touch(key) as T | undefined,
    of<T extends FileTree | FileContent>(key: string, load: () => Promise<T>): Promise<T> {
      const found = touch(key);
      if (found !== undefined) return Promise.resolve(found as T);
      const running = loading.get(key) ?? fetch(key, load);
      loading.set(key, running);
      return running as Promise<T>;
    },
  };
}

/** Bytes, roughly: text counts as Latin-1, which manifests nearly always are. */
function weight(value: FileTree | FileContent): number {
  if (typeof value === "string") return value.length;
  if (value instanceof Uint8Array) return value.byteLength;
  let sum = 0;
  for (const [path, content] of value) sum += path.length + weight(content);
  return sum;
}
