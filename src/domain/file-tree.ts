/** What a file holds: text when it is valid UTF-8, else its bytes. */
export type FileContent = string | Uint8Array;

/** The files of one commit by their path in the repository (`apps/shop/kustomization.yaml`). */
export type FileTree = ReadonlyMap<string, FileContent>;

/** A file to write, by its path in the repository. */
export type FileChange = { readonly path: string; readonly content: string };

/** The text of a file; undefined where there is none or it is not text. */
export function textOf(files: FileTree, path: string): string | undefined {
  const content = files.get(path);
  return typeof content === "string" ? content : undefined;
}
