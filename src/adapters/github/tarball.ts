import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { extract, type Header } from "tar-stream";
import { TransientError, UserError } from "../../app/errors.ts";
import type { FileContent } from "../../domain/file-tree.ts";
import { contentOf, insideTree, type RawTree } from "./raw-tree.ts";
import { isKept, megabytes, type TreeLimits, tooLarge } from "./tree-limits.ts";

/**
 * The files of a gzipped tar as GitHub sends it, every path below one folder
 * (`owner-repo-sha/`) that is cut off. Nothing is written anywhere. Throws
 * UserError beyond a limit or for a path outside, TransientError for an archive
 * that is cut or broken.
 */
export async function untar(packed: ReadableStream<Uint8Array>, limits: TreeLimits): Promise<RawTree> {
  const files = new Map<string, FileContent>();
  const links = new Map<string, string>();

  async function take({ name, type, linkname, size }: Header, body: AsyncIterable<unknown>): Promise<void> {
    const path = name.slice(name.indexOf("/") + 1);
    const isFile = type === "file" || type === "contiguous-file";
    const isWanted = isFile && isKept(path, size, limits);
    const bytes: Uint8Array[] = [];
    for await (const chunk of body) if (isWanted && chunk instanceof Uint8Array) bytes.push(chunk);
    if (isWanted) files.set(insideTree(path), contentOf(Buffer.concat(bytes)));
    if (type === "symlink") links.set(insideTree(path), linkname);
    if (files.size + links.size > limits.files) throw tooLarge(`${limits.files} files`);
  }

  const unpack = extract();
  unpack.on("entry", (header, body, next) => {
    take(header, body).then(() => next(), next);
  });
  try {
    await pipeline(
      Readable.fromWeb(packed as Parameters<typeof Readable.fromWeb>[0]),
      atMost(limits.packedBytes, "packed"),
      createGunzip(),
      atMost(limits.unpackedBytes, "unpacked"),
      // A streamx stream: the same protocol, other types.
      unpack as unknown as NodeJS.WritableStream,
    );
  } catch (error) {
    throw error instanceof UserError
      ? error
      : new TransientError("The repository's archive cannot be read", { cause: error });
  }
  return { files, links };
}

/** Passes everything on, up to so many bytes. */
function atMost(bytes: number, what: string): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      seen += chunk.byteLength;
      if (seen > bytes) done(tooLarge(`${megabytes(bytes)} ${what}`));
      else done(null, chunk);
    },
  });
}
