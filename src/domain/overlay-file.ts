import type { FileHeader } from "./file-header.ts";
import type { JsonObject } from "./manifest.ts";

/** A comment that stands above the field at `path` of a document. */
export type FieldComment = { readonly path: readonly (string | number)[]; readonly text: string };

/** One YAML document of a generated file, with the reasons beside its fields. */
export type CommentedDocument = { readonly value: JsonObject; readonly comments: readonly FieldComment[] };

/** A generated YAML file before it is text: the header line, why the file exists, and its documents. */
export type OverlayFile = {
  readonly path: string;
  readonly template: "kustomization" | "patch" | "standby" | "replicator";
  readonly header: FileHeader;
  /** Sentences; each becomes a comment line (or several, wrapped). */
  readonly why: readonly string[];
  readonly documents: readonly CommentedDocument[];
};

/** Turns what the domain decided into text. Pure: the same input gives the same text. */
export type RenderOverlayFile = (file: OverlayFile) => string;
