import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { ReadFailure } from "./read-failure.ts";

const unpack = promisify(gunzip);

/**
 * The JSON of an answer, unpacked where it was packed. Throws ReadFailure when it is larger than `maxBytes` (packed
 * or unpacked), ends early or is not JSON. The content itself is never part of a message.
 */
export async function readJson(
  body: AsyncIterable<Uint8Array>,
  encoding: string | undefined,
  maxBytes: number,
): Promise<unknown> {
  const packed = await collect(body, maxBytes);
  const text = encoding === "gzip" ? await unpacked(packed, maxBytes) : packed;
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    throw new ReadFailure("the answer is not JSON, or ended early");
  }
}

async function collect(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

async function unpacked(packed: Buffer, maxBytes: number): Promise<Buffer> {
  try {
    return await unpack(packed, { maxOutputLength: maxBytes });
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(maxBytes);
    throw new ReadFailure("the answer ended early, or is packed in a way that cannot be read");
  }
}

function tooLarge(maxBytes: number): ReadFailure {
  return new ReadFailure(`the answer is larger than ${Math.round(maxBytes / 1024)} KiB`);
}
