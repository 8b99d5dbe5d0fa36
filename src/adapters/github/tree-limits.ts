import { UserError } from "../../app/errors.ts";

/** How much of a repository is read. Bytes, and a number of files. */
export type TreeLimits = {
  /** Of the archive as it is sent. */
  readonly packedBytes: number;
  /** Of everything in it. */
  readonly unpackedBytes: number;
  readonly files: number;
  /** Of one file that is neither YAML nor JSON; larger ones are left out of the tree. */
  readonly otherFileBytes: number;
};

export const defaultTreeLimits: TreeLimits = {
  packedBytes: 100 * 1024 * 1024,
  unpackedBytes: 100 * 1024 * 1024,
  files: 20_000,
  otherFileBytes: 2 * 1024 * 1024,
};

/**
 * Whether a file belongs to the tree. Manifests always do; of the rest only what
 * a build can sensibly read. A file left out makes a build that names it fail
 * with its path, where an empty stand-in would silently change the result.
 */
export function isKept(path: string, bytes: number, limits: TreeLimits): boolean {
  return bytes <= limits.otherFileBytes || /\.(ya?ml|json)$/i.test(path);
}

export function tooLarge(what: string): UserError {
  return new UserError(
    `The repository is too large to read: more than ${what}`,
    "Keep the manifests in a smaller repository, or move large files to Git LFS or an artifact store.",
  );
}

/** Bytes for people. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MB`;
}
