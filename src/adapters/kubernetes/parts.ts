import { absent, type Known, known, unknown } from "../../domain/known.ts";
import { ReadFailure } from "./read-failure.ts";
import type { Reader } from "./reader.ts";
import type { Resource } from "./resources.ts";

/** Known, or unknown with the words of what failed. Anything else that goes wrong is a bug and stays one. */
export function part<T>(read: () => Promise<T>): Promise<Known<T>> {
  return guarded(async () => known(await read()));
}

/** Absent when the server says that it does not have this kind of object at all. */
export function served<T>(reader: Reader, resource: Resource, read: () => Promise<Known<T>>): Promise<Known<T>> {
  return guarded(async () => ((await reader.isServed(resource)) ? read() : absent));
}

async function guarded<T>(read: () => Promise<Known<T>>): Promise<Known<T>> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ReadFailure) return unknown(error.message);
    throw error;
  }
}

/** What another part came to. Throws ReadFailure with its reason when it is unknown: what hangs on it is unknown too. */
export function knownValue<T>(part: Known<T>): T | undefined {
  if (part.state === "unknown") throw new ReadFailure(part.reason);
  return part.state === "known" ? part.value : undefined;
}

/** The same answer for everybody who asks; nothing is read before somebody does. */
export function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return () => {
    reading ??= read();
    return reading;
  };
}
