import type { RenderOverlayFile } from "../domain/overlay-file.ts";
import { createFill } from "./fill.ts";
import { overlayFile } from "./overlay-file.ts";
import { readTemplates, templatesDirectory } from "./templates.ts";

/** Every text that Lanekeeper writes, as pure functions of what was decided. */
export type Renderer = {
  readonly overlayFile: RenderOverlayFile;
};

/** Reads and compiles the templates once; what it gives does no I/O. Throws when a template is missing or broken. */
export function createRenderer(directory: string = templatesDirectory()): Renderer {
  const fill = createFill(readTemplates(directory));
  return {
    overlayFile: (file) => overlayFile(file, fill),
  };
}
