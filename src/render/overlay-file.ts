import { headerLine } from "../domain/file-header.ts";
import type { CommentedDocument, OverlayFile } from "../domain/overlay-file.ts";
import { commentLines } from "./comment-line.ts";
import type { Fill } from "./fill.ts";

type OverlayFileView = {
  /** Texts of comment lines, without the `# `. */
  readonly header: string;
  readonly why: readonly string[];
  readonly documents: readonly { readonly separated: boolean; readonly document: CommentedDocument }[];
};

/** The text of a generated YAML file: the header line, why it exists, its documents. */
export function overlayFile(file: OverlayFile, fill: Fill): string {
  const view: OverlayFileView = {
    header: headerLine(file.header).slice("# ".length),
    why: file.why.flatMap((sentence) => commentLines(sentence, 100)).map((line) => line.slice("# ".length)),
    documents: file.documents.map((document, index) => ({ separated: index > 0, document })),
  };
  return fill(`overlay/${file.template}.yaml`, view);
}
