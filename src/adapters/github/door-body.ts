import type { IncomingMessage } from "node:http";

/** The whole body, or undefined as soon as it is larger than `limit` bytes. Rejects when the sender goes away. */
export async function bodyWithin(request: IncomingMessage, limit: number): Promise<Uint8Array | undefined> {
  if (Number(request.headers["content-length"] ?? 0) > limit) return undefined;
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Not destroyed on the way out: the answer goes through the same socket.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    size += chunk.length;
    if (size > limit) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
