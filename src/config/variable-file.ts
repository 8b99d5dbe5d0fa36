/** Reads a file; throws as node:fs does. */
export type ReadFile = (path: string) => string;

/**
 * The file that a variable names, or the problem in words. The path is not said, because people put secrets there by
 * mistake.
 */
export function fileOf(
  name: string,
  path: string,
  readFile: ReadFile,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, text: readFile(path) };
  } catch (error) {
    // Errors of the file system have a code; anything else is not about the file.
    if (error instanceof Error && "code" in error)
      return { ok: false, problem: `${name} names a file that cannot be read (${String(error.code)})` };
    throw error;
  }
}
